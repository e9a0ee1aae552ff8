//! What is left out of a picture, so that it stays one: foreign objects first, then what is too much.

use std::collections::BTreeSet;

use super::picture::{Picture, PlaceKind};

/// How much a picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Most {
    /// Networks that somebody made.
    pub networks: usize,
    /// Containers, counted once in each place.
    pub containers: usize,
    /// Whether what was there before the lesson is shown at all.
    pub foreign: bool,
}

impl Most {
    /// As much as stays easy to read.
    pub const READABLE: Self = Self {
        networks: 8,
        containers: 40,
        foreign: true,
    };

    /// The same, of the lesson's own only.
    pub const OWN: Self = Self {
        foreign: false,
        ..Self::READABLE
    };
}

/// What is left out of a picture.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Omitted {
    /// Networks.
    pub networks: usize,
    /// Containers that are shown in no place.
    pub containers: usize,
    /// Whether all of it was there before the lesson began.
    pub foreign: bool,
}

impl Omitted {
    /// Whether nothing is left out.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.networks + self.containers == 0
    }
}

impl Picture {
    /// Keeps the networks and containers with these names: a network with everybody in it, a
    /// container with all its networks. Gives the names that nothing has.
    pub fn keep_only(&mut self, names: &[String]) -> Vec<String> {
        let unknown = names
            .iter()
            .filter(|name| !self.names().any(|there| there == name.as_str()))
            .cloned()
            .collect();
        let containers = &self.containers;
        self.places.retain(|place| {
            let mut residents = place.residents.iter();
            names.contains(&place.name)
                || residents.any(|resident| names.contains(&containers[resident.container].name))
        });
        unknown
    }

    /// The names of all networks and containers.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let places = self.places.iter().map(|place| place.name.as_str());
        places.chain(self.containers.iter().map(|c| c.name.as_str()))
    }

    /// Leaves out what is too much, the least important first, and counts it.
    pub fn shorten(&mut self, most: Most) {
        let all = (self.networks(), self.shown());
        if !most.foreign {
            self.hide_foreign();
        }
        let own = (self.networks(), self.shown());
        let mut networks = 0;
        self.places.retain(|place| {
            networks += usize::from(place.kind == PlaceKind::Network);
            place.kind != PlaceKind::Network || networks <= most.networks
        });
        self.thin(most.containers);
        let left = (self.networks(), self.shown());
        self.omitted = Omitted {
            networks: all.0 - left.0,
            containers: all.1.difference(&left.1).count(),
            foreign: own == left,
        };
    }

    fn hide_foreign(&mut self) {
        let containers = &self.containers;
        for place in &mut self.places {
            let all = place.residents.len();
            place
                .residents
                .retain(|resident| !containers[resident.container].foreign);
            place.more += all - place.residents.len();
        }
        self.places
            .retain(|place| !(place.foreign && place.kind == PlaceKind::Network));
    }

    /// Shows at most so many containers; each place gets its share, and the learner's own come first.
    fn thin(&mut self, most: usize) {
        let containers = &self.containers;
        let own: Vec<usize> = self
            .places
            .iter()
            .map(|place| {
                let mut residents = place.residents.iter();
                // The learner's own stand first.
                residents
                    .position(|resident| containers[resident.container].foreign)
                    .unwrap_or(place.residents.len())
            })
            .collect();
        let first = shares(&own, most);
        let rest: Vec<usize> = self
            .places
            .iter()
            .zip(&own)
            .map(|(place, own)| place.residents.len() - own)
            .collect();
        let second = shares(&rest, most - first.iter().sum::<usize>());
        for (place, kept) in self
            .places
            .iter_mut()
            .zip(first.iter().zip(&second).map(|(one, other)| one + other))
        {
            place.more += place.residents.len() - kept;
            place.residents.truncate(kept);
        }
    }

    /// How many networks there are that somebody made.
    fn networks(&self) -> usize {
        let kinds = self.places.iter().map(|place| place.kind);
        kinds.filter(|kind| *kind == PlaceKind::Network).count()
    }

    /// The positions of the containers that are in some place.
    pub(super) fn shown(&self) -> BTreeSet<usize> {
        let residents = self.places.iter().flat_map(|place| &place.residents);
        residents.map(|resident| resident.container).collect()
    }
}

/// Deals `room` out among those who want so many: who wants little gets all of it, the others as
/// much as each other.
fn shares(wanted: &[usize], room: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|at| wanted[*at]);
    let mut given = vec![0; wanted.len()];
    let mut left = room;
    for (before, at) in order.iter().enumerate() {
        given[*at] = wanted[*at].min(left / (wanted.len() - before));
        left -= given[*at];
    }
    given
}

#[cfg(test)]
mod tests {
    use super::shares;

    #[test]
    fn who_wants_little_gets_it_and_the_rest_is_shared() {
        assert_eq!(shares(&[2, 200, 1, 100], 30), [2, 14, 1, 13]);
        assert_eq!(shares(&[2, 3], 30), [2, 3]);
        assert_eq!(shares(&[], 30), Vec::<usize>::new());
        assert_eq!(shares(&[5, 5], 0), [0, 0]);
    }
}
