//! Names and ports for a proof that clash with nothing, and differ from the defaults.

use std::collections::BTreeSet;

use crate::lesson::model::{NameDeclaration, NameKind};
use crate::lesson::{NameProblem, Names};

/// Where ports are looked for: above what servers commonly use, below what the system hands out.
const PORTS: std::ops::Range<u16> = 20_000..32_000;

/// Names for every declaration, each beginning with `mark`, and free ports. Whatever a lesson writes
/// by hand instead of by name does not fit them, and shows. `asked` comes first.
///
/// The mark stands in front, because a name that another one begins with counts as a near miss of
/// it, and others may have the defaults on the same engine.
pub fn choose(
    declarations: &[NameDeclaration],
    asked: &[(String, String)],
    mark: &str,
    seed: u16,
    port_in_use: &dyn Fn(u16) -> bool,
) -> Result<Names, NameProblem> {
    let mut names = Names::of(declarations);
    for (key, value) in asked {
        names.set(key, value)?;
    }
    let mut used: BTreeSet<u16> = BTreeSet::new();
    for declaration in declarations {
        if asked.iter().any(|(key, _)| *key == declaration.key) {
            continue;
        }
        let value = match declaration.kind {
            NameKind::Network | NameKind::Container => {
                Some(format!("{mark}{}", declaration.default))
            }
            NameKind::Image => Some(image(&declaration.default, mark)),
            NameKind::Port => {
                let free = ports(seed).find(|port| !used.contains(port) && !port_in_use(*port));
                used.extend(free);
                free.map(|port| port.to_string())
            }
            NameKind::Subnet => None,
        };
        if let Some(value) = value {
            // A default so long that nothing can be added stays what it is.
            let _ = names.set(&declaration.key, &value);
        }
    }
    Ok(names)
}

fn image(default: &str, mark: &str) -> String {
    let name_starts = default.rfind('/').map_or(0, |at| at + 1);
    match default.get(name_starts..).and_then(|last| last.find(':')) {
        Some(colon) => {
            let (name, tag) = default.split_at(name_starts + colon + 1);
            format!("{name}{mark}{tag}")
        }
        None => format!("{default}:{mark}proof"),
    }
}

/// Every port, from one on that differs from proof to proof.
fn ports(seed: u16) -> impl Iterator<Item = u16> {
    let count = PORTS.end - PORTS.start;
    let first = seed % count;
    (0..count).map(move |step| PORTS.start + (first + step) % count)
}

#[cfg(test)]
mod tests {
    use super::choose;
    use crate::lesson::model::{NameDeclaration, NameKind};

    fn declarations() -> Vec<NameDeclaration> {
        let declare = |key: &str, kind, default: &str| NameDeclaration {
            key: key.into(),
            kind,
            default: default.into(),
        };
        vec![
            declare("network", NameKind::Network, "mynet1"),
            declare("image", NameKind::Image, "nginx:1"),
            declare("one", NameKind::Port, "80"),
            declare("two", NameKind::Port, "8080"),
        ]
    }

    #[test]
    fn every_name_is_marked_and_every_port_is_free_and_its_own() {
        let in_use = |port| port == 20_007;
        let names = choose(&declarations(), &[], "pqxz-", 7, &in_use).expect("names");
        assert_eq!(names.get("network"), Some("pqxz-mynet1"));
        assert_eq!(names.get("image"), Some("nginx:pqxz-1"));
        assert_eq!(names.get("one"), Some("20008"));
        assert_eq!(names.get("two"), Some("20009"));
    }

    #[test]
    fn a_name_that_was_asked_for_is_taken() {
        let asked = [("network".to_owned(), "testnet".to_owned())];
        let names = choose(&declarations(), &asked, "p-", 0, &|_| false).expect("names");
        assert_eq!(names.get("network"), Some("testnet"));
    }
}
