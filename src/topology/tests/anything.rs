//! Pictures of whatever an engine may tell: wide names, odd states, signs that XML and terminals take for their own.

use proptest::prelude::*;

use super::super::samples::{container, lesson, mixed, network, on};
use super::super::{Most, lines, svg};
use super::{english, picture, since};
use crate::docker::snapshot::{Network, PublishedPort, Snapshot, State};
use crate::l10n::{Language, Words};
use crate::screen::text::{line_columns, to_plain};

fn parse(svg: &str) -> roxmltree::Document<'_> {
    roxmltree::Document::parse(svg).unwrap_or_else(|error| panic!("{error}\n{svg}"))
}

#[test]
fn svg_is_well_formed_and_says_what_the_text_says() {
    for language in Language::ALL {
        let words = Words::load(language);
        let picture = picture(&mixed());
        let drawn = svg(&picture, &words);
        let document = parse(&drawn);
        let said: Vec<&str> = document
            .descendants()
            .filter(|node| node.has_tag_name("text"))
            .filter_map(|node| node.text())
            .collect();
        for container in &picture.containers {
            assert!(
                said.contains(&container.name.as_str()),
                "{}",
                container.name
            );
        }
        for expected in ["172.18.0.2", "fd00:1234:5678:9abc::2", ":80", "8080"] {
            assert!(said.contains(&expected), "{expected} in {said:?}");
        }
    }
}

#[test]
fn names_with_the_signs_of_xml_and_of_terminals_do_no_harm() {
    let mut snapshot = lesson();
    let evil = "</text><script>alert(1)</script>&\"\u{1b}[2J\u{0}\u{ffff}";
    snapshot.containers[0].endpoints[0].aliases = vec![evil.into()];
    snapshot.networks.push(Network {
        name: evil.into(),
        driver: evil.into(),
        ..network("x", 40)
    });
    let picture = picture(&snapshot);
    let drawn = svg(&picture, &Words::load(Language::English));
    let document = parse(&drawn);
    assert!(
        document
            .descendants()
            .all(|node| !node.has_tag_name("script"))
    );
    assert!(!english(&picture).contains('\u{1b}'));
}

/// Containers in every state, with names up to 60 characters, on networks with and without
/// addresses of both kinds, gone ones among them.
fn anything() -> impl Strategy<Value = Snapshot> {
    let states = prop_oneof![
        Just(State::Running),
        Just(State::Created),
        Just(State::Paused),
        Just(State::Restarting),
        Just(State::Exited),
        Just(State::Removing),
        Just(State::Dead),
    ];
    let address = prop_oneof![
        Just(String::new()),
        "172\\.[1-9]\\.[1-9]\\.[1-9]",
        Just("fd00:1234:5678:9abc:def0:1234:5678:9abc".to_owned()),
    ];
    let published = prop::collection::vec(
        (
            any::<u16>(),
            any::<u16>(),
            "(0\\.0\\.0\\.0|127\\.0\\.0\\.1|::1|fe80::1234:5678:9abc:def0|\\PC{1,30})",
        ),
        0..9,
    );
    let one = (
        "[a-zA-Z0-9][a-zA-Z0-9_.-]{0,59}",
        states,
        prop::collection::vec((0usize..6, address), 0..4),
        published,
        prop::collection::vec(any::<u16>(), 0..4),
        prop::collection::vec("(\\PC|[가-힣]){0,30}", 0..3),
        "(default|host|none|bridge|container:[a-c]|net-1)",
    );
    let networks = prop::collection::vec(
        (
            "[a-z0-9][a-zA-Z0-9_.-]{0,59}",
            "(bridge|host|null|macvlan|\\PC{1,9})",
            0u8..4,
            any::<bool>(),
        ),
        0..6,
    );
    (networks, prop::collection::vec(one, 0..8)).prop_map(|(networks, containers)| {
        let networks: Vec<Network> = networks
            .into_iter()
            .map(|(name, driver, subnets, internal)| {
                let mut network = network(&name, subnets);
                network.driver = driver;
                network.internal = internal;
                let one = network.subnets.remove(0);
                network.subnets = vec![one; usize::from(subnets)];
                network
            })
            .collect();
        let containers = containers
            .into_iter()
            .map(|(name, state, places, published, exposed, aliases, mode)| {
                let mut one = container(&name);
                for (at, address) in places {
                    let there = networks.get(at).map_or("gone", |network| &network.name);
                    if one.endpoint(there).is_none() {
                        one = on(one, there, &address);
                    }
                }
                for endpoint in &mut one.endpoints {
                    endpoint.aliases.clone_from(&aliases);
                }
                one.state = state;
                one.exposed = exposed;
                one.network_mode = mode;
                one.published = published
                    .into_iter()
                    .map(|(outside, inside, host_ip)| PublishedPort {
                        container_port: inside,
                        protocol: "tcp".into(),
                        host_ip,
                        host_port: Some(outside),
                    })
                    .collect();
                one
            })
            .collect();
        Snapshot {
            networks,
            containers,
            ..Snapshot::default()
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_line_is_wider_than_the_page_and_nobody_is_forgotten(
        snapshot in anything(),
        earlier in anything(),
        width in 60usize..=120,
    ) {
        let (picture, unmarked) = (since(&snapshot, &earlier), picture(&snapshot));
        for language in Language::ALL {
            let words = Words::load(language);
            let drawn = lines(&picture, &words, width);
            for line in &drawn {
                prop_assert!(line_columns(line) <= width, "{line:?}");
            }
            // A long name may be broken, and a mark may stand at its first line.
            let text = to_plain(&lines(&unmarked, &words, width)).replace(['\n', ' ', '│'], "");
            for container in &snapshot.containers {
                prop_assert!(text.contains(&container.name), "{}", container.name);
            }
            parse(&svg(&picture, &words));
        }
    }

    #[test]
    fn a_narrow_terminal_is_no_trouble(snapshot in anything(), width in 0usize..60) {
        let mut picture = picture(&snapshot);
        picture.shorten(Most { networks: 2, containers: 3, foreign: false });
        for line in lines(&picture, &Words::load(Language::Korean), width) {
            prop_assert!(line_columns(&line) <= width.max(1));
        }
    }
}
