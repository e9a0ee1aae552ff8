//! Both languages say the same things, everything that the program wants to say can be said, and
//! nothing is kept that nobody says.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use baeum::check::Cause;
use baeum::l10n::{Language, Words, attach};
use baeum::lesson::Code;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};

/// First parts of ids that nothing else in the code begins with.
const FAMILIES: [&str; 12] = [
    "subject", "found", "expected", "skipped", "usage", "menu", "doctor", "action", "finding",
    "opening", "screen", "player",
];

/// The messages of a language with the variables in them, and whether each is shown or only selects.
fn messages(language: Language) -> BTreeMap<String, BTreeMap<String, bool>> {
    let mut all: BTreeMap<String, BTreeMap<String, bool>> = BTreeMap::new();
    for source in Words::sources(language) {
        let mut current = None;
        for line in source.lines() {
            if line.starts_with(|sign: char| sign.is_ascii_alphabetic()) {
                let (id, _) = line.split_once('=').expect("an id and a text");
                let id = id.trim().to_owned();
                assert!(
                    !all.contains_key(&id),
                    "{id} is there twice in {}",
                    language.code()
                );
                all.insert(id.clone(), BTreeMap::new());
                current = Some(id);
            }
            let Some(variables) = current.as_ref().and_then(|id| all.get_mut(id)) else {
                continue;
            };
            for rest in line.split('$').skip(1) {
                let end = rest.find(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '_'));
                let (name, after) = rest.split_at(end.unwrap_or(rest.len()));
                // Only one of the languages may have a plural.
                let selects = after.trim_start().starts_with("->");
                *variables.entry(name.to_owned()).or_default() |= !selects;
            }
        }
    }
    all
}

/// The program's source without its tests.
fn code() -> Vec<String> {
    fn walk(folder: &Path, all: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, all);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("text");
                let program = text.split("#[cfg(test)]\nmod tests {").next();
                all.push(program.unwrap_or_default().to_owned());
            }
        }
    }
    let mut all = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    all
}

/// Every literal in the code that looks like an id.
fn literals(code: &[String]) -> BTreeSet<String> {
    let is_id = |text: &&str| {
        text.contains('-')
            && text.starts_with(|sign: char| sign.is_ascii_lowercase())
            && text.chars().all(|sign| {
                sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-' || sign == '_'
            })
    };
    code.iter()
        .flat_map(|text| text.split('"'))
        .filter(is_id)
        .map(str::to_owned)
        .collect()
}

/// Ids that the code says directly.
fn said(code: &[String]) -> BTreeSet<String> {
    ["Message::new(", ".text(", "words.text("]
        .into_iter()
        .flat_map(|call| code.iter().flat_map(move |text| text.split(call).skip(1)))
        .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
        .filter(|id| id.starts_with(|sign: char| sign.is_ascii_alphabetic()))
        .map(str::to_owned)
        .collect()
}

/// Ids that are put together: of causes, of codes, and of what clap knows by name.
fn tables() -> (BTreeSet<String>, BTreeSet<String>) {
    let causes = Cause::ALL.iter().map(|cause| cause.message_id());
    let codes = Code::ALL
        .iter()
        .flat_map(|code| [code.message(), code.title()]);
    let needed = causes.chain(codes).map(str::to_owned).collect();
    let mut help = BTreeSet::from(["cli-about-baeum".to_owned()]);
    let words = Words::load(Language::English);
    let mut commands = vec![baeum::cli::args_help::command(&words)];
    while let Some(command) = commands.pop() {
        let name = command.get_name();
        help.insert(format!("cli-about-{name}"));
        for below in command.get_subcommands() {
            // Where a command means something else than its namesakes.
            let own = format!("cli-about-{name}-{}", below.get_name());
            help.extend(words.has(&own).then_some(own));
        }
        for argument in command.get_arguments() {
            help.insert(format!("cli-arg-{}", argument.get_id()));
        }
        commands.extend(command.get_subcommands().cloned());
    }
    (needed, help)
}

#[test]
fn both_languages_have_the_same_messages_with_the_same_variables() {
    let (korean, english) = (messages(Language::Korean), messages(Language::English));
    assert!(english.len() > 300, "{}", english.len());
    let ids = |all: &BTreeMap<String, _>| all.keys().cloned().collect::<BTreeSet<_>>();
    let differing: Vec<_> = ids(&korean)
        .symmetric_difference(&ids(&english))
        .cloned()
        .collect();
    assert!(differing.is_empty(), "only in one: {differing:?}");
    let shown = |variables: &BTreeMap<String, bool>| -> Vec<String> {
        let shown = variables.iter().filter(|(_, shown)| **shown);
        shown.map(|(name, _)| name.clone()).collect()
    };
    let differing: Vec<_> = korean
        .iter()
        .map(|(id, variables)| (id, shown(variables), shown(&english[id])))
        .filter(|(_, one, other)| one != other)
        .collect();
    assert!(differing.is_empty(), "{differing:#?}");
}

#[test]
fn everything_the_program_says_can_be_said() {
    let there = messages(Language::English);
    let code = code();
    let (needed, _) = tables();
    let families = literals(&code).into_iter().filter(|literal| {
        literal
            .split('-')
            .next()
            .is_some_and(|first| FAMILIES.contains(&first))
    });
    let missing: BTreeSet<String> = said(&code)
        .into_iter()
        .chain(needed)
        .chain(families)
        .filter(|id| !there.contains_key(id))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_argument_of_the_command_line_is_explained() {
    let there = messages(Language::English);
    let (_, help) = tables();
    let missing: Vec<_> = help.iter().filter(|id| !there.contains_key(*id)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn nothing_is_kept_that_nobody_says() {
    let code = code();
    let (needed, help) = tables();
    let mut used = literals(&code);
    used.extend(said(&code));
    used.extend(needed);
    used.extend(help);
    let unused: Vec<_> = messages(Language::English)
        .into_keys()
        .filter(|id| !used.contains(id))
        .collect();
    assert!(unused.is_empty(), "{unused:#?}");
}

#[test]
fn every_message_gets_the_variables_it_has() {
    let there = messages(Language::English);
    let mut wrong = Vec::new();
    for text in code() {
        for rest in text.split("Message::new(\"").skip(1) {
            let Some((id, mut rest)) = rest.split_once("\")") else {
                continue;
            };
            let Some(wanted) = there.get(id) else {
                continue;
            };
            let mut given = BTreeSet::new();
            while let Some(argument) = rest.trim_start().strip_prefix(".with(") {
                let name = argument.trim_start().trim_start_matches('"');
                given.insert(name.split('"').next().unwrap_or_default().to_owned());
                rest = after_parenthesis(argument);
            }
            // Where the message goes on being made elsewhere, what is given there is not seen here.
            let goes_on =
                rest.trim_start().starts_with([';', '}', ',']) && text.contains("message.with(");
            let missing: Vec<_> = wanted
                .keys()
                .filter(|name| !given.contains(*name))
                .collect();
            if !missing.is_empty() && !goes_on {
                wrong.push(format!("{id} lacks {missing:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What follows the parenthesis that closes an open one.
fn after_parenthesis(text: &str) -> &str {
    let mut depth = 1;
    for (at, sign) in text.char_indices() {
        match sign {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[at + 1..];
        }
    }
    ""
}

#[test]
fn no_message_fails_to_be_formatted() {
    let values: [FluentValue; 5] = [
        "nginx-container".into(),
        "".into(),
        "네트워크".into(),
        1.into(),
        12.into(),
    ];
    for language in [Language::Korean, Language::English] {
        let mut bundle = FluentBundle::new(vec![language.code().parse().expect("a language")]);
        bundle.set_use_isolating(false);
        bundle
            .add_function("JOSA", |positional, _| match positional {
                [FluentValue::String(name), FluentValue::String(pair)] => attach(name, pair).into(),
                [FluentValue::Number(number), FluentValue::String(pair)] => {
                    attach(&number.as_string(), pair).into()
                }
                _ => FluentValue::Error,
            })
            .expect("a new function");
        for source in Words::sources(language) {
            let resource = FluentResource::try_new(source.to_owned())
                .unwrap_or_else(|(_, errors)| panic!("{}: {errors:#?}", language.code()));
            bundle.add_resource(resource).expect("new messages");
        }
        for (id, variables) in messages(language) {
            let message = bundle.get_message(&id).expect("a message");
            let pattern = message.value().expect("a text");
            for value in &values {
                let mut arguments = FluentArgs::new();
                for variable in variables.keys() {
                    arguments.set(variable.as_str(), value.clone());
                }
                let mut problems = Vec::new();
                let text = bundle.format_pattern(pattern, Some(&arguments), &mut problems);
                assert!(problems.is_empty(), "{id}: {problems:?}");
                assert!(
                    !text.contains("JOSA") && !text.contains("{$"),
                    "{id}: {text}"
                );
            }
        }
    }
}
