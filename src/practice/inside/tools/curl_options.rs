//! The command line of curl.

use super::curl::{HINT, VERSION};
use super::{Call, Outcome};

#[derive(Default)]
#[allow(clippy::struct_excessive_bools)] // each is a switch of its own
pub(super) struct Options {
    pub(super) silent: bool,
    pub(super) show_error: bool,
    pub(super) include: bool,
    pub(super) head: bool,
    pub(super) verbose: bool,
    pub(super) fail: bool,
    pub(super) follow: bool,
    pub(super) output: Option<String>,
    pub(super) remote_name: bool,
    pub(super) write_out: Option<String>,
    pub(super) method: Option<String>,
    pub(super) agent: Option<String>,
    pub(super) data: Option<Vec<u8>>,
    pub(super) get: bool,
    pub(super) headers: Vec<String>,
    pub(super) most_seconds: Option<f64>,
    pub(super) connect_seconds: Option<f64>,
    pub(super) retries: bool,
    pub(super) urls: Vec<String>,
}

fn usage(text: &str) -> Outcome {
    Outcome::failed(2, &format!("curl: option {text}\n{HINT}"))
}

pub(super) fn options(call: &Call<'_>) -> Result<Options, Outcome> {
    let mut options = Options::default();
    let mut words = call.words().iter();
    while let Some(word) = words.next() {
        if let Some(long) = word.strip_prefix("--") {
            let letter = match long {
                "silent" => 's',
                "show-error" => 'S',
                "include" => 'i',
                "head" => 'I',
                "verbose" => 'v',
                "fail" => 'f',
                "location" => 'L',
                "output" => 'o',
                "remote-name" => 'O',
                "write-out" => 'w',
                "request" => 'X',
                "user-agent" => 'A',
                "data" | "data-raw" | "data-ascii" | "data-binary" => 'd',
                "get" => 'G',
                "header" => 'H',
                "max-time" => 'm',
                "connect-timeout" => '\u{1}',
                "retry" | "retry-delay" | "retry-max-time" => '\u{2}',
                "retry-connrefused" | "compressed" | "http1.1" | "ipv4" | "no-progress-meter"
                | "no-buffer" | "noproxy" => '4',
                "url" => '\u{3}',
                "referer" => 'e',
                "version" => 'V',
                "help" => 'h',
                _ => return Err(usage(&format!("{word}: is unknown"))),
            };
            if long == "no-progress-meter" {
                options.silent = true;
                options.show_error = true;
            }
            option(&mut options, letter, word, None, &mut words, call)?;
            continue;
        }
        let Some(letters) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) else {
            options.urls.push(word.clone());
            continue;
        };
        for (index, letter) in letters.char_indices() {
            let attached = letters
                .get(index + letter.len_utf8()..)
                .filter(|rest| !rest.is_empty());
            if option(
                &mut options,
                letter,
                &format!("-{letter}"),
                attached,
                &mut words,
                call,
            )? {
                break;
            }
        }
    }
    Ok(options)
}

/// Takes one option; whether it took what is attached to it.
fn option(
    options: &mut Options,
    letter: char,
    shown: &str,
    attached: Option<&str>,
    words: &mut std::slice::Iter<'_, String>,
    call: &Call<'_>,
) -> Result<bool, Outcome> {
    match letter {
        's' => options.silent = true,
        'S' => options.show_error = true,
        'i' => options.include = true,
        'I' => options.head = true,
        'v' => options.verbose = true,
        'f' => options.fail = true,
        'L' => options.follow = true,
        'O' => options.remote_name = true,
        'G' => options.get = true,
        '4' | 'k' | 'N' | '#' | 'g' | 'q' => {}
        'V' => {
            return Err(Outcome::printed(format!(
                "curl {VERSION} (practice engine)\nProtocols: http\n"
            )));
        }
        'h' => return Err(Outcome::printed("Usage: curl [options...] <url>\n")),
        'o' | 'w' | 'X' | 'A' | 'd' | 'H' | 'm' | 'e' | '\u{1}' | '\u{2}' | '\u{3}' => {
            let value = match attached {
                Some(value) => value.to_owned(),
                None => match words.next() {
                    Some(value) => value.clone(),
                    None => return Err(usage(&format!("{shown}: requires parameter"))),
                },
            };
            valued(options, letter, shown, value, call)?;
            return Ok(true);
        }
        'u' | 'F' | 'T' | 'x' | 'b' | 'c' | 'K' | 'r' | '0' | '1' | '2' | '3' | '6' => {
            return Err(Outcome::failed(
                2,
                &format!("curl: the practice engine does not know the option {shown}"),
            ));
        }
        _ => return Err(usage(&format!("{shown}: is unknown"))),
    }
    Ok(false)
}

fn valued(
    options: &mut Options,
    letter: char,
    shown: &str,
    value: String,
    call: &Call<'_>,
) -> Result<(), Outcome> {
    let seconds = |value: &str| {
        value
            .parse::<f64>()
            .ok()
            .filter(|number| number.is_finite() && *number >= 0.0 && *number < 1e9)
            .ok_or_else(|| usage(&format!("{shown}: expected a proper numerical parameter")))
    };
    match letter {
        'o' => options.output = Some(value),
        'w' => options.write_out = Some(value),
        'X' => options.method = Some(value),
        'A' => options.agent = Some(value),
        'e' => options.headers.push(format!("Referer: {value}")),
        'H' => options.headers.push(value),
        'm' => options.most_seconds = Some(seconds(&value)?),
        '\u{1}' => options.connect_seconds = Some(seconds(&value)?),
        '\u{2}' => options.retries = true,
        '\u{3}' => options.urls.push(value),
        _ => {
            let bytes = match value.strip_prefix('@') {
                Some(path) => match call.read(path) {
                    Ok(bytes) => bytes
                        .into_iter()
                        .filter(|byte| !matches!(byte, b'\n' | b'\r'))
                        .collect(),
                    Err(_) => {
                        return Err(Outcome::failed(26, &format!("curl: Failed to open {path}")));
                    }
                },
                None => value.into_bytes(),
            };
            match &mut options.data {
                Some(data) => {
                    data.push(b'&');
                    data.extend(bytes);
                }
                None => options.data = Some(bytes),
            }
        }
    }
    Ok(())
}
