//! A container's configuration from the flags of `run` and `create`, and `docker create`.

use super::app::App;
use super::failure::{Failure, Outcome};
use super::filters::{pairs, texts};
use super::flags::Parsed;
use super::json::Json;
use super::out::{complain, say};
use super::{ports, pull, reference, run};
use crate::docker::raw::encode;

/// How a container is attached to while it runs.
#[derive(Clone, Copy)]
pub struct Attached {
    /// To its input.
    pub input: bool,
    /// To its output.
    pub output: bool,
}

pub async fn only(app: &App<'_>, parsed: &Parsed) -> Outcome {
    let attached = Attached {
        input: parsed.on("interactive"),
        output: true,
    };
    let id = match create(app, parsed, attached).await {
        Err(failure @ Failure::Text { code: 125, .. }) => {
            return Err(run::worded(failure, app.words, "create"));
        }
        id => id?,
    };
    say(&format!("{id}\n"))?;
    Ok(0)
}

/// Makes the container, after pulling its image if it is not there; gives its ID.
pub async fn create(app: &App<'_>, parsed: &Parsed, attached: Attached) -> Result<String, Failure> {
    let body = body(parsed, attached)?;
    let image = parsed.argument(0);
    let whole = reference::complete(image).map_err(usage)?;
    let mut path = "/containers/create".to_owned();
    let name = parsed.one("name").unwrap_or_default();
    if !name.is_empty() {
        path.push_str(&format!("?name={}", encode(name)));
    }
    let wish = parsed.one("pull").unwrap_or("missing");
    let quiet = parsed.on("quiet");
    if wish == "always" {
        pull::pull(app, &whole, true, quiet).await?;
    }
    let made = match app.post(&path, Some(&body)).await {
        Err(failure)
            if failure.is_not_found()
                && wish == "missing"
                && failure
                    .refusal()
                    .is_some_and(|text| text.to_lowercase().contains("no such image")) =>
        {
            if !quiet {
                complain(&format!("Unable to find image '{whole}' locally"));
            }
            pull::pull(app, &whole, true, quiet).await?;
            app.post(&path, Some(&body)).await?
        }
        made => made?,
    };
    for warning in made.get("Warnings").list() {
        complain(&format!("WARNING: {}", warning.str()));
    }
    Ok(made.get("Id").str().to_owned())
}

/// A mistake in the flags: exit code 125.
fn usage(text: impl Into<String>) -> Failure {
    Failure::Text {
        text: text.into(),
        code: 125,
    }
}

fn body(parsed: &Parsed, attached: Attached) -> Result<Json, Failure> {
    let (open, bound) =
        ports::requested(parsed.all("publish"), parsed.all("expose")).map_err(usage)?;
    let command = parsed.arguments.get(1..).unwrap_or_default();
    let of = |flag: &str| Json::text(parsed.one(flag).unwrap_or_default());
    let mut body = Json::map([
        ("Hostname", of("hostname")),
        ("Domainname", Json::text("")),
        ("User", of("user")),
        ("AttachStdin", Json::Bool(attached.input)),
        ("AttachStdout", Json::Bool(attached.output)),
        ("AttachStderr", Json::Bool(attached.output)),
        ("ExposedPorts", open),
        ("Tty", Json::Bool(parsed.on("tty"))),
        ("OpenStdin", Json::Bool(parsed.on("interactive"))),
        ("StdinOnce", Json::Bool(attached.input)),
        ("Env", environment(parsed)?),
        (
            "Cmd",
            if command.is_empty() {
                Json::Null
            } else {
                texts(command)
            },
        ),
        ("Image", Json::text(parsed.argument(0))),
        ("Volumes", anonymous_volumes(parsed)),
        ("WorkingDir", of("workdir")),
        ("Labels", pairs(parsed.all("label"))),
    ]);
    // An empty entry point takes the image's away.
    body.put(
        "Entrypoint",
        parsed
            .one("entrypoint")
            .map_or(Json::Null, |program| Json::List(vec![Json::text(program)])),
    );
    if let Some(signal) = parsed.one("stop-signal") {
        body.put("StopSignal", Json::text(signal));
    }
    let networks = parsed.all("network");
    body.put("HostConfig", host(parsed, bound)?);
    body.put("NetworkingConfig", networking(parsed, networks)?);
    Ok(body)
}

fn host(parsed: &Parsed, bound: Json) -> Result<Json, Failure> {
    let network = match parsed.all("network").first().map(String::as_str) {
        None | Some("" | "default") => "default",
        Some(name) => name,
    };
    let (policy, most) = match parsed.one("restart").unwrap_or("no").split_once(':') {
        Some((policy, most)) => {
            let most = most.parse().map_err(|_| {
                usage("invalid restart policy format: maximum retry count must be an integer")
            })?;
            (policy, most)
        }
        None => (parsed.one("restart").unwrap_or("no"), 0),
    };
    if parsed.on("rm") && policy != "no" {
        return Err(usage(
            "conflicting options: cannot specify both --restart and --rm",
        ));
    }
    let binds: Vec<String> = parsed
        .all("volume")
        .iter()
        .filter(|volume| volume.contains(':'))
        .map(|volume| absolute(volume))
        .collect();
    let mut host = Json::map([
        (
            "Binds",
            if binds.is_empty() {
                Json::Null
            } else {
                texts(&binds)
            },
        ),
        ("NetworkMode", Json::text(network)),
        ("PortBindings", bound),
        (
            "RestartPolicy",
            Json::map([
                ("Name", Json::text(policy)),
                ("MaximumRetryCount", Json::Number(most)),
            ]),
        ),
        ("AutoRemove", Json::Bool(parsed.on("rm"))),
        ("Dns", texts(parsed.all("dns"))),
        ("ExtraHosts", texts(parsed.all("add-host"))),
        ("CapAdd", texts(parsed.all("cap-add"))),
        ("Privileged", Json::Bool(parsed.on("privileged"))),
        ("PublishAllPorts", Json::Bool(parsed.on("publish-all"))),
        ("ReadonlyRootfs", Json::Bool(parsed.on("read-only"))),
    ]);
    if parsed.on("init") {
        host.put("Init", Json::Bool(true));
    }
    Ok(host)
}

/// `-v /data`: a volume without a name.
fn anonymous_volumes(parsed: &Parsed) -> Json {
    let volumes = parsed.all("volume").iter();
    Json::Map(
        volumes
            .filter(|volume| !volume.contains(':'))
            .map(|volume| (volume.clone(), Json::Map(Vec::new())))
            .collect(),
    )
}

/// A folder of the learner's is named from the root.
fn absolute(volume: &str) -> String {
    if volume.starts_with('.')
        && let Some((source, rest)) = volume.split_once(':')
        && let Ok(folder) = std::path::absolute(source)
    {
        return format!("{}:{rest}", folder.display());
    }
    volume.to_owned()
}

fn networking(parsed: &Parsed, networks: &[String]) -> Result<Json, Failure> {
    let (aliases, address) = (parsed.all("network-alias"), parsed.one("ip"));
    let first = networks.first().map_or("default", String::as_str);
    if !aliases.is_empty()
        && (["default", "bridge", "host", "none"].contains(&first)
            || first.starts_with("container:"))
    {
        return Err(usage(
            "network-scoped aliases are only supported for user-defined networks",
        ));
    }
    let mut endpoints = Vec::new();
    for (position, name) in networks.iter().enumerate() {
        let mut endpoint = Json::Map(Vec::new());
        if position == 0 {
            if !aliases.is_empty() {
                endpoint.put("Aliases", texts(aliases));
            }
            if let Some(address) = address {
                endpoint.put(
                    "IPAMConfig",
                    Json::map([("IPv4Address", Json::text(address))]),
                );
            }
        }
        if networks.len() > 1 || !endpoint.entries().is_empty() {
            endpoints.push((name.clone(), endpoint));
        }
    }
    if networks.is_empty() && (address.is_some() || !aliases.is_empty()) {
        let mut endpoint = Json::map([("Aliases", texts(aliases))]);
        if let Some(address) = address {
            endpoint.put(
                "IPAMConfig",
                Json::map([("IPv4Address", Json::text(address))]),
            );
        }
        endpoints.push(("default".to_owned(), endpoint));
    }
    Ok(Json::map([("EndpointsConfig", Json::Map(endpoints))]))
}

/// `-e` and `--env-file`; a name alone takes the value it has here.
pub fn environment(parsed: &Parsed) -> Result<Json, Failure> {
    let mut all = Vec::new();
    let mut add = |text: &str| {
        if text.contains('=') {
            all.push(Json::text(text));
        } else if let Ok(value) = std::env::var(text) {
            all.push(Json::text(format!("{text}={value}")));
        }
    };
    for file in parsed.all("env-file") {
        let text = std::fs::read_to_string(file)
            .map_err(|_| usage(format!("open {file}: no such file or directory")))?;
        for line in text.lines() {
            let line = line.trim_start();
            if !line.is_empty() && !line.starts_with('#') {
                add(line);
            }
        }
    }
    for text in parsed.all("env") {
        if text.starts_with('=') || text.is_empty() {
            return Err(usage(format!(
                "invalid argument {text:?} for \"-e, --env\" flag: invalid environment variable: {text}"
            )));
        }
        add(text);
    }
    Ok(Json::List(all))
}
