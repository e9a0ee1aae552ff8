//! Lessons in folders, the lab folder of a learner, and the table of codes.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use baeum::l10n::{Language, Words};
use baeum::lesson::lab::{EditError, LabAction, LabError, apply, edited, inside, prepare};
use baeum::lesson::model::Edit;
use baeum::lesson::source::folder;
use baeum::lesson::{Catalog, Code, Lesson, Names, SourceError, read};

fn base() -> Lesson {
    Catalog::load_path(Path::new("tests/broken/base")).unwrap()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn a_folder_of_lessons_adds_to_those_of_the_program() {
    let home = tempfile::tempdir().unwrap();
    copy(Path::new("tests/broken/base"), &home.path().join("base"));
    fs::write(home.path().join("README.md"), "# Not a lesson").unwrap();
    fs::create_dir(home.path().join("notes")).unwrap();
    let catalog = Catalog::new(Some(home.path())).unwrap();
    assert!(catalog.ids().any(|id| id == "base"));
    assert!(!catalog.ids().any(|id| id == "notes" || id == "README.md"));
    assert!(!catalog.is_built_in("base"));
    let head = catalog.head("base").unwrap();
    assert_eq!(head.title(Language::English), "A small lesson");
    assert_eq!(head.minutes, 10);
    assert_eq!(head.steps, ["welcome", "create"]);
    assert_eq!(head.languages, [Language::Korean, Language::English]);
    let lesson = catalog.load("base").unwrap();
    assert!(!lesson.built_in);
    assert_eq!(lesson.id, "base");
}

#[test]
fn the_folder_of_a_single_lesson_is_taken_too() {
    let catalog = Catalog::new(Some(Path::new("tests/broken/base"))).unwrap();
    assert!(catalog.load("base").is_ok());
}

#[test]
fn every_lesson_of_the_program_is_valid() {
    let catalog = Catalog::new(None).unwrap();
    for id in catalog.ids() {
        let reading = read(&catalog.files(id).unwrap());
        assert_eq!(reading.diagnostics, [], "{id}");
        assert!(reading.lesson.unwrap().built_in);
    }
}

#[test]
fn an_unknown_lesson_lists_what_there_is() {
    let catalog = Catalog::new(Some(Path::new("tests/broken/base"))).unwrap();
    assert!(matches!(
        catalog.load("bsae"),
        Err(SourceError::Unknown { near: Some(near), .. }) if near == "base"
    ));
}

#[test]
fn folders_that_hold_no_lesson_are_told_from_those_that_cannot_be_read() {
    let home = tempfile::tempdir().unwrap();
    let none = home.path().join("none");
    assert!(matches!(
        Catalog::new(Some(&none)),
        Err(SourceError::Unreadable { .. })
    ));
    assert!(matches!(
        Catalog::new(Some(home.path())),
        Err(SourceError::NoLesson { .. })
    ));
    assert!(matches!(
        Catalog::load_path(home.path()),
        Err(SourceError::NoLesson { .. })
    ));
}

#[test]
fn a_lesson_must_be_called_like_its_folder() {
    let home = tempfile::tempdir().unwrap();
    copy(Path::new("tests/broken/base"), &home.path().join("other"));
    let catalog = Catalog::new(Some(home.path())).unwrap();
    let Err(SourceError::Invalid(invalid)) = catalog.load("other") else {
        panic!("it was taken");
    };
    let codes: Vec<Code> = invalid.diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(codes, [Code::IdDiffers]);
}

#[cfg(unix)]
#[test]
fn a_link_in_a_lesson_is_not_followed() {
    let home = tempfile::tempdir().unwrap();
    copy(Path::new("tests/broken/base"), home.path());
    std::os::unix::fs::symlink("/etc/passwd", home.path().join("lab/passwd")).unwrap();
    let reading = read(&folder(home.path()).unwrap());
    assert_eq!(reading.diagnostics[0].code, Code::Unreadable);
    assert_eq!(reading.diagnostics[0].file, "lab/passwd");
}

#[test]
fn the_lab_folder_follows_the_names_until_the_learner_changes_a_file() {
    let lesson = base();
    let home = tempfile::tempdir().unwrap();
    let lab = home.path().join("lab");
    let file = lab.join("web/site.conf");
    let mut names = Names::new(&lesson);
    let done = prepare(&lesson, &names, &lab).unwrap();
    assert!(matches!(done[0], LabAction::Create { .. }));
    assert!(
        fs::read_to_string(&file)
            .unwrap()
            .contains("# 28080 $host ${unknown}")
    );
    assert!(matches!(
        prepare(&lesson, &names, &lab).unwrap()[0],
        LabAction::Unchanged { .. }
    ));
    names.set("web_port", "28090").unwrap();
    assert!(matches!(
        prepare(&lesson, &names, &lab).unwrap()[0],
        LabAction::Update { .. }
    ));
    assert!(fs::read_to_string(&file).unwrap().contains("# 28090"));
    fs::write(&file, "mine").unwrap();
    names.set("web_port", "28091").unwrap();
    assert!(matches!(
        prepare(&lesson, &names, &lab).unwrap()[0],
        LabAction::Kept { .. }
    ));
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
}

#[test]
fn a_file_that_was_there_before_is_the_learners() {
    let lesson = base();
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("web/site.conf");
    fs::create_dir(home.path().join("web")).unwrap();
    fs::write(&file, "mine").unwrap();
    prepare(&lesson, &Names::new(&lesson), home.path()).unwrap();
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let lesson = base();
    let home = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), home.path().join("web")).unwrap();
    assert!(matches!(
        prepare(&lesson, &Names::new(&lesson), home.path()),
        Err(LabError::Outside { .. })
    ));
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
}

#[test]
fn paths_never_leave_the_lab_folder() {
    let lab = Path::new("lab");
    assert!(inside(lab, Path::new("nginx/Dockerfile")).is_ok());
    for bad in [
        "",
        "..",
        "../x",
        "a/../../x",
        "/etc/passwd",
        "C:/x",
        "C:x",
        "a\\b",
        "a//b",
        "./a",
        "nul",
        "COM1.txt",
        "a.",
        "a\u{1b}b",
    ] {
        assert!(
            inside(lab, Path::new(bad)).is_err() || bad == "a//b" || bad == "./a",
            "{bad}"
        );
        assert!(baeum::lesson::files::check_path(bad).is_err(), "{bad}");
    }
}

#[test]
fn the_solution_of_an_edit_is_made_once() {
    let lesson = base();
    let names = Names::new(&lesson);
    let home = tempfile::tempdir().unwrap();
    prepare(&lesson, &names, home.path()).unwrap();
    let edit = &lesson.steps[1].edit[0];
    apply(edit, &names, home.path()).unwrap();
    apply(edit, &names, home.path()).unwrap();
    let text = fs::read_to_string(home.path().join("web/site.conf")).unwrap();
    assert_eq!(text.matches("http://base-other:8080;").count(), 1);
    fs::write(home.path().join("web/site.conf"), "mine").unwrap();
    assert!(matches!(
        apply(edit, &names, home.path()),
        Err(EditError::TextDiffers { .. })
    ));
}

#[test]
fn an_edit_keeps_windows_line_ends() {
    let names = Names::of(&[]);
    let edit = Edit {
        file: "x".into(),
        replace: "a\nb".into(),
        with: "c\nd".into(),
    };
    assert_eq!(edited("1\r\na\r\nb", &edit, &names).unwrap(), "1\r\nc\r\nd");
    assert_eq!(edited("a\nb a\nb", &edit, &names), None);
    assert_eq!(edited("c\nd", &edit, &names).unwrap(), "c\nd");
}

#[test]
fn every_code_is_there_once_and_has_words_in_both_languages() {
    let codes: BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(codes.len(), Code::ALL.len());
    for language in Language::ALL {
        let words = Words::load(language);
        for code in Code::ALL {
            assert!(words.has(code.title()), "{}", code.title());
            assert!(words.has(code.message()), "{}", code.message());
        }
    }
}
