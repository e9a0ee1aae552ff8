//! A small bilingual lesson to begin with: it passes lint and test as it stands, and its comments teach the format.

use super::files::LessonFiles;

const FILES: [(&str, &str); 7] = [
    ("lesson.toml", include_str!("starter/lesson.toml")),
    (
        "ko/create-network.md",
        include_str!("starter/ko/create-network.md"),
    ),
    ("ko/look.md", include_str!("starter/ko/look.md")),
    ("ko/tidy.md", include_str!("starter/ko/tidy.md")),
    (
        "en/create-network.md",
        include_str!("starter/en/create-network.md"),
    ),
    ("en/look.md", include_str!("starter/en/look.md")),
    ("en/tidy.md", include_str!("starter/en/tidy.md")),
];

/// The files of a new lesson with this id: path relative to its folder, and text.
#[must_use]
pub fn starter(id: &str) -> Vec<(&'static str, String)> {
    FILES
        .iter()
        .map(|(path, text)| (*path, text.replace("NAME", id)))
        .collect()
}

/// The same as a lesson that can be looked through before it is written.
#[must_use]
pub fn starter_files(id: &str) -> LessonFiles {
    starter(id)
        .into_iter()
        .fold(LessonFiles::default(), |files, (path, text)| {
            files.with(path, text)
        })
}

#[cfg(test)]
mod tests {
    use super::starter_files;
    use crate::lesson::lint::lint;

    #[test]
    fn a_new_lesson_gives_no_finding() {
        let reading = lint(&starter_files("my-lesson"));
        assert_eq!(reading.diagnostics, []);
    }

    #[test]
    fn an_id_that_is_none_is_refused() {
        assert!(!lint(&starter_files("My Lesson")).diagnostics.is_empty());
    }
}
