//! What differs from run to run is replaced, so that the rest can be compared.

/// A text without IDs, times, addresses, ports of the side, and without what is known to differ.
pub(crate) fn normal(text: &str, port: usize) -> String {
    let mut kept = String::new();
    let mut notice = false;
    for line in text.lines() {
        // The real client's notice about its older builder; baeum has only that one.
        if line.starts_with("DEPRECATED: The legacy builder") {
            notice = true;
        }
        if notice {
            notice = !line.is_empty();
            continue;
        }
        // A left-over of `docker network rm` in client 28.2.
        // So is a log line where the real client stops reading its own archive.
        if line == "exit status 1" || line.starts_with("time=\"") {
            continue;
        }
        kept.push_str(&of_line(line, port));
        kept.push('\n');
    }
    kept
}

fn of_line(line: &str, port: usize) -> String {
    // The order of layers' removal and the terminal's carriage returns are no words.
    let line = line
        .replace('\r', "")
        .replace("Less than a second", "1 second")
        .replace("About a minute", "1 second");
    let mut words: Vec<String> = Vec::new();
    for word in line.split(' ').filter(|word| !word.is_empty()) {
        let age = ["second", "minute"]
            .iter()
            .any(|unit| word.starts_with(unit));
        if age
            && let Some(last) = words.last_mut()
            && last.ends_with(|letter: char| letter.is_ascii_digit())
        {
            let begin = last.trim_end_matches(|letter: char| letter.is_ascii_digit());
            let rest = word.trim_start_matches(|letter: char| letter.is_ascii_lowercase());
            *last = format!("{begin}AGE{rest}");
            continue;
        }
        if is_time(word) {
            words.push("TIME".to_owned());
            continue;
        }
        words.push(runs(word, port));
    }
    words.join(" ")
}

/// `23:31:13`, with or without a fraction.
fn is_time(word: &str) -> bool {
    word.split(':').count() == 3
        && word
            .chars()
            .all(|letter| letter.is_ascii_digit() || letter == ':' || letter == '.')
}

/// Replaces IDs, addresses and ports within a word.
fn runs(word: &str, port: usize) -> String {
    let mut out = String::new();
    let mut run = String::new();
    for letter in word.chars().chain(std::iter::once('\0')) {
        if letter.is_ascii_alphanumeric() || letter == '.' {
            run.push(letter);
            continue;
        }
        out.push_str(&of_run(&std::mem::take(&mut run), port));
        if letter != '\0' {
            out.push(letter);
        }
    }
    out
}

fn of_run(run: &str, port: usize) -> String {
    if let Some(run) = run.strip_suffix('.') {
        return of_run(run, port) + ".";
    }
    let hexadecimal = run
        .chars()
        .all(|letter| letter.is_ascii_digit() || ('a'..='f').contains(&letter));
    if hexadecimal && matches!(run.len(), 64 | 12) {
        return "ID".to_owned();
    }
    if run.parse::<std::net::Ipv4Addr>().is_ok()
        && (run.starts_with("172.") || run.starts_with("192.168."))
    {
        return "ADDRESS".to_owned();
    }
    match run.parse::<usize>() {
        Ok(number) if (port..port + 10).contains(&number) => format!("PORT{}", number - port),
        _ => run.to_owned(),
    }
}
