//! Command lines that need no shell: docker commands without anything that a shell would do something with.

/// What a shell does something with, outside of quotation marks.
const SHELL: &str = "|&;<>()$`\\*?[]#~=%{}!\n";

/// A part of a command line that is carried out by itself.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part<'l> {
    /// A docker command, without the word `docker`.
    Docker(Vec<String>),
    /// A change to a file by `sed`, as it stands: it leaves nothing behind in the shell.
    Sed(&'l str),
}

/// The parts of a line such as `docker rm web && docker run …`, one of them a docker command at
/// least. `None` where a shell or another program is needed.
pub(super) fn parts(line: &str) -> Option<Vec<Part<'_>>> {
    let parts: Option<Vec<Part<'_>>> = line
        .split(" && ")
        .map(|part| {
            let words = words(part)?;
            match words.split_first()? {
                (first, rest) if first == "docker" && !rest.is_empty() => {
                    Some(Part::Docker(rest.to_vec()))
                }
                (first, _) if first == "sed" => Some(Part::Sed(part)),
                _ => None,
            }
        })
        .collect();
    parts.filter(|parts| parts.iter().any(|part| matches!(part, Part::Docker(_))))
}

/// The words of a command, quotation marks taken away.
fn words(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ' ' => words.extend(word.take()),
            '\'' | '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match letters.next()? {
                        end if end == letter => break,
                        '$' | '`' | '\\' if letter == '"' => return None,
                        inner => word.push(inner),
                    }
                }
            }
            // An equals sign is one for the shell in the first word only.
            '=' if !words.is_empty() => word.get_or_insert_default().push('='),
            other if SHELL.contains(other) => return None,
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::{Part, parts};

    fn one(line: &str) -> Option<Vec<String>> {
        parts(line).map(|mut all| match (all.len(), all.remove(0)) {
            (1, Part::Docker(words)) => words,
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn a_plain_docker_command_is_taken_apart() {
        assert_eq!(
            one("docker run -d  -e LISTEN=0.0.0.0 --name 'my web' nginx:1").expect("plain"),
            [
                "run",
                "-d",
                "-e",
                "LISTEN=0.0.0.0",
                "--name",
                "my web",
                "nginx:1"
            ]
        );
        assert_eq!(
            one("docker exec web sh -c \"echo hello; ls *\"").expect("plain"),
            ["exec", "web", "sh", "-c", "echo hello; ls *"]
        );
        let two = parts("docker rm -f web && docker run -d nginx:1").expect("plain");
        let run = ["run", "-d", "nginx:1"].map(str::to_owned);
        assert_eq!(two[1], Part::Docker(run.to_vec()));
    }

    #[test]
    fn a_change_to_a_file_may_come_before() {
        let sed = "sed -i.bak -e 's|a;|b && c;|' nginx/my.conf";
        // What looks like two parts inside quotation marks is not taken apart wrongly.
        assert_eq!(parts(&format!("{sed} && docker restart web")), None);
        let sed = "sed -i.bak -e 's|a;|b;|' nginx/my.conf";
        let line = format!("{sed} && docker restart web");
        let restart = ["restart", "web"].map(str::to_owned).to_vec();
        assert_eq!(
            parts(&line).expect("plain"),
            [Part::Sed(sed), Part::Docker(restart)]
        );
    }

    #[test]
    fn whatever_needs_a_shell_is_left_to_one() {
        for line in [
            "curl http://localhost/",
            "docker ps | grep web",
            "docker rm -f $(docker ps -q)",
            "docker run -d nginx:1 > out.txt",
            "docker exec web sh -c \"echo $HOME\"",
            "docker rm a; docker rm b",
            "A=1 docker ps",
            "docker ps &",
            "docker rm 'open",
            "docker rm web && curl localhost",
            "docker",
            "sed -i.bak -e 's/a/b/' my.conf",
            "sed 's/a/b/' my.conf > other.conf && docker ps",
            "cd nginx && docker build .",
            "",
        ] {
            assert_eq!(parts(line), None, "{line}");
        }
    }
}
