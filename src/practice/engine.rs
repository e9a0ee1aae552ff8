//! The world with its lock, its published ports and those who wait for changes.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::heirs::Heirs;
use super::served::Served;
use super::world::World;
use super::world::container::{Container, Mode};
use super::world::fault::Fault;
use super::world::ports::{Published, wishes};

/// What all connections share.
#[derive(Debug)]
pub struct Engine {
    world: Mutex<World>,
    served: Mutex<Served>,
    changed: watch::Sender<u64>,
    heirs: Arc<Heirs>,
    /// Tells this engine from those before and after it, whose changes are counted from zero too.
    began: u128,
}

impl Engine {
    /// An engine for a world; the ports of containers that ran are opened again.
    #[must_use]
    pub fn new(world: World) -> Arc<Engine> {
        let engine = Arc::new(Engine {
            world: Mutex::new(world),
            served: Mutex::new(Served::default()),
            changed: watch::Sender::new(0),
            heirs: Arc::default(),
            began: std::time::SystemTime::now()
                .duration_since(std::time::UNIX_EPOCH)
                .map_or(0, |since| since.as_nanos()),
        });
        engine.reopen();
        engine
    }

    fn lock(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ports(&self) -> MutexGuard<'_, Served> {
        self.served.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the world.
    pub fn read<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        look(&self.lock())
    }

    /// Changes the world, and tells those who wait.
    pub fn change<T>(self: &Arc<Self>, change: impl FnOnce(&mut World) -> T) -> T {
        let mut world = self.lock();
        let result = change(&mut world);
        self.follow(&world);
        self.changed.send_modify(|turn| *turn += 1);
        result
    }

    /// Ends main programs whose time is over, as long as this is awaited.
    pub async fn keep_time(self: Arc<Self>) {
        let mut changes = self.changes();
        loop {
            changes.mark_unchanged();
            let (next, now) = self.read(|world| (world.next_end(), world.source.now()));
            let left = match next {
                Some(next) if next <= now => {
                    self.change(World::end_what_is_over);
                    continue;
                }
                Some(next) => Duration::from_nanos(u64::try_from(next.0 - now.0).unwrap_or(0)),
                None => Duration::from_hours(1),
            };
            tokio::select! {
                turn = changes.changed() => if turn.is_err() { return },
                () = tokio::time::sleep(left) => {}
            }
        }
    }

    /// An entity tag of the whole world: as long as it is the same, nothing has changed.
    pub fn entity_tag(&self) -> String {
        format!("\"{:x}-{}\"", self.began, *self.changed.borrow())
    }

    /// Something to wait on for changes.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Those who would go on serving this world.
    pub fn heirs(&self) -> Arc<Heirs> {
        Arc::clone(&self.heirs)
    }

    /// Where published ports are really served, and which they are.
    pub fn served_ports(&self) -> Vec<super::served::Place> {
        self.ports().places()
    }

    /// Closes all ports.
    pub fn close_ports(&self) {
        self.ports().close_all();
    }

    /// Opens and closes the machine's ports as the world wants it.
    fn follow(self: &Arc<Self>, world: &World) {
        let mut served = self.ports();
        served.keep(|container, published| {
            world
                .containers
                .get(container)
                .is_some_and(|held| match published {
                    Some(published) => held.published.contains(published),
                    None => held.is_running() && world.network_owner(held).mode() == Mode::Host,
                })
        });
        for (held, listener) in world.host_listeners() {
            served.open_host(self, &held.id, listener.port, true);
        }
    }

    fn reopen(self: &Arc<Self>) {
        let world = self.lock();
        for held in world.running() {
            for published in &held.published {
                self.ports().reopen(self, &held.id, published);
            }
        }
        self.follow(&world);
    }

    /// Starts a container: `false` if it runs already.
    pub fn start(self: &Arc<Self>, id: &str) -> Result<bool, Fault> {
        self.change(|world| {
            if !world.begin_start(id)? {
                return Ok(false);
            }
            let log_before = world.container(id)?.log.next();
            match self.publish(world, id) {
                Ok(published) => {
                    world.finish_start(id, published)?;
                    self.open_host_ports(world, id, log_before);
                }
                Err(fault) => {
                    let container = world.container(id)?;
                    let endpoint = container
                        .networks
                        .values()
                        .map(|attachment| attachment.endpoint.as_str())
                        .find(|endpoint| !endpoint.is_empty())
                        .unwrap_or_default();
                    let fault = Fault::internal(format!(
                        "driver failed programming external connectivity on endpoint {} ({endpoint}): {}",
                        container.name, fault.message
                    ));
                    world.fail_start(id, 128, &fault);
                    return Err(fault);
                }
            }
            Ok(true)
        })
    }

    /// A program in host mode needs its ports on this machine; taken ones end it.
    fn open_host_ports(self: &Arc<Self>, world: &mut World, id: &str, log_before: u64) {
        let ports: Vec<u16> = world
            .host_listeners()
            .filter(|(held, _)| held.id == id)
            .map(|(_, listener)| listener.port)
            .collect();
        for port in ports {
            if !self.ports().open_host(self, id, port, false) {
                world.end_for_port(id, port, log_before);
                return;
            }
        }
    }

    fn publish(self: &Arc<Self>, world: &World, id: &str) -> Result<Vec<Published>, Fault> {
        let mut done = Vec::new();
        for wish in wishes(world.container(id)?) {
            let mut tried = Vec::new();
            loop {
                let host_port = match world.choose_port(&wish, &done, &tried) {
                    Ok(port) => port,
                    Err(fault) if tried.is_empty() => return Err(fault),
                    Err(_) => {
                        return Err(Fault::internal(format!(
                            "Error starting userland proxy: listen tcp4 {}:{}: bind: address already in use",
                            if wish.host_ip.is_empty() {
                                "0.0.0.0"
                            } else {
                                &wish.host_ip
                            },
                            wish.host_port
                        )));
                    }
                };
                let published = Published {
                    port: wish.port,
                    protocol: wish.protocol.clone(),
                    host_ip: wish.host_ip.clone(),
                    host_port,
                };
                // Only TCP is served; UDP has nothing to carry here.
                if wish.protocol != "tcp" || self.ports().open(self, id, &published) {
                    done.push(published);
                    break;
                }
                tried.push(host_port);
                if tried.len() > 64 {
                    return Err(Fault::internal("all ports are allocated"));
                }
            }
        }
        Ok(done)
    }

    /// Ends a container and starts it again.
    pub fn restart(self: &Arc<Self>, id: &str) -> Result<(), Fault> {
        self.change(|world| world.stop(id))?;
        self.start(id)?;
        self.change(|world| world.container_event(id, "restart", &[]));
        Ok(())
    }

    /// A container by any of its references, cloned.
    pub fn container(&self, reference: &str) -> Result<Container, Fault> {
        self.read(|world| world.find_container(reference).cloned())
    }

    /// A container's identifier by any of its references.
    pub fn container_id(&self, reference: &str) -> Result<String, Fault> {
        self.read(|world| world.find_container(reference).map(|held| held.id.clone()))
    }
}
