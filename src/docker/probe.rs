//! What an HTTP probe finds, from the host or from inside a container.

/// How baeum's probes name themselves, so that servers' logs tell them from the learner's requests.
pub const PROBE_AGENT: &str = "baeum-probe";

/// How much of an answer's body is read, in bytes.
pub(super) const MOST_BODY: usize = 256 << 10;

/// An HTTP answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HttpAnswer {
    /// Such as 200.
    pub status: u16,
    /// Names and values in their order.
    pub headers: Vec<(String, String)>,
    /// The body, up to 256 KiB, with anything that is no UTF-8 replaced.
    pub body: String,
}

impl HttpAnswer {
    /// The first value of a header, whatever its name's case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// Why there is no HTTP answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HttpFailure {
    /// Nothing listens there.
    Refused,
    /// The connection was taken and then dropped without an answer.
    Reset,
    /// Nobody answered in time, or nobody is at that address at all.
    TimedOut,
    /// The host's name has no address.
    NameNotResolved,
    /// Anything else, in the words of who noticed.
    Other(String),
}

/// What asking from inside a container came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContainerAnswer {
    /// The server answered.
    Answer(HttpAnswer),
    /// It did not.
    Failure(HttpFailure),
    /// The container has neither curl nor wget.
    ClientMissing,
}

/// Reads an answer as HTTP/1 writes it: status line, headers, empty line, body.
pub(super) fn parse(text: &str) -> Option<HttpAnswer> {
    let (head, body) = text
        .split_once("\r\n\r\n")
        .or_else(|| text.split_once("\n\n"))
        .unwrap_or((text, ""));
    let mut answer = parse_head(head)?;
    // An interim answer comes before the real one.
    if answer.status < 200 && body.starts_with("HTTP/") {
        return parse(body);
    }
    body.clone_into(&mut answer.body);
    Some(answer)
}

/// Reads a status line and headers.
pub(super) fn parse_head(head: &str) -> Option<HttpAnswer> {
    let mut lines = head.lines().map(str::trim);
    let status = lines.next()?.strip_prefix("HTTP/")?;
    Some(HttpAnswer {
        status: status.split_whitespace().nth(1)?.parse().ok()?,
        headers: lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
            .collect(),
        body: String::new(),
    })
}
