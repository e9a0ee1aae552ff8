//! `docker network …`.

use std::io::{BufRead, Write};

use super::app::App;
use super::failure::{Failure, Outcome};
use super::filters::{joined, pairs, query, texts};
use super::flags::Parsed;
use super::json::Json;
use super::out::{complain, say};
use super::table::Listing;
use super::units::{go_time, short};
use crate::docker::raw::segment;

pub async fn create(app: &App<'_>, parsed: &Parsed) -> Outcome {
    let name = parsed.argument(0);
    let mut ranges = Vec::new();
    let (subnets, gateways, parts) = (
        parsed.all("subnet"),
        parsed.all("gateway"),
        parsed.all("ip-range"),
    );
    if subnets.is_empty() && (!gateways.is_empty() || !parts.is_empty()) {
        return Err(Failure::text(
            "every ip-range or gateway must have a corresponding subnet",
        ));
    }
    for (position, subnet) in subnets.iter().enumerate() {
        let mut range = Json::map([("Subnet", Json::text(subnet))]);
        if let Some(part) = parts.get(position) {
            range.put("IPRange", Json::text(part));
        }
        if let Some(gateway) = gateways.get(position) {
            range.put("Gateway", Json::text(gateway));
        }
        ranges.push(range);
    }
    let driver = parsed.one("driver").unwrap_or("bridge");
    let body = Json::map([
        ("CheckDuplicate", Json::Bool(true)),
        ("Name", Json::text(name)),
        ("Driver", Json::text(driver)),
        ("EnableIPv6", Json::Bool(parsed.on("ipv6"))),
        (
            "IPAM",
            Json::map([
                ("Driver", Json::text("default")),
                ("Options", Json::Map(Vec::new())),
                ("Config", Json::List(ranges)),
            ]),
        ),
        ("Internal", Json::Bool(parsed.on("internal"))),
        ("Attachable", Json::Bool(parsed.on("attachable"))),
        ("Options", pairs(parsed.all("opt"))),
        ("Labels", pairs(parsed.all("label"))),
    ]);
    let made = app.post("/networks/create", Some(&body)).await?;
    say(&format!("{}\n", made.get("Id").str()))?;
    Ok(0)
}

pub async fn list(app: &App<'_>, parsed: &Parsed) -> Outcome {
    let filters = query(parsed.all("filter"), "network ls")?;
    let networks = app.get(&format!("/networks?{filters}")).await?;
    let mut networks: Vec<&Json> = networks.list().iter().collect();
    networks.sort_by(|one, other| one.get("Name").str().cmp(other.get("Name").str()));
    let rows: Vec<Json> = networks
        .into_iter()
        .map(|network| {
            let id = network.get("Id").str();
            let id = if parsed.on("no-trunc") { id } else { short(id) };
            let truth = |key: &str| Json::text(network.get(key).is_true().to_string());
            Json::map([
                (
                    "CreatedAt",
                    Json::text(go_time(network.get("Created").str())),
                ),
                ("Driver", network.get("Driver").clone()),
                ("ID", Json::text(id)),
                ("IPv4", truth("EnableIPv4")),
                ("IPv6", truth("EnableIPv6")),
                ("Internal", truth("Internal")),
                ("Labels", Json::text(joined(network.get("Labels")))),
                ("Name", network.get("Name").clone()),
                ("Scope", network.get("Scope").clone()),
            ])
        })
        .collect();
    Listing {
        columns: &[
            ("ID", "NETWORK ID"),
            ("Name", "NAME"),
            ("Driver", "DRIVER"),
            ("Scope", "SCOPE"),
        ],
        further: &[
            ("CreatedAt", "CREATED AT"),
            ("IPv4", "IPV4"),
            ("IPv6", "IPV6"),
            ("Internal", "INTERNAL"),
            ("Labels", "LABELS"),
        ],
        key: "ID",
        kind: "network.networkContext",
    }
    .print(&rows, parsed.one("format"), parsed.on("quiet"))
}

pub async fn remove(app: &App<'_>, parsed: &Parsed) -> Outcome {
    let mut code = 0;
    for name in &parsed.arguments {
        let path = format!("/networks/{}", segment(name));
        match app.delete(&path).await {
            Ok(_) => say(&format!("{name}\n"))?,
            Err(failure) if failure.is_not_found() && parsed.on("force") => {}
            Err(failure) => {
                complain(&app.words_of(&failure));
                code = 1;
            }
        }
    }
    Ok(code)
}

pub async fn connect(app: &App<'_>, parsed: &Parsed) -> Outcome {
    let mut endpoint = Json::map([("Aliases", texts(parsed.all("alias")))]);
    if let Some(address) = parsed.one("ip") {
        endpoint.put(
            "IPAMConfig",
            Json::map([("IPv4Address", Json::text(address))]),
        );
    }
    if !parsed.all("driver-opt").is_empty() {
        endpoint.put("DriverOpts", pairs(parsed.all("driver-opt")));
    }
    let body = Json::map([
        ("Container", Json::text(parsed.argument(1))),
        ("EndpointConfig", endpoint),
    ]);
    let path = format!("/networks/{}/connect", segment(parsed.argument(0)));
    app.post(&path, Some(&body)).await?;
    Ok(0)
}

pub async fn disconnect(app: &App<'_>, parsed: &Parsed) -> Outcome {
    let body = Json::map([
        ("Container", Json::text(parsed.argument(1))),
        ("Force", Json::Bool(parsed.on("force"))),
    ]);
    let path = format!("/networks/{}/disconnect", segment(parsed.argument(0)));
    app.post(&path, Some(&body)).await?;
    Ok(0)
}

pub async fn prune(app: &App<'_>, parsed: &Parsed) -> Outcome {
    let filters = query(parsed.all("filter"), "network prune")?;
    if !parsed.on("force")
        && !agreed(
            "WARNING! This will remove all custom networks not used by at least one container.",
        )?
    {
        // As docker has it: to say no is no failure.
        return Ok(0);
    }
    let gone = app
        .post(&format!("/networks/prune?{filters}"), None)
        .await?;
    let gone: Vec<&str> = gone
        .get("NetworksDeleted")
        .list()
        .iter()
        .map(Json::str)
        .collect();
    if !gone.is_empty() {
        say(&format!("Deleted Networks:\n{}\n\n", gone.join("\n")))?;
    }
    Ok(0)
}

/// Asks before something is removed, and reads a line.
pub(super) fn agreed(warning: &str) -> Result<bool, Failure> {
    say(&format!(
        "{warning}\nAre you sure you want to continue? [y/N] "
    ))?;
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes" | "YES" | "ㅛ"))
}
