//! Why the engine says no: a status code and dockerd's words.

use std::fmt;

/// An answer that is an error, as dockerd gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The HTTP status code.
    pub status: u16,
    /// dockerd's message.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

impl Fault {
    /// Any status.
    pub fn new(status: u16, message: impl Into<String>) -> Fault {
        Fault {
            status,
            message: message.into(),
        }
    }

    /// 400: the request cannot be understood.
    pub fn bad(message: impl Into<String>) -> Fault {
        Fault::new(400, message)
    }

    /// 403: it is not allowed.
    pub fn forbidden(message: impl Into<String>) -> Fault {
        Fault::new(403, message)
    }

    /// 404: there is no such thing.
    pub fn missing(message: impl Into<String>) -> Fault {
        Fault::new(404, message)
    }

    /// 409: it does not go together with what is there.
    pub fn conflict(message: impl Into<String>) -> Fault {
        Fault::new(409, message)
    }

    /// 500: what dockerd has no better status for.
    pub fn internal(message: impl Into<String>) -> Fault {
        Fault::new(500, message)
    }

    #[must_use]
    /// 501: the practice engine does not do it, and says so.
    pub fn not_done(what: &str) -> Fault {
        Fault::new(501, format!("the practice engine does not do this: {what}"))
    }

    /// No container goes by this name or identifier.
    #[must_use]
    pub fn no_container(reference: &str) -> Fault {
        Fault::missing(format!("No such container: {reference}"))
    }
}
