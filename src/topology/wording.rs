//! A picture in words: what every drawing says of a place, of a container and below it all.

use super::before::Gone;
use super::doors::{Door, doors, inside_only};
use super::picture::{Inhabitant, Picture, Place, PlaceKind, Reach, Resident};
use crate::docker::snapshot::State;
use crate::l10n::{Message, Words};
use crate::screen::{Style, clean};

/// Arrows to one container; more are counted.
const MOST_DOORS: usize = 6;
/// In more networks than this, what holds for all is said once.
const MOST_USUAL: usize = 4;
/// A space at which no line breaks.
pub const NO_BREAK: &str = "\u{a0}";

/// A picture and the language to speak of it.
#[derive(Clone, Copy)]
pub struct Wording<'w> {
    /// The picture.
    pub picture: &'w Picture,
    /// The words.
    pub words: &'w Words,
}

/// What stands in one line of a container beside its name.
pub struct Row {
    /// The way in that this line shows.
    pub door: Option<Door>,
    /// The port in the container, or several.
    pub port: String,
    /// Said after the port.
    pub note: Option<String>,
}

impl<'w> Wording<'w> {
    fn say(&self, message: &Message) -> String {
        clean(&self.words.say(message))
    }

    /// A message without arguments.
    pub fn text(&self, id: &'static str) -> String {
        self.words.text(id)
    }

    /// The container that lives there.
    pub fn container(&self, resident: &Resident) -> &'w Inhabitant {
        &self.picture.containers[resident.container]
    }

    /// That it is the practice engine, where it is.
    pub fn practice(&self) -> Option<String> {
        self.picture.practice.then(|| self.text("player-practice"))
    }

    /// The places that are drawn, and those that are only named, as nobody is there.
    pub fn places(&self) -> (Vec<&'w Place>, Vec<&'w Place>) {
        self.picture.places.iter().partition(|place| {
            place.kind == PlaceKind::Network || !place.residents.is_empty() || place.more > 0
        })
    }

    /// The facts of a network, for its heading.
    pub fn facts(&self, place: &Place) -> String {
        let mut facts = Vec::new();
        match place.kind {
            PlaceKind::DefaultNetwork => facts.push(self.text("map-default-network")),
            PlaceKind::Host => facts.push(self.text("map-host-mode")),
            PlaceKind::Nowhere => facts.push(self.text("map-no-network")),
            PlaceKind::Missing => facts.push(self.text("map-no-longer-there")),
            PlaceKind::Network => facts.push(clean(&place.driver)),
        }
        for subnet in &place.subnets {
            facts.push(clean(&subnet.range));
            if let Some(gateway) = subnet.gateway {
                let message = Message::new("map-gateway").with("address", gateway.to_string());
                facts.push(self.say(&message));
            }
        }
        if place.internal {
            facts.push(self.text("map-internal-fact"));
        }
        // Only between two facts may a line break.
        let facts: Vec<String> = facts
            .iter()
            .map(|fact| fact.replace(' ', NO_BREAK))
            .collect();
        facts.join(&format!("{NO_BREAK}· "))
    }

    /// Who reaches whom in a place; nothing where that is said below for all.
    pub fn closing(&self, place: &Place) -> String {
        if place.kind == PlaceKind::Missing {
            return self.text("map-missing");
        }
        if place.residents.is_empty() && place.more == 0 {
            return self.text("map-nobody");
        }
        if is_usual(place) && self.many_usual() {
            return String::new();
        }
        let reach = self.text(place.reach.message_id());
        if place.internal {
            format!("{reach} {}", self.text("map-internal"))
        } else {
            reach
        }
    }

    /// How many containers of a place are left out, if any.
    pub fn more(&self, place: &Place) -> Option<String> {
        let message = Message::new("map-more").with("count", place.more);
        (place.more > 0).then(|| self.say(&message))
    }

    /// Its address, or its state where it has none.
    pub fn where_it_is(&self, resident: &Resident) -> String {
        match resident.address {
            Some(address) => address.to_string(),
            None if self.container(resident).running() => String::new(),
            None => self.state(resident),
        }
    }

    fn state(&self, resident: &Resident) -> String {
        let container = self.container(resident);
        let message = match container.state {
            State::Created => Message::new("map-state-created"),
            State::Running => Message::new("map-state-running"),
            State::Paused => Message::new("map-state-paused"),
            State::Restarting => Message::new("map-state-restarting"),
            State::Exited if container.exit_code != 0 => {
                Message::new("map-state-failed").with("code", container.exit_code.to_string())
            }
            State::Exited => Message::new("map-state-exited"),
            State::Removing => Message::new("map-state-removing"),
            State::Dead => Message::new("map-state-dead"),
        };
        self.say(&message)
    }

    /// The ports of a container, a row each; there is always one.
    pub fn rows(&self, resident: &Resident) -> Vec<Row> {
        let container = self.container(resident);
        let doors = if resident.entrance {
            doors(container)
        } else {
            Vec::new()
        };
        let more = doors.len().saturating_sub(MOST_DOORS);
        let mut rows: Vec<Row> = doors
            .into_iter()
            .take(MOST_DOORS)
            .map(|door| Row {
                port: door.inside_text(),
                door: Some(door),
                note: None,
            })
            .collect();
        if more > 0 {
            let message = Message::new("map-more-ports").with("count", more);
            rows.push(Row {
                door: None,
                port: String::new(),
                note: Some(self.say(&message)),
            });
        }
        let hidden: Vec<String> = inside_only(container).iter().map(u16::to_string).collect();
        if !hidden.is_empty() && container.running() {
            rows.push(Row {
                door: None,
                port: hidden.join(", "),
                note: Some(self.text("map-inside-only")),
            });
        }
        if rows.is_empty() {
            rows.push(Row {
                door: None,
                port: String::new(),
                note: None,
            });
        }
        rows
    }

    /// What else there is to say of a container: its state, aliases, other networks.
    pub fn notes(&self, resident: &Resident) -> Vec<String> {
        let mut notes = Vec::new();
        if resident.address.is_some() && !self.container(resident).running() {
            notes.push(self.state(resident));
        }
        if !resident.aliases.is_empty() {
            let message = Message::new("map-aliases").with("names", resident.aliases.join(", "));
            notes.push(self.say(&message));
        }
        if !resident.also_on.is_empty() {
            let message = Message::new("map-also-on").with("names", resident.also_on.join(", "));
            notes.push(self.say(&message));
        }
        if let Some(other) = &resident.shares {
            notes.push(self.say(&Message::new("map-shares").with("name", other)));
        }
        notes
    }

    /// What is said below it all.
    pub fn footnotes(&self) -> Vec<(String, Style)> {
        let mut notes = Vec::new();
        for gone in &self.picture.gone {
            let message = match gone {
                Gone::Network(name) => Message::new("map-gone-network").with("name", name),
                Gone::Container(name) => Message::new("map-gone-container").with("name", name),
                Gone::Left { container, network } => Message::new("map-left")
                    .with("container", container)
                    .with("network", network),
            };
            notes.push((self.say(&message), Style::Accent));
        }
        if self.many_usual() {
            notes.push((self.text("map-usual"), Style::Dim));
        }
        if self.apart() {
            notes.push((self.text("map-apart"), Style::Dim));
        }
        for there in &self.picture.elsewhere {
            let message = Message::new("map-elsewhere")
                .with("port", there.host_port.to_string())
                .with(
                    "address",
                    format!("http://localhost:{}", there.address.port()),
                );
            notes.push((self.say(&message), Style::Warning));
        }
        let omitted = self.picture.omitted;
        if !omitted.is_empty() {
            let message = Message::new(if omitted.foreign {
                "map-omitted-foreign"
            } else {
                "map-omitted"
            })
            .with("containers", omitted.containers)
            .with("networks", omitted.networks);
            notes.push((self.say(&message), Style::Dim));
        }
        let (_, idle) = self.places();
        if !idle.is_empty() {
            let names: Vec<&str> = idle.iter().map(|place| place.name.as_str()).collect();
            let message = Message::new("map-idle").with("names", names.join(", "));
            notes.push((self.say(&message), Style::Dim));
        }
        notes
    }

    /// Whether there are so many networks like most that the same sentence in each would be noise.
    fn many_usual(&self) -> bool {
        let places = self.picture.places.iter();
        places.filter(|place| is_usual(place)).count() > MOST_USUAL
    }

    /// Whether it is worth saying that networks are apart: somebody runs in more than one.
    fn apart(&self) -> bool {
        let lived_in = self.picture.places.iter().filter(|place| {
            let network = matches!(place.kind, PlaceKind::Network | PlaceKind::DefaultNetwork);
            let mut residents = place.residents.iter();
            network && residents.any(|resident| self.container(resident).running())
        });
        lived_in.count() > 1
    }
}

/// Whether it is a network like most.
fn is_usual(place: &Place) -> bool {
    place.reach == Reach::ByName && !place.internal && !place.residents.is_empty()
}
