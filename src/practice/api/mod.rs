//! The Docker Engine API of the practice engine: which request goes where.

pub mod archive;
pub mod body;
pub mod call;
pub mod containers;
pub mod events;
pub mod filters;
pub mod images;
pub mod json;
pub mod networks;
pub mod reply;
pub mod shape;
pub mod streams;
pub mod system;

use std::convert::Infallible;
use std::sync::Arc;

use hyper::Request;
use hyper::body::Incoming;

use super::engine::Engine;
use super::world::fault::Fault;
use call::Call;
use reply::{Reply, fault};

/// Answers one request; an error is an answer too.
pub async fn answer(engine: Arc<Engine>, request: Request<Incoming>) -> Result<Reply, Infallible> {
    let mut call = match Call::new(request) {
        Ok(call) => call,
        Err(problem) => return Ok(fault(&problem)),
    };
    Ok(match route(&engine, &mut call).await {
        Ok(reply) => reply,
        Err(problem) => {
            call.pass_over().await;
            fault(&problem)
        }
    })
}

async fn route(engine: &Arc<Engine>, call: &mut Call) -> Result<Reply, Fault> {
    let method = call.method.clone();
    let path = call.path.clone();
    let parts: Vec<&str> = path.iter().map(String::as_str).collect();
    match (method.as_str(), parts.as_slice()) {
        ("GET" | "HEAD", ["_ping"]) => Ok(system::ping(method == "HEAD")),
        ("GET", ["version"]) => Ok(system::version()),
        ("GET", ["info"]) => Ok(system::info(engine)),
        ("GET", ["events"]) => events::events(engine, call),
        ("GET", ["baeum", "ports"]) => Ok(system::ports(engine)),
        ("POST", ["baeum", "heir"]) => Ok(streams::heir(engine, call)),
        ("GET", ["volumes"]) => Ok(system::volumes()),
        ("GET", ["volumes", name]) => Err(Fault::missing(format!("get {name}: no such volume"))),
        ("GET", ["services" | "tasks" | "nodes" | "secrets" | "configs", ..]) => Err(Fault::new(
            503,
            "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.",
        )),
        ("GET", ["plugins", name, "json"]) => {
            Err(Fault::missing(format!("plugin \"{name}\" not found")))
        }
        ("POST", ["build"]) => images::build(engine, call).await,

        ("GET", ["networks"]) => networks::list(engine, call),
        ("POST", ["networks", "create"]) => networks::create(engine, call).await,
        ("POST", ["networks", "prune"]) => networks::prune(engine, call),
        ("GET", ["networks", id]) => networks::inspect(engine, id),
        ("DELETE", ["networks", id]) => networks::remove(engine, id),
        ("POST", ["networks", id, "connect"]) => networks::join(engine, call, id, true).await,
        ("POST", ["networks", id, "disconnect"]) => networks::join(engine, call, id, false).await,

        ("GET", ["containers", "json"]) => containers::list(engine, call),
        ("POST", ["containers", "create"]) => containers::create(engine, call).await,
        ("POST", ["containers", "prune"]) => containers::prune(engine, call),
        ("DELETE", ["containers", id]) => containers::remove(engine, call, id),
        (_, ["containers", id, "archive"]) => archive::route(engine, call, id).await,
        ("GET", ["containers", id, what]) => match *what {
            "json" => containers::inspect(engine, call, id),
            "logs" => events::logs(engine, call, id),
            "top" => containers::top(engine, call, id),
            "changes" => containers::changes(engine, id),
            _ => Err(unknown(call)),
        },
        ("POST", ["containers", id, what]) => match *what {
            "start" => containers::start(engine, id),
            "stop" => containers::stop(engine, call, id),
            "restart" => containers::restart(engine, call, id),
            "kill" => containers::kill(engine, call, id),
            "pause" => containers::pause(engine, id, true),
            "unpause" => containers::pause(engine, id, false),
            "rename" => containers::rename(engine, call, id),
            "wait" => containers::wait(engine, call, id),
            "attach" => streams::attach(engine, call, id),
            "resize" => streams::resize(engine, call, false, id),
            "exec" => streams::create_exec(engine, call, id).await,
            _ => Err(unknown(call)),
        },

        ("POST", ["exec", id, "start"]) => streams::start_exec(engine, call, id).await,
        ("POST", ["exec", id, "resize"]) => streams::resize(engine, call, true, id),
        ("GET", ["exec", id, "json"]) => streams::inspect_exec(engine, id),

        (_, ["images", rest @ ..]) => images::route(engine, call, rest),
        _ => Err(unknown(call)),
    }
}

/// The honest answer to whatever is not done.
fn unknown(call: &Call) -> Fault {
    Fault::not_done(&format!("{} {}", call.method, call.raw))
}
