//! What came back, in words.

use super::aim::Aim;
use super::walk::Origin;
use crate::check::probe::{Answer, Reply};
use crate::check::traffic::status_message;
use crate::l10n::Message;

/// The sentence that a request is answered.
pub(super) fn answer_subject(origin: Origin<'_>, aim: &Aim) -> Message {
    match origin {
        Origin::Host => Message::new("subject-http-host").with("url", aim.url()),
        Origin::Container(from) => Message::new("subject-http")
            .with("url", aim.url())
            .with("container", &from.name),
    }
}

/// What came back, in a few words.
pub fn found(reply: &Reply) -> Message {
    match reply {
        Reply::Answer(answer) => status_message(answer.status),
        Reply::NameNotResolved => Message::new("found-name-not-resolved"),
        Reply::Refused => Message::new("found-refused"),
        Reply::Reset => Message::new("found-reset"),
        Reply::TimedOut => Message::new("found-timed-out"),
        Reply::ClientMissing => Message::new("found-client-missing"),
    }
}

/// Whether the answer comes from a gateway that got none itself.
pub fn gateway_error(answer: &Answer) -> bool {
    matches!(answer.status, 502..=504)
}
