//! `docker version` and `docker info`.

use super::app::App;
use super::failure::Outcome;
use super::flags::Parsed;
use super::json::Json;
use super::out::{complain, say};
use super::table::{parsing, running};
use super::template::Template;
use super::units::memory;

/// What this program says of itself.
fn client(app: &App<'_>) -> Json {
    Json::map([
        ("Version", Json::text(env!("CARGO_PKG_VERSION"))),
        ("ApiVersion", Json::text(&app.engine.info().api)),
        ("Os", Json::text(std::env::consts::OS)),
        (
            "Arch",
            Json::text(match std::env::consts::ARCH {
                "x86_64" => "amd64",
                "aarch64" => "arm64",
                other => other,
            }),
        ),
        ("Context", Json::text("default")),
    ])
}

pub async fn version(app: &App<'_>, parsed: &Parsed) -> Outcome {
    let server = app.get("/version").await?;
    let client = client(app);
    if let Some(format) = parsed.one("format").filter(|format| !format.is_empty()) {
        let all = Json::map([("Client", client), ("Server", server)]);
        return formatted(&all, format);
    }
    let mut lines = vec![format!(
        "Client: baeum\n Version:           {}\n API version:       {}\n OS/Arch:           {}/{}\n Context:           {}\n",
        client.get("Version").str(),
        client.get("ApiVersion").str(),
        client.get("Os").str(),
        client.get("Arch").str(),
        client.get("Context").str(),
    )];
    let platform = server.at("Platform.Name").str();
    lines.push(if platform.is_empty() {
        "Server:".to_owned()
    } else {
        format!("Server: {platform}")
    });
    for component in server.get("Components").list() {
        lines.push(format!(" {}:", component.get("Name").str()));
        let version = component.get("Version").str();
        let details = component.get("Details");
        let of = |key: &str| details.get(key).str();
        if component.get("Name").str() == "Engine" {
            for (name, value) in [
                ("Version:", version.to_owned()),
                (
                    "API version:",
                    format!(
                        "{} (minimum version {})",
                        of("ApiVersion"),
                        of("MinAPIVersion")
                    ),
                ),
                ("Go version:", of("GoVersion").to_owned()),
                ("Git commit:", of("GitCommit").to_owned()),
                ("Built:", built(of("BuildTime"))),
                ("OS/Arch:", format!("{}/{}", of("Os"), of("Arch"))),
                ("Experimental:", of("Experimental").to_owned()),
            ] {
                lines.push(format!("  {name:<17}{value}"));
            }
        } else {
            lines.push(format!("  {:<17}{version}", "Version:"));
            lines.push(format!("  {:<17}{}", "GitCommit:", of("GitCommit")));
        }
    }
    say(&(lines.join("\n") + "\n"))?;
    Ok(0)
}

/// `Fri May 30 12:07:14 2025`.
fn built(text: &str) -> String {
    text.parse::<jiff::Timestamp>().map_or_else(
        |_| text.to_owned(),
        |time| time.strftime("%a %b %e %H:%M:%S %Y").to_string(),
    )
}

fn formatted(json: &Json, format: &str) -> Outcome {
    let text = match format {
        "json" => "{{json .}}",
        text => text,
    };
    let template = Template::read(text).map_err(|error| parsing(&error))?;
    let text = template.run(json).map_err(|error| running(&error))?;
    say(&format!("{text}\n"))?;
    Ok(0)
}

pub async fn info(app: &App<'_>, parsed: &Parsed) -> Outcome {
    let mut info = app.get("/info").await?;
    if let Some(format) = parsed.one("format").filter(|format| !format.is_empty()) {
        info.put("ClientInfo", client(app));
        return formatted(&info, format);
    }
    let head = format!(
        "Client: baeum\n Version:    {}\n Context:    default\n Debug Mode: false\n\nServer:\n",
        env!("CARGO_PKG_VERSION")
    );
    say(&(head + &engine(&info) + &machine(&info)))?;
    for warning in info.get("Warnings").list() {
        complain(warning.str());
    }
    Ok(0)
}

/// What the engine is and has.
fn engine(info: &Json) -> String {
    let mut text = String::new();
    let mut line = |indent: usize, name: &str, value: &str| {
        text.push_str(&format!("{}{name}: {value}\n", " ".repeat(indent)));
    };
    let of = |key: &str| info.get(key).str();
    let int = |key: &str| info.get(key).int().to_string();
    line(1, "Containers", &int("Containers"));
    line(2, "Running", &int("ContainersRunning"));
    line(2, "Paused", &int("ContainersPaused"));
    line(2, "Stopped", &int("ContainersStopped"));
    line(1, "Images", &int("Images"));
    line(1, "Server Version", of("ServerVersion"));
    line(1, "Storage Driver", of("Driver"));
    for pair in info.get("DriverStatus").list() {
        if let [name, value] = pair.list() {
            line(2, name.str(), value.str());
        }
    }
    line(1, "Logging Driver", of("LoggingDriver"));
    line(1, "Cgroup Driver", of("CgroupDriver"));
    line(1, "Cgroup Version", of("CgroupVersion"));
    let names = |json: &Json| {
        let names: Vec<&str> = json.list().iter().map(Json::str).collect();
        names.join(" ")
    };
    text.push_str(" Plugins:\n");
    for kind in ["Volume", "Network", "Log"] {
        let names = names(info.get("Plugins").get(kind));
        text.push_str(&format!("  {kind}: {names}\n"));
    }
    let mut line = |name: &str, value: &str| text.push_str(&format!(" {name}: {value}\n"));
    line("Swarm", info.at("Swarm.LocalNodeState").str());
    let mut runtimes: Vec<&str> = info
        .get("Runtimes")
        .entries()
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    runtimes.sort_unstable();
    line("Runtimes", &runtimes.join(" "));
    line("Default Runtime", of("DefaultRuntime"));
    line("Init Binary", of("InitBinary"));
    for (name, key) in [
        ("containerd version", "ContainerdCommit"),
        ("runc version", "RuncCommit"),
        ("init version", "InitCommit"),
    ] {
        line(name, info.get(key).get("ID").str());
    }
    text
}

/// Where it runs, and how.
fn machine(info: &Json) -> String {
    let mut text = String::new();
    let of = |key: &str| info.get(key).str();
    let int = |key: &str| info.get(key).int().to_string();
    let flag = |key: &str| info.get(key).is_true().to_string();
    let options = info.get("SecurityOptions").list();
    if !options.is_empty() {
        text.push_str(" Security Options:\n");
    }
    for option in options {
        let mut pairs = option
            .str()
            .split(',')
            .filter_map(|pair| pair.split_once('='));
        for (key, value) in &mut pairs {
            match key {
                "name" => text.push_str(&format!("  {value}\n")),
                key => {
                    let mut letters = key.chars();
                    let first: String = letters
                        .next()
                        .into_iter()
                        .flat_map(char::to_uppercase)
                        .collect();
                    text.push_str(&format!("   {first}{}: {value}\n", letters.as_str()));
                }
            }
        }
    }
    let mut line = |name: &str, value: &str| text.push_str(&format!(" {name}: {value}\n"));
    line("Kernel Version", of("KernelVersion"));
    line("Operating System", of("OperatingSystem"));
    line("OSType", of("OSType"));
    line("Architecture", of("Architecture"));
    line("CPUs", &int("NCPU"));
    line("Total Memory", &memory(info.get("MemTotal").int()));
    line("Name", of("Name"));
    line("ID", of("ID"));
    line("Docker Root Dir", of("DockerRootDir"));
    line("Debug Mode", &flag("Debug"));
    line("Experimental", &flag("ExperimentalBuild"));
    let registries = info.at("RegistryConfig.InsecureRegistryCIDRs").list();
    if !registries.is_empty() {
        text.push_str(" Insecure Registries:\n");
        for registry in registries {
            text.push_str(&format!("  {}\n", registry.str()));
        }
    }
    text.push_str(&format!(
        " Live Restore Enabled: {}\n\n",
        flag("LiveRestoreEnabled")
    ));
    text
}
