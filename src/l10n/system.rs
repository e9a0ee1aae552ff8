//! What the operating system says, in the learner's language where it is something that happens to people.

use std::error::Error;
use std::io::{self, ErrorKind};

use super::message::{Message, Value};

/// The message for an error that a person can do something about.
fn known(kind: ErrorKind) -> Option<Message> {
    Some(Message::new(match kind {
        ErrorKind::NotFound => "system-not-there",
        ErrorKind::PermissionDenied => "system-not-allowed",
        ErrorKind::AlreadyExists => "system-there-already",
        ErrorKind::IsADirectory => "system-is-a-folder",
        ErrorKind::NotADirectory => "system-not-a-folder",
        ErrorKind::ReadOnlyFilesystem => "system-read-only",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "system-full",
        _ => return None,
    }))
}

/// What went wrong, to be put into a sentence that names the file. What has no words of ours is
/// told as the system says it, without the temporary names that a library may have put around it.
#[must_use]
pub fn detail(error: &io::Error) -> Value {
    if let Some(message) = known(error.kind()) {
        return message.into();
    }
    let mut innermost: &dyn Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string().into()
}

/// Whether whoever runs the program can see to it: a place that is not there, or not theirs.
#[must_use]
pub fn is_for_the_user(error: &io::Error) -> bool {
    !matches!(
        error.kind(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded
    ) && known(error.kind()).is_some()
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::{detail, is_for_the_user};
    use crate::l10n::{Message, Value};

    #[test]
    fn what_happens_to_people_is_said_in_their_language() {
        let missing = io::Error::from(io::ErrorKind::NotFound);
        assert_eq!(detail(&missing), Message::new("system-not-there").into());
        assert!(is_for_the_user(&missing));
        assert!(!is_for_the_user(&io::ErrorKind::StorageFull.into()));
        assert!(!is_for_the_user(&io::Error::other("odd")));
    }

    #[test]
    fn no_temporary_name_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let inside = folder.path().join("not/there");
        let error = tempfile::NamedTempFile::new_in(&inside).expect_err("no such folder");
        assert!(matches!(detail(&error), Value::Message(_)));
    }
}
