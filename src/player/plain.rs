//! Command lines that need no shell: docker commands without anything that a shell would do something with.

/// What a shell does something with, outside of quotation marks.
const SHELL: &str = "|&;<>()$`\\*?[]#~=%{}!\n";

/// The arguments of each docker command of a line such as `docker rm web && docker run …`, without
/// the word `docker`. `None` where a shell or another program is needed.
pub(super) fn commands(line: &str) -> Option<Vec<Vec<String>>> {
    line.split(" && ")
        .map(|part| {
            let words = words(part)?;
            let (first, rest) = words.split_first()?;
            (first == "docker" && !rest.is_empty()).then(|| rest.to_vec())
        })
        .collect()
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
    use super::commands;

    fn one(line: &str) -> Option<Vec<String>> {
        commands(line).map(|mut all| {
            assert_eq!(all.len(), 1);
            all.remove(0)
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
        let two = commands("docker rm -f web && docker run -d nginx:1").expect("plain");
        assert_eq!(two[1], ["run", "-d", "nginx:1"]);
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
            "",
        ] {
            assert_eq!(commands(line), None, "{line}");
        }
    }
}
