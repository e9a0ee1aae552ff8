//! Checks of conditions: ids, times, what they need, and that each is of exactly one kind.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::codes::Code;
use super::condition::{Condition, Kind};
use super::control;
use super::diagnostics::Problem;
use super::raw_condition::RawCondition;
use super::read::At;
use super::validate::Checker;

/// The answers that conditions ask for, also where something else about them is wrong.
pub(super) fn answers(conditions: &[At<RawCondition>]) -> Vec<At<String>> {
    let mut names = Vec::new();
    for condition in conditions {
        collect_answers(&condition.value, &mut names);
    }
    names
}

fn collect_answers(raw: &RawCondition, names: &mut Vec<At<String>>) {
    if let Some(answer) = &raw.answer
        && !answer.value.name.is_missing()
    {
        names.push(answer.value.name.clone());
    }
    for list in [&raw.all, &raw.any].into_iter().flatten() {
        names.extend(answers(&list.value));
    }
    if let Some(inner) = &raw.not {
        collect_answers(&inner.value, names);
    }
}

/// The ids of conditions, inner ones too.
pub(super) fn ids(conditions: &[Condition]) -> Vec<String> {
    let mut ids = Vec::new();
    each(conditions, &mut |condition| ids.push(condition.id.clone()));
    ids
}

fn each(conditions: &[Condition], look: &mut impl FnMut(&Condition)) {
    for condition in conditions {
        look(condition);
        match &condition.kind {
            Kind::All(inner) | Kind::Any(inner) => each(inner, look),
            Kind::Not(inner) => each(std::slice::from_ref(inner), look),
            _ => {}
        }
    }
}

/// The ids of a step's conditions, given and made.
#[derive(Default)]
pub(super) struct Ids<'r> {
    given: BTreeSet<&'r str>,
    made: BTreeMap<&'static str, usize>,
}

impl<'r> Ids<'r> {
    fn collect(&mut self, raw: &'r [At<RawCondition>], again: &mut Vec<&'r At<String>>) {
        for condition in raw {
            self.collect_one(&condition.value, again);
        }
    }

    fn collect_one(&mut self, raw: &'r RawCondition, again: &mut Vec<&'r At<String>>) {
        if let Some(id) = &raw.id
            && !self.given.insert(&id.value)
        {
            again.push(id);
        }
        for list in [&raw.all, &raw.any].into_iter().flatten() {
            self.collect(&list.value, again);
        }
        if let Some(inner) = &raw.not {
            self.collect_one(&inner.value, again);
        }
    }

    /// The kind, or the kind with the next number that is free.
    fn make(&mut self, kind: &'static str) -> String {
        let count = self.made.entry(kind).or_default();
        loop {
            *count += 1;
            let id = match *count {
                1 => kind.to_owned(),
                number => format!("{kind}-{number}"),
            };
            if !self.given.contains(id.as_str()) {
                return id;
            }
        }
    }
}

impl Checker<'_> {
    pub(super) fn conditions(&mut self, raw: &[At<RawCondition>]) -> Vec<Condition> {
        let mut known = Ids::default();
        let mut again = Vec::new();
        known.collect(raw, &mut again);
        for id in again {
            self.duplicate(id);
        }
        let conditions: Vec<Condition> = raw
            .iter()
            .filter_map(|condition| self.condition(condition, &mut known))
            .collect();
        // Where a condition could not be read, its id is not known either.
        if conditions.len() == raw.len() {
            self.needs(raw, &conditions);
        }
        conditions
    }

    pub(super) fn condition<'r>(
        &mut self,
        raw: &'r At<RawCondition>,
        known: &mut Ids<'r>,
    ) -> Option<Condition> {
        if let Some(id) = &raw.value.id {
            self.id(id);
        }
        let within = raw.value.within.as_ref().and_then(|text| {
            let length = duration(&text.value);
            if length.is_none() {
                self.add(
                    Problem::new(Code::BadDuration, text.span.clone())
                        .with("value", control::shown(&text.value)),
                );
            }
            length
        });
        let kind = self.kind(raw, known)?;
        let id = match &raw.value.id {
            Some(id) => id.value.clone(),
            None => known.make(kind.key()),
        };
        Some(Condition {
            id,
            within,
            needs: raw.value.needs.iter().map(|id| id.value.clone()).collect(),
            kind,
        })
    }

    fn needs(&mut self, raw: &[At<RawCondition>], conditions: &[Condition]) {
        let known: Vec<&str> = conditions.iter().map(|c| c.id.as_str()).collect();
        let mut whole = true;
        for need in raw.iter().flat_map(|condition| &condition.value.needs) {
            if !known.contains(&need.value.as_str()) {
                whole = false;
                self.add(
                    Problem::new(Code::UnknownNeed, need.span.clone())
                        .with("id", control::shown(&need.value))
                        .with("known", known.join(", "))
                        .suggest(&need.value, known.iter().copied()),
                );
            }
        }
        if !whole {
            return;
        }
        // Take away what needs nothing that is left, until nothing more can be taken.
        let mut left: Vec<usize> = (0..conditions.len()).collect();
        loop {
            let ids: BTreeSet<&str> = left
                .iter()
                .filter_map(|&at| conditions.get(at))
                .map(|condition| condition.id.as_str())
                .collect();
            let before = left.len();
            left.retain(|&at| {
                conditions.get(at).is_some_and(|condition| {
                    condition
                        .needs
                        .iter()
                        .any(|need| ids.contains(need.as_str()))
                })
            });
            if left.len() == before {
                break;
            }
        }
        let first = left
            .first()
            .and_then(|&at| raw.get(at)?.value.needs.first());
        if let Some(need) = first {
            self.add(
                Problem::new(Code::CircularNeed, need.span.clone())
                    .with("id", control::shown(&need.value)),
            );
        }
    }
}

/// `500ms`, `5s` or `2m`, from a millisecond to ten minutes.
fn duration(text: &str) -> Option<Duration> {
    let split = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(split);
    let number: u64 = number.parse().ok()?;
    let milliseconds = match unit {
        "ms" => number,
        "s" => number.checked_mul(1_000)?,
        "m" => number.checked_mul(60_000)?,
        _ => return None,
    };
    (1..=600_000)
        .contains(&milliseconds)
        .then(|| Duration::from_millis(milliseconds))
}

#[cfg(test)]
mod tests {
    use super::duration;
    use std::time::Duration;

    #[test]
    fn lengths_of_time_are_read() {
        assert_eq!(duration("500ms"), Some(Duration::from_millis(500)));
        assert_eq!(duration("5s"), Some(Duration::from_secs(5)));
        assert_eq!(duration("2m"), Some(Duration::from_mins(2)));
        for bad in [
            "",
            "5",
            "s",
            "5 s",
            "-5s",
            "0s",
            "11m",
            "99999999999999999999s",
            "5h",
        ] {
            assert_eq!(duration(bad), None, "{bad}");
        }
    }
}
