//! One request, taken apart: version, path, query, body.

use bytes::Bytes;
use hyper::Request;
use hyper::body::Incoming;
use serde_json::Value;

use super::body::{self, Held, MAX_ARCHIVE, MAX_JSON};
use super::reply::API_VERSION;
use crate::practice::world::fault::Fault;

/// A request.
#[derive(Debug)]
pub struct Call {
    /// `GET`, `POST` …
    pub method: String,
    /// The parts of the path behind the version, decoded.
    pub path: Vec<String>,
    /// The path as it came.
    pub raw: String,
    query: Vec<(String, String)>,
    /// The request itself, for its body and for an upgrade.
    pub request: Request<Incoming>,
    held: Held,
}

impl Call {
    /// Takes a request apart, and refuses versions that are not spoken.
    pub fn new(request: Request<Incoming>) -> Result<Call, Fault> {
        let raw = request.uri().path().to_owned();
        let mut path: Vec<String> = raw
            .split('/')
            .filter(|part| !part.is_empty())
            .map(|part| decode(part, false))
            .collect();
        if let Some(version) = path.first().and_then(|first| version(first)) {
            check_version(&version)?;
            path.remove(0);
        }
        let query = request
            .uri()
            .query()
            .unwrap_or_default()
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
                (decode(key, true), decode(value, true))
            })
            .collect();
        Ok(Call {
            method: request.method().as_str().to_owned(),
            path,
            raw,
            query,
            request,
            held: Held::default(),
        })
    }

    /// A value of the query; empty if it is not there.
    #[must_use]
    pub fn value(&self, key: &str) -> &str {
        self.query
            .iter()
            .find(|(known, _)| known == key)
            .map(|(_, value)| value.as_str())
            .unwrap_or_default()
    }

    /// All values of one key.
    pub fn values<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.query
            .iter()
            .filter(move |(known, _)| known == key)
            .map(|(_, value)| value.as_str())
    }

    /// Whether a switch is on, as Go's handlers read it.
    #[must_use]
    pub fn on(&self, key: &str) -> bool {
        let value = self.value(key).trim().to_ascii_lowercase();
        !matches!(value.as_str(), "" | "0" | "no" | "false" | "none")
    }

    /// A number of the query, if it is there.
    pub fn number(&self, key: &str) -> Result<Option<i64>, Fault> {
        let value = self.value(key);
        if value.is_empty() {
            return Ok(None);
        }
        value.parse().map(Some).map_err(|_| {
            Fault::internal(format!("strconv.Atoi: parsing \"{value}\": invalid syntax"))
        })
    }

    /// The body as JSON.
    pub async fn json(&mut self) -> Result<Value, Fault> {
        let bytes = self.bytes(MAX_JSON).await?;
        if bytes.is_empty() {
            return Err(Fault::bad("got EOF while reading request body"));
        }
        parse_json(&bytes)
    }

    /// The body as JSON, or `null` where there is none.
    pub async fn json_or_null(&mut self) -> Result<Value, Fault> {
        let bytes = self.bytes(MAX_JSON).await?;
        if bytes.is_empty() {
            return Ok(Value::Null);
        }
        parse_json(&bytes)
    }

    /// The body as an archive.
    pub async fn archive(&mut self) -> Result<Bytes, Fault> {
        self.bytes(MAX_ARCHIVE).await
    }

    /// Reads over what is left of a body that nobody wants: a client that is still sending it would
    /// see its connection break before it sees why.
    pub async fn pass_over(&mut self) {
        body::pass_over(self.request.body_mut()).await;
    }

    async fn bytes(&mut self, limit: usize) -> Result<Bytes, Fault> {
        body::read(self.request.body_mut(), limit, &mut self.held).await
    }
}

fn parse_json(bytes: &[u8]) -> Result<Value, Fault> {
    serde_json::from_slice(bytes).map_err(|error| {
        Fault::bad(if error.is_eof() {
            "unexpected EOF".to_owned()
        } else {
            format!("invalid JSON: {error}")
        })
    })
}

fn version(part: &str) -> Option<String> {
    let digits = part.strip_prefix('v')?;
    let (major, minor) = digits.split_once('.')?;
    let all_digits =
        |text: &str| !text.is_empty() && text.chars().all(|letter| letter.is_ascii_digit());
    (all_digits(major) && all_digits(minor)).then(|| digits.to_owned())
}

fn check_version(version: &str) -> Result<(), Fault> {
    let number = |version: &str| {
        let (major, minor) = version.split_once('.').unwrap_or((version, "0"));
        let part = |text: &str| text.parse::<u32>().unwrap_or(u32::MAX);
        (part(major), part(minor))
    };
    if number(version) > number(API_VERSION) {
        return Err(Fault::bad(format!(
            "client version {version} is too new. Maximum supported API version is {API_VERSION}"
        )));
    }
    if number(version) < (1, 24) {
        return Err(Fault::bad(format!(
            "client version {version} is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version"
        )));
    }
    Ok(())
}

/// Undoes percent coding; in a query `+` is a space.
fn decode(text: &str, query: bool) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = (byte == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(value) = hex {
            decoded.push(value);
            at += 3;
        } else {
            decoded.push(if query && byte == b'+' { b' ' } else { byte });
            at += 1;
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_from_1_24_to_1_51_are_spoken() {
        assert!(check_version("1.24").is_ok());
        assert!(check_version("1.51").is_ok());
        assert_eq!(
            check_version("1.99").unwrap_err().message,
            "client version 1.99 is too new. Maximum supported API version is 1.51"
        );
        assert!(
            check_version("1.12")
                .unwrap_err()
                .message
                .contains("too old")
        );
        assert_eq!(version("vx.1"), None);
        assert_eq!(version("v1.41").as_deref(), Some("1.41"));
    }

    #[test]
    fn percent_coding_is_undone_and_nonsense_is_left() {
        assert_eq!(decode("a%20b+c", true), "a b c");
        assert_eq!(decode("a+b%zz%", false), "a+b%zz%");
    }
}
