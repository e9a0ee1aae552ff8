//! What pictures show, how wide they are, and that they are clear without colour.

mod anything;

use std::collections::BTreeSet;

use insta::assert_snapshot;

use super::samples::{always, container, crowd, lesson, mixed, network, on, port};
use super::{Before, Change, Gone, Looking, Most, Picture, PlaceKind, Reach, json, lines, svg};
use crate::docker::snapshot::{Elsewhere, Snapshot, State};
use crate::docker::{Capabilities, EngineInfo, EngineKind};
use crate::l10n::{Language, Words};
use crate::screen::text::to_plain;

static NOTHING: BTreeSet<String> = BTreeSet::new();

fn looking() -> Looking<'static> {
    Looking {
        engine: EngineKind::Docker,
        host_mode: true,
        before: None,
        foreign: &NOTHING,
    }
}

fn picture(snapshot: &Snapshot) -> Picture {
    Picture::new(snapshot, &looking())
}

fn since(snapshot: &Snapshot, before: &Snapshot) -> Picture {
    let before = Before::of(before);
    Picture::new(
        snapshot,
        &Looking {
            before: Some(&before),
            ..looking()
        },
    )
}

fn drawn(picture: &Picture, language: Language, width: usize) -> String {
    to_plain(&lines(picture, &Words::load(language), width))
}

fn english(picture: &Picture) -> String {
    drawn(picture, Language::English, 100)
}

fn place<'p>(picture: &'p Picture, name: &str) -> &'p super::Place {
    let mut places = picture.places.iter();
    places.find(|place| place.name == name).expect("the place")
}

/// The picture of a step with everything that can have changed in it.
fn changed() -> Picture {
    let mut earlier = lesson();
    earlier.networks.push(network("old-network", 30));
    earlier.containers = vec![
        on(container("my-nginx"), "bridge", "172.17.0.2"),
        on(container("nodeserver-container"), "bridge", "172.17.0.3"),
    ];
    since(&lesson(), &earlier)
}

#[test]
fn the_map_of_the_lesson_in_both_languages_and_two_widths() {
    for language in Language::ALL {
        for width in [60, 100] {
            let name = format!("lesson_{}_{width}", language.code());
            assert_snapshot!(name, drawn(&changed(), language, width));
        }
    }
}

#[test]
fn a_map_of_everything_in_both_languages_and_two_widths() {
    for language in Language::ALL {
        for width in [60, 100] {
            let name = format!("mixed_{}_{width}", language.code());
            assert_snapshot!(name, drawn(&picture(&mixed()), language, width));
        }
    }
}

#[test]
fn eight_networks_with_thirty_containers_are_a_line_a_container() {
    let mut picture = picture(&crowd(8, 4));
    picture.shorten(Most::READABLE);
    let text = drawn(&picture, Language::English, 80);
    let about_networks = 8 * 3;
    assert!(text.lines().count() <= 32 + about_networks + 6, "{text}");
    assert!(picture.omitted.is_empty());
    // What holds for all is said once.
    assert_eq!(text.matches("by name").count(), 1, "{text}");
}

#[test]
fn hundreds_of_foreign_containers_are_counted_and_the_lessons_own_are_shown() {
    let strangers = crowd(12, 40);
    let foreign: BTreeSet<String> = strangers
        .containers
        .iter()
        .map(|container| container.id.clone())
        .chain(strangers.networks.iter().map(|n| n.id.clone()))
        .collect();
    let mut snapshot = lesson();
    snapshot
        .networks
        .extend(strangers.networks[3..].iter().cloned());
    snapshot.containers.extend(strangers.containers);
    let looking = Looking {
        foreign: &foreign,
        ..looking()
    };
    let whole = Picture::new(&snapshot, &looking);
    let mut own = whole.clone();
    own.shorten(Most::OWN);
    let text = english(&own);
    assert!(text.contains("nginx-container"), "{text}");
    assert!(!text.contains("team-"), "{text}");
    assert!(text.contains("480 containers and 12 networks"), "{text}");

    let mut readable = whole;
    readable.shorten(Most::READABLE);
    let text = english(&readable);
    assert!(text.contains("nginx-container"), "{text}");
    assert!(text.lines().count() < 80, "{text}");
    // Two of the lesson's and 38 others of 480.
    assert!(
        text.contains("442 more containers and 5 more networks"),
        "{text}"
    );
}

#[test]
fn a_container_in_two_networks_is_in_both_and_its_ports_lead_in_once() {
    let mut snapshot = lesson();
    snapshot.networks.push(network("other", 19));
    let nginx = snapshot.containers.pop().expect("nginx");
    snapshot.containers.push(on(nginx, "other", "172.19.0.2"));
    let picture = picture(&snapshot);
    for (here, there) in [("mynet1", "other"), ("other", "mynet1")] {
        let residents = &place(&picture, here).residents;
        let also: Vec<_> = residents.iter().flat_map(|r| &r.also_on).collect();
        assert_eq!(also, [there]);
    }
    let text = english(&picture);
    assert_eq!(text.matches("nginx-container").count(), 2, "{text}");
    assert_eq!(text.matches('►').count(), 1, "{text}");
}

#[test]
fn ports_lead_in_through_a_network_that_is_not_internal() {
    let mut snapshot = lesson();
    let mut inner = network("a-first-by-name", 19);
    inner.internal = true;
    snapshot.networks.push(inner);
    let nginx = snapshot.containers.pop().expect("nginx");
    let nginx = on(nginx, "a-first-by-name", "172.19.0.2");
    snapshot.containers.push(nginx);
    let picture = picture(&snapshot);
    let entrance = |name: &str| {
        let mut residents = place(&picture, name).residents.iter();
        residents.any(|resident| resident.entrance && !resident.also_on.is_empty())
    };
    assert!(entrance("mynet1") && !entrance("a-first-by-name"));
}

#[test]
fn each_kind_of_network_says_who_reaches_whom() {
    let picture = picture(&mixed());
    for (name, reach) in [
        ("mynet1", Reach::ByName),
        ("bridge", Reach::ByAddress),
        ("guarded", Reach::Blocked),
        ("host", Reach::Host),
        ("none", Reach::Nobody),
        ("removed-network", Reach::Nobody),
    ] {
        assert_eq!(place(&picture, name).reach, reach, "{name}");
    }
    assert!(place(&picture, "backend").internal);
    assert_eq!(place(&picture, "removed-network").kind, PlaceKind::Missing);
}

#[test]
fn a_container_in_host_mode_opens_ports_of_this_computer_only_where_the_engine_lets_it() {
    let snapshot = mixed();
    let text = english(&picture(&snapshot));
    assert!(text.contains(":8080 ───┼► ● host-web"), "{text}");
    let elsewhere = Looking {
        host_mode: false,
        ..looking()
    };
    let text = english(&Picture::new(&snapshot, &elsewhere));
    assert!(!text.contains(":8080"), "{text}");
}

#[test]
fn a_container_that_shares_anothers_network_stands_beside_it() {
    let picture = picture(&mixed());
    let backend = place(&picture, "backend");
    let sidecar = backend.residents.iter().find(|r| r.shares.is_some());
    let sidecar = sidecar.expect("the sidecar");
    assert_eq!(sidecar.shares.as_deref(), Some("database"));
    assert_eq!(sidecar.address, "172.19.0.2".parse().ok());
}

#[test]
fn aliases_are_told_only_where_they_say_something_new() {
    let text = english(&picture(&mixed()));
    assert!(text.contains("also called db"), "{text}");
    assert!(!text.contains("also called database"), "{text}");
    assert!(!text.contains("db, "), "{text}");
}

#[test]
fn what_has_changed_is_marked_each_in_its_own_way() {
    let mut earlier = lesson();
    let mut later = lesson();
    assert!(
        english(&since(&later, &earlier))
            .lines()
            .all(|line| !line.ends_with("new"))
    );

    earlier.containers[0].state = State::Exited;
    later.containers[1].state = State::Exited;
    earlier.networks.push(network("other", 19));
    later.networks.push(network("other", 19));
    let mut anew = on(container("again"), "other", "172.19.0.2");
    earlier.containers.push(anew.clone());
    anew.id = "another".into();
    later.containers.push(anew);
    let moved = |address: &str| on(container("moved"), "other", address);
    earlier.containers.push(moved("172.19.0.3"));
    later.containers.push(moved("172.19.0.4"));
    let two = on(container("two"), "other", "172.19.0.5");
    earlier.containers.push(two.clone());
    later.containers.push(on(two, "mynet1", "172.18.0.5"));
    let picture = since(&later, &earlier);
    let change = |place_name: &str, name: &str| {
        let residents = place(&picture, place_name).residents.iter();
        let mut found = residents.filter(|r| picture.containers[r.container].name == name);
        found.next().expect("the container").change
    };
    assert_eq!(
        change("mynet1", "nodeserver-container"),
        Some(Change::Started)
    );
    assert_eq!(change("mynet1", "nginx-container"), Some(Change::Stopped));
    assert_eq!(change("other", "again"), Some(Change::Replaced));
    assert_eq!(change("other", "moved"), Some(Change::Moved));
    assert_eq!(change("mynet1", "two"), Some(Change::Joined));
    assert_eq!(change("other", "two"), None);
    assert_eq!(picture.gone, []);
}

#[test]
fn what_is_gone_is_told_and_what_is_foreign_is_not() {
    let mut earlier = lesson();
    let two = on(container("two"), "mynet1", "172.18.0.5");
    earlier
        .containers
        .push(on(two.clone(), "bridge", "172.17.0.9"));
    earlier.networks.push(network("old", 30));
    earlier.containers.push(container("foreign"));
    let mut later = lesson();
    later.containers = vec![two];
    let before = Before::of(&earlier);
    let foreign = BTreeSet::from([container("foreign").id]);
    let picture = Picture::new(
        &later,
        &Looking {
            before: Some(&before),
            foreign: &foreign,
            ..looking()
        },
    );
    let container = |name: &str| Gone::Container(name.into());
    assert_eq!(
        picture.gone,
        [
            Gone::Network("old".into()),
            container("nginx-container"),
            container("nodeserver-container"),
            Gone::Left {
                container: "two".into(),
                network: "bridge".into()
            },
        ]
    );
}

#[test]
fn what_is_remembered_of_a_moment_can_be_written_and_read() {
    let before = Before::of(&mixed());
    let text = serde_json::to_string(&before).expect("JSON");
    assert_eq!(serde_json::from_str::<Before>(&text).expect("JSON"), before);
}

#[test]
fn a_name_shows_its_network_or_all_networks_of_the_container() {
    let whole = picture(&mixed());
    let names = |only: &[&str]| {
        let mut picture = whole.clone();
        let only: Vec<String> = only.iter().map(|name| (*name).to_owned()).collect();
        let unknown = picture.keep_only(&only);
        let places = picture.places.iter().map(|place| place.name.clone());
        (places.collect::<Vec<_>>(), unknown)
    };
    assert_eq!(names(&["nginx-container"]).0, ["backend", "mynet1"]);
    assert_eq!(names(&["six", "host-web"]).0, ["six", "host"]);
    assert_eq!(names(&["mynet2"]).1, ["mynet2"]);
}

#[test]
fn a_port_that_is_served_elsewhere_says_where() {
    let mut snapshot = lesson();
    snapshot.elsewhere.push(Elsewhere {
        container: snapshot.containers[1].id.clone(),
        host_port: 80,
        address: "127.0.0.1:20080".parse().expect("an address"),
    });
    let picture = picture(&snapshot);
    let text = english(&picture);
    assert!(text.contains("http://localhost:20080"), "{text}");
    let json: serde_json::Value = serde_json::from_str(&json(&picture, &engine())).expect("JSON");
    let published = &json["containers"][1]["published"][0];
    assert_eq!(published["served_at"], "127.0.0.1:20080");
}

#[test]
fn every_picture_of_the_practice_engine_says_so() {
    let practice = Looking {
        engine: EngineKind::Practice,
        ..looking()
    };
    let picture = Picture::new(&lesson(), &practice);
    assert!(english(&picture).contains("practice engine"));
    let words = Words::load(Language::Korean);
    assert!(svg(&picture, &words).contains("연습 엔진"));
}

#[test]
fn an_empty_engine_is_a_short_picture() {
    let snapshot = Snapshot {
        networks: always(),
        ..Snapshot::default()
    };
    assert_eq!(
        english(&picture(&snapshot)),
        "  Empty networks: bridge, host, none\n"
    );
}

fn engine() -> EngineInfo {
    EngineInfo {
        kind: EngineKind::Docker,
        version: "20.10.24".into(),
        api: "1.41".into(),
        platform: String::new(),
        os: "linux".into(),
        local: true,
        capabilities: Capabilities {
            names_with_network: true,
            host_mode: true,
            reachable_from_host: true,
            host_address: "localhost".into(),
            network_events: true,
        },
    }
}

#[test]
fn json_has_the_same_keys_everywhere() {
    let mut picture = changed();
    picture.gone.truncate(1);
    let text = json(&picture, &engine());
    assert_snapshot!("json", text);
}

#[test]
fn a_port_is_open_inside_only_until_it_is_published() {
    let snapshot = |outside| Snapshot {
        networks: always(),
        containers: vec![port(
            on(container("web"), "bridge", "172.17.0.2"),
            outside,
            80,
        )],
        ..Snapshot::default()
    };
    let text = english(&picture(&snapshot(None)));
    assert!(
        text.contains("80  inside only") && !text.contains('►'),
        "{text}"
    );
    let text = english(&picture(&snapshot(Some(80))));
    assert!(
        !text.contains("inside only") && text.contains('►'),
        "{text}"
    );
}
