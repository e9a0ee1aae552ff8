//! Where curl puts what it got, and what it says of it (`-w`).

use std::fmt::Write as _;
use std::net::Ipv4Addr;

use super::curl::fail;
use super::curl_options::Options;
use super::url::Url;
use super::{Call, Outcome};
use crate::practice::inside::HttpResponse;

pub(super) fn finish(
    options: &Options,
    url: &Url,
    answer: Option<(Ipv4Addr, &HttpResponse)>,
    size: usize,
    outcome: &mut Outcome,
    shown: &mut Vec<u8>,
    redirects: usize,
) {
    let Some(format) = &options.write_out else {
        return;
    };
    let status = answer.map_or(0, |(_, response)| response.status);
    let mut text = String::new();
    let mut rest = format.as_str();
    while let Some(at) = rest.find(['%', '\\']) {
        let (before, after) = rest.split_at(at);
        text.push_str(before);
        if let Some((name, next)) = after
            .strip_prefix("%{")
            .and_then(|inner| inner.split_once('}'))
        {
            match name {
                "http_code" | "response_code" => {
                    let _ = write!(text, "{status:03}");
                }
                "size_download" => text.push_str(&size.to_string()),
                "remote_ip" => {
                    text.push_str(
                        &answer.map_or(String::new(), |(address, _)| address.to_string()),
                    );
                }
                "remote_port" => text.push_str(&url.port.to_string()),
                "num_redirects" => text.push_str(&redirects.to_string()),
                "content_type" => text.push_str(
                    answer
                        .and_then(|(_, response)| response.header("content-type"))
                        .unwrap_or_default(),
                ),
                "url_effective" => {
                    let _ = write!(text, "http://{}{}", url.host_header(), url.target);
                }
                "exitcode" => text.push_str(&outcome.exit_code.to_string()),
                "time_total" | "time_connect" | "time_starttransfer" | "time_namelookup" => {
                    text.push_str("0.001000");
                }
                "method" => text.push_str(options.method.as_deref().unwrap_or("GET")),
                "scheme" => text.push_str("HTTP"),
                _ => outcome.write_error(&format!("curl: unknown --write-out variable: '{name}'")),
            }
            rest = next;
            continue;
        }
        let mut characters = after.chars();
        match (characters.next(), characters.next()) {
            (Some('\\'), Some('n')) => text.push('\n'),
            (Some('\\'), Some('t')) => text.push('\t'),
            (Some('\\'), Some('r')) => text.push('\r'),
            (Some('%'), Some('%')) => text.push('%'),
            (first, second) => text.extend(first.into_iter().chain(second)),
        }
        rest = characters.as_str();
    }
    text.push_str(rest);
    // It goes to standard output even where the page goes to a file.
    if options.output.is_some() || options.remote_name {
        outcome.write(text.as_bytes());
    } else {
        shown.extend(text.into_bytes());
    }
}

pub(super) fn deliver(
    shown: Vec<u8>,
    options: &Options,
    url: &Url,
    call: &mut Call<'_>,
    outcome: &mut Outcome,
) {
    let name = if options.remote_name {
        let name = url
            .target
            .split('?')
            .next()
            .and_then(|path| path.rsplit('/').next())
            .unwrap_or_default();
        if name.is_empty() {
            return fail(outcome, options, 23, "Remote file name has no length");
        }
        Some(name.to_owned())
    } else {
        options.output.clone().filter(|name| name != "-")
    };
    let Some(name) = name else {
        return outcome.write(&shown);
    };
    if name == "/dev/null" || (shown.is_empty() && outcome.exit_code != 0) {
        return;
    }
    if name == "/dev/stdout" {
        return outcome.write(&shown);
    }
    let path = call.path(&name);
    if call.inside.write_file(&path, shown).is_err() {
        fail(
            outcome,
            options,
            23,
            "Failure writing output to destination",
        );
    }
}
