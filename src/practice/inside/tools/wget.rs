//! busybox's wget.

use std::net::Ipv4Addr;
use std::time::Duration;

use super::url::{parse, reason, source};
use super::{Call, Outcome};
use crate::practice::inside::{HttpRequest, NetError};

#[derive(Default)]
struct Options {
    quiet: bool,
    show: bool,
    spider: bool,
    output: Option<String>,
    folder: Option<String>,
    agent: Option<String>,
    timeout: Option<u64>,
    headers: Vec<(String, String)>,
    data: Option<String>,
    urls: Vec<String>,
}

fn options(call: &Call<'_>) -> Result<Options, Outcome> {
    let mut options = Options::default();
    let mut words = call.words().iter();
    while let Some(word) = words.next() {
        if let Some(long) = word.strip_prefix("--") {
            let (name, attached) = match long.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (long, None),
            };
            match name {
                "spider" => options.spider = true,
                "quiet" => options.quiet = true,
                "server-response" => options.show = true,
                "no-check-certificate" => {}
                "header" | "post-data" | "output-document" | "user-agent" | "timeout" | "tries" => {
                    let Some(value) = attached.or_else(|| words.next().cloned()) else {
                        return Err(Outcome::failed(
                            1,
                            &format!("wget: option '--{name}' requires an argument"),
                        ));
                    };
                    match name {
                        "header" => options.headers.extend(
                            value
                                .split_once(':')
                                .map(|(key, value)| (key.to_owned(), value.trim().to_owned())),
                        ),
                        "post-data" => options.data = Some(value),
                        "output-document" => options.output = Some(value),
                        "user-agent" => options.agent = Some(value),
                        "timeout" => options.timeout = value.parse().ok(),
                        _ => {}
                    }
                }
                _ => {
                    return Err(Outcome::failed(
                        1,
                        &format!("wget: unrecognized option '--{name}'"),
                    ));
                }
            }
            continue;
        }
        let Some(letters) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) else {
            options.urls.push(word.clone());
            continue;
        };
        for (index, letter) in letters.char_indices() {
            match letter {
                'q' => options.quiet = true,
                'S' => options.show = true,
                'c' => {}
                'O' | 'U' | 'T' | 'P' | 'o' | 'Y' | 't' => {
                    let attached = letters
                        .get(index + 1..)
                        .filter(|rest| !rest.is_empty())
                        .map(str::to_owned);
                    let Some(value) = attached.or_else(|| words.next().cloned()) else {
                        return Err(Outcome::failed(
                            1,
                            &format!("wget: option requires an argument -- '{letter}'"),
                        ));
                    };
                    match letter {
                        'O' => options.output = Some(value),
                        'U' => options.agent = Some(value),
                        'P' => options.folder = Some(value),
                        'T' => match value.parse() {
                            Ok(seconds) => options.timeout = Some(seconds),
                            Err(_) => {
                                return Err(Outcome::failed(
                                    1,
                                    &format!("wget: invalid number '{value}'"),
                                ));
                            }
                        },
                        _ => {}
                    }
                    break;
                }
                _ => {
                    return Err(Outcome::failed(
                        1,
                        &format!("wget: unrecognized option: {letter}"),
                    ));
                }
            }
        }
    }
    Ok(options)
}

pub(super) fn wget(call: &mut Call<'_>) -> Outcome {
    let options = match options(call) {
        Ok(options) => options,
        Err(outcome) => return outcome,
    };
    if options.urls.is_empty() {
        return Outcome::failed(
            1,
            "BusyBox v1.37.0 multi-call binary.\n\nUsage: wget [-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR]\n\t[--post-data STR | --post-file FILE] [-Y on/off]\n\t[--no-check-certificate] [-P DIR] [-U AGENT] URL...",
        );
    }
    let mut outcome = Outcome::default();
    for url in options.urls.iter().take(100) {
        if let Err(text) = one(url, &options, call, &mut outcome) {
            outcome.write_error(&format!("wget: {text}"));
            outcome.exit_code = 1;
            return outcome;
        }
    }
    outcome
}

#[allow(clippy::too_many_lines)] // what is shown, in its order
fn one(
    text: &str,
    options: &Options,
    call: &mut Call<'_>,
    outcome: &mut Outcome,
) -> Result<(), String> {
    let Some(mut url) = parse(text) else {
        return Err(format!("bad address '{text}'"));
    };
    if url.scheme != "http" {
        return Err(format!("not an http or ftp url: {text}"));
    }
    let name = if let Some(name) = &options.output {
        name.clone()
    } else {
        let last = url
            .target
            .split('?')
            .next()
            .and_then(|path| path.rsplit('/').next())
            .unwrap_or_default();
        let last = if last.is_empty() { "index.html" } else { last };
        match &options.folder {
            Some(folder) => format!("{}/{last}", folder.trim_end_matches('/')),
            None => last.to_owned(),
        }
    };
    let path = call.path(&name);
    let to_file = !options.spider && name != "-";
    if to_file && options.output.is_none() && call.inside.read_file(&path).is_ok() {
        return Err(format!("can't open '{name}': File exists"));
    }
    for _ in 0..6 {
        let Some(address) = url.addresses(call.inside).first().copied() else {
            return Err(format!("bad address '{}'", url.host_header()));
        };
        if !options.quiet {
            outcome.write_error(&format!(
                "Connecting to {} ({address}:{})",
                url.host_header(),
                url.port
            ));
        }
        let response = call
            .inside
            .send(address, url.port, request(&url, options, call, address))
            .map_err(|error| match error {
                NetError::Refused => {
                    format!("can't connect to remote host ({address}): Connection refused")
                }
                NetError::Unreachable => {
                    format!("can't connect to remote host ({address}): Host is unreachable")
                }
                NetError::Reset => "error getting response: Connection reset by peer".to_owned(),
                NetError::TimedOut if options.timeout.is_some() => "download timed out".to_owned(),
                NetError::TimedOut => {
                    format!("can't connect to remote host ({address}): Operation timed out")
                }
            });
        if response.is_err() {
            outcome.took = Duration::from_secs(options.timeout.unwrap_or(0).min(900));
        }
        let response = response?;
        let status = format!("HTTP/1.1 {} {}", response.status, reason(&response));
        if options.show {
            outcome.write_error(&format!("  {status}"));
        }
        match response.status {
            301 | 302 | 303 | 307 | 308 => {
                let next = response
                    .header("location")
                    .and_then(|location| url.join(location));
                url = next.ok_or_else(|| format!("server returned error: {status}"))?;
                continue;
            }
            200..=299 => {}
            _ => return Err(format!("server returned error: {status}")),
        }
        if options.show {
            for (name, value) in &response.headers {
                outcome.write_error(&format!("  {name}: {value}"));
            }
            outcome.write_error("  ");
        }
        if options.spider {
            if !options.quiet {
                outcome.write_error("remote file exists");
            }
            return Ok(());
        }
        let size = response.body.len();
        let last = name.rsplit('/').next().unwrap_or_default().to_owned();
        let meter =
            format!("{last:<20} 100% |********************************| {size:5}  0:00:00 ETA");
        if name == "-" {
            if !options.quiet {
                outcome.write_error("writing to stdout");
                outcome.write_error(&format!("{meter}\nwritten to stdout"));
            }
            outcome.write(&response.body);
            return Ok(());
        }
        if name != "/dev/null" && call.inside.write_file(&path, response.body).is_err() {
            return Err(format!("can't open '{name}': No such file or directory"));
        }
        if !options.quiet {
            outcome.write_error(&format!("saving to '{name}'\n{meter}\n'{name}' saved"));
        }
        return Ok(());
    }
    Err("too many redirections".to_owned())
}

fn request(
    url: &super::url::Url,
    options: &Options,
    call: &Call<'_>,
    address: Ipv4Addr,
) -> HttpRequest {
    let mut headers = vec![
        ("Host".to_owned(), url.host_header()),
        (
            "User-Agent".to_owned(),
            options.agent.clone().unwrap_or_else(|| "Wget".into()),
        ),
        ("Connection".to_owned(), "close".to_owned()),
    ];
    for (name, value) in &options.headers {
        headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        headers.push((name.clone(), value.clone()));
    }
    if let Some(data) = &options.data {
        headers.push((
            "Content-Type".into(),
            "application/x-www-form-urlencoded".into(),
        ));
        headers.push(("Content-Length".into(), data.len().to_string()));
    }
    HttpRequest {
        method: if options.spider {
            "HEAD"
        } else if options.data.is_some() {
            "POST"
        } else {
            "GET"
        }
        .to_owned(),
        target: url.target.clone(),
        headers,
        body: options.data.clone().unwrap_or_default().into_bytes(),
        from: source(call.inside, address),
    }
}
