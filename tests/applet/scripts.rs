//! The commands that both run. `@` begins every name, `PORT0` … `PORT9` are host ports, `FOLDER` is
//! the working folder; after `typed | ` a line comes on standard input.

use std::path::Path;

/// Files for build and cp.
pub(crate) fn prepare(folder: &Path, side: &str) {
    for (name, text) in [
        (
            "context/Dockerfile",
            "FROM nginx:1.28-alpine\nENV A=b SIDE=SIDE\nCOPY . /context\nLABEL x=y\n",
        ),
        (
            "context/Failing",
            "FROM nginx:1.28-alpine\nENV SIDE=SIDE\nRUN echo out; exit 3\n",
        ),
        (
            "context/Small",
            "FROM scratch\nCOPY . /context\nLABEL side=SIDE\n",
        ),
        ("context/Wrong", "FROM nginx:1.28-alpine\nNOPE\n"),
        (
            "context/Argument",
            "FROM nginx:1.28-alpine\nENV SIDE=SIDE\nARG X=1\nRUN echo x is $X\n",
        ),
        ("context/.dockerignore", "*.log\n!keep.log\nnode_modules\n"),
        ("context/a.log", "a"),
        ("context/keep.log", "k"),
        ("context/deep/b.txt", "b"),
        ("context/node_modules/m.js", "m"),
        ("file", "content\n"),
        ("variables", "# comment\nC=3\n\nD=4 5\n"),
    ] {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        // What one side built must not be in the other's cache.
        std::fs::write(path, text.replace("SIDE", side)).expect("a file");
    }
}

/// Scripts and their names.
pub(crate) const SCRIPTS: &[(&str, &str)] = &[
    (
        "mistakes_in_the_command_line",
        include_str!("scripts/mistakes.txt"),
    ),
    ("networks", include_str!("scripts/networks.txt")),
    ("containers_run_and_end", include_str!("scripts/run.txt")),
    ("what_cannot_run", include_str!("scripts/refused.txt")),
    ("a_container_lives", include_str!("scripts/life.txt")),
    ("lists_and_formats", include_str!("scripts/lists.txt")),
    ("exec_and_logs", include_str!("scripts/exec.txt")),
    ("inspect_and_templates", include_str!("scripts/inspect.txt")),
    ("images", include_str!("scripts/images.txt")),
    ("build", include_str!("scripts/build.txt")),
    ("cp", include_str!("scripts/cp.txt")),
    ("the_lesson", include_str!("scripts/lesson.txt")),
];
