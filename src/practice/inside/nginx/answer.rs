//! An answer as it leaves nginx: its own pages and headers.

use super::model::Settings;
use super::pages;
use super::serve::Answer;
use super::variables::Asked;
use crate::practice::inside::HttpResponse;

/// A redirect's target with scheme, host and port.
pub(super) fn absolute(target: &str, settings: &Settings, asked: &Asked) -> String {
    if !target.starts_with('/') || !settings.absolute_redirect {
        return target.to_owned();
    }
    let port = if asked.port == 80 {
        String::new()
    } else {
        format!(":{}", asked.port)
    };
    format!("http://{}{port}{target}", asked.host())
}

/// nginx's own page for a status.
pub(super) fn plain_page(status: u16, settings: &Settings, asked: &Asked) -> Answer {
    let page = pages::page(status, settings.tokens);
    let agent = asked.request.header("user-agent").unwrap_or_default();
    let padded = status >= 400 && (agent.contains("Chrome/") || agent.contains("MSIE "));
    let mut body = page.clone().unwrap_or_default();
    if padded && page.is_some() {
        body.push_str(
            &"<!-- a padding to disable MSIE and Chrome friendly error page -->\r\n".repeat(6),
        );
    }
    Answer {
        status,
        headers: match page {
            Some(_) => vec![("Content-Type".into(), "text/html".into())],
            None => Vec::new(),
        },
        body: body.into_bytes(),
        chunked: false,
    }
}

pub(super) fn finish(
    mut answer: Answer,
    settings: &Settings,
    asked: &mut Asked,
    head: bool,
) -> HttpResponse {
    let sign = if settings.tokens {
        format!("nginx/{}", super::VERSION)
    } else {
        "nginx".into()
    };
    let mut headers = vec![
        ("Server".to_owned(), sign),
        ("Date".to_owned(), asked.moment.http()),
    ];
    let mut take = |name: &str| {
        let at = answer
            .headers
            .iter()
            .position(|(key, _)| key.eq_ignore_ascii_case(name))?;
        Some(answer.headers.remove(at))
    };
    if let Some((key, mut kind)) = take("Content-Type") {
        if let Some(charset) = &settings.charset
            && kind.starts_with("text/")
            && !kind.contains("charset=")
        {
            kind = format!("{kind}; charset={charset}");
        }
        headers.push((key, kind));
    }
    let length = take("Content-Length").map(|(_, length)| length);
    let empty = matches!(answer.status, 204 | 304);
    if !empty && !answer.chunked {
        let length = length.unwrap_or_else(|| answer.body.len().to_string());
        headers.push(("Content-Length".into(), length));
    }
    headers.extend(take("Last-Modified"));
    headers.extend(take("Location"));
    if !empty && answer.chunked && !head {
        headers.push(("Transfer-Encoding".into(), "chunked".into()));
    }
    let close = asked
        .request
        .header("connection")
        .is_some_and(|value| value.eq_ignore_ascii_case("close"));
    headers.push((
        "Connection".into(),
        if close { "close" } else { "keep-alive" }.into(),
    ));
    headers.append(&mut answer.headers);
    let listed = matches!(answer.status, 200 | 201 | 204 | 206 | 301..=304 | 307 | 308);
    asked.status = answer.status;
    // `Accept-Ranges` comes after the headers that the configuration adds.
    let ranges = headers
        .iter()
        .position(|(key, _)| key == "Accept-Ranges")
        .map(|at| headers.remove(at));
    for (name, value, always) in &settings.add_headers {
        let value = asked.fill(value, "");
        if (listed || *always) && !value.is_empty() {
            headers.push((name.clone(), value));
        }
    }
    headers.extend(ranges);
    let body = if head || empty {
        Vec::new()
    } else {
        answer.body
    };
    asked.sent = body.len();
    if answer.chunked && !head && !empty {
        asked.sent += 5;
        if !body.is_empty() {
            asked.sent += format!("{:x}", body.len()).len() + 4;
        }
    }
    asked.sent_headers.clone_from(&headers);
    HttpResponse {
        status: answer.status,
        headers,
        body,
    }
}

/// A path decoded, without `.`, `..` and double slashes; none if it climbs out or is no path.
pub(super) fn normalise(path: &str) -> Option<String> {
    if !path.starts_with('/') {
        return None;
    }
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            let decoded = u8::try_from(high * 16 + low).ok()?;
            if decoded == 0 {
                return None;
            }
            bytes.push(decoded);
        } else {
            bytes.push(byte);
        }
    }
    let decoded = String::from_utf8_lossy(&bytes).into_owned();
    let decoded = decoded.split('#').next().unwrap_or_default();
    let mut parts: Vec<&str> = Vec::new();
    for part in decoded.split('/').skip(1) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    let folder = decoded.ends_with('/') || decoded.ends_with("/.") || decoded.ends_with("/..");
    let mut uri = format!("/{}", parts.join("/"));
    if folder && uri != "/" {
        uri.push('/');
    }
    Some(uri)
}

#[cfg(test)]
mod tests {
    use super::normalise;

    #[test]
    fn a_path_is_decoded_and_cannot_climb_out() {
        assert_eq!(normalise("/a//b/../c%20d/"), Some("/a/c d/".into()));
        assert_eq!(normalise("/../etc/passwd"), None);
        assert_eq!(normalise("/%2e%2e/x"), None);
        assert_eq!(normalise("x"), None);
    }
}
