//! What a command is: its name, usage, arguments and flags; and their help.

use super::table_of_commands::COMMANDS;

/// How many arguments a command takes.
#[derive(Debug, Clone, Copy)]
pub enum Arguments {
    /// None.
    None,
    /// So many.
    Exactly(usize),
    /// So many or more.
    AtLeast(usize),
    /// From so many to so many.
    Between(usize, usize),
}

/// What a flag takes.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Nothing, or `=true` and `=false`.
    Switch,
    /// A whole number.
    Int,
    /// A value; the last one counts. Its name in the help.
    Value(&'static str),
    /// A value, more than once. Its name in the help.
    List(&'static str),
}

/// A flag.
#[derive(Debug)]
pub struct Flag {
    /// Its name after two dashes.
    pub long: &'static str,
    /// Its letter after one.
    pub short: Option<char>,
    /// What it takes.
    pub kind: Kind,
    /// What it does.
    pub about: &'static str,
}

/// A command.
#[derive(Debug)]
pub struct Command {
    /// `run`, `network create`.
    pub name: &'static str,
    /// `docker run [OPTIONS] IMAGE [COMMAND] [ARG...]`.
    pub usage: &'static str,
    /// What it does.
    pub about: &'static str,
    /// Its arguments.
    pub arguments: Arguments,
    /// Its flags.
    pub flags: &'static [Flag],
}

/// For the table.
pub const fn flag(
    long: &'static str,
    short: Option<char>,
    kind: Kind,
    about: &'static str,
) -> Flag {
    Flag {
        long,
        short,
        kind,
        about,
    }
}

/// Older names that docker still takes.
const ALIASES: [(&str, &str); 3] = [
    ("net", "network"),
    ("net-alias", "network-alias"),
    ("time", "timeout"),
];

impl Command {
    /// `docker run`.
    pub fn path(&self) -> String {
        format!("docker {}", self.name)
    }

    /// Its flags.
    pub fn flags(&self) -> impl Iterator<Item = &'static Flag> {
        self.flags.iter()
    }

    /// The flag of this name.
    pub fn flag(&self, long: &str) -> Option<&'static Flag> {
        let long = ALIASES
            .iter()
            .find(|(old, _)| *old == long)
            .map_or(long, |(_, new)| new);
        self.flags().find(|flag| flag.long == long)
    }

    /// Whether everything after the first argument belongs to a program in a container.
    pub fn stops_at_argument(&self) -> bool {
        matches!(self.name, "run" | "create" | "exec")
    }

    /// What `--help` prints.
    pub fn help(&self) -> String {
        let mut text = format!("Usage:  {}\n\n{}\n", self.usage, self.about);
        if self.flags.is_empty() {
            return text;
        }
        let left: Vec<String> = self
            .flags()
            .map(|flag| {
                let short = flag
                    .short
                    .map_or("    ".to_owned(), |letter| format!("-{letter}, "));
                let value = match flag.kind {
                    Kind::Switch => String::new(),
                    Kind::Int => " int".to_owned(),
                    Kind::Value(name) | Kind::List(name) => format!(" {name}"),
                };
                format!("  {short}--{}{value}", flag.long)
            })
            .collect();
        let width = left.iter().map(String::len).max().unwrap_or_default() + 3;
        text.push_str("\nOptions:\n");
        for (left, flag) in left.iter().zip(self.flags()) {
            text.push_str(&format!("{left:<width$}{}\n", flag.about));
        }
        text
    }
}

/// `container run`, `image ls`, `network list`: what they are called otherwise.
const OTHER_NAMES: [(&str, &str); 30] = [
    ("container run", "run"),
    ("container create", "create"),
    ("container ls", "ps"),
    ("container list", "ps"),
    ("container ps", "ps"),
    ("container start", "start"),
    ("container stop", "stop"),
    ("container restart", "restart"),
    ("container kill", "kill"),
    ("container rm", "rm"),
    ("container remove", "rm"),
    ("container rename", "rename"),
    ("container wait", "wait"),
    ("container exec", "exec"),
    ("container logs", "logs"),
    ("container cp", "cp"),
    ("container port", "port"),
    ("container inspect", "inspect"),
    ("image build", "build"),
    ("image ls", "images"),
    ("image list", "images"),
    ("image rm", "rmi"),
    ("image remove", "rmi"),
    ("image tag", "tag"),
    ("image pull", "pull"),
    ("image inspect", "inspect"),
    ("network list", "network ls"),
    ("network remove", "network rm"),
    ("system events", "events"),
    ("system info", "info"),
];

/// Groups of commands, and what they are for.
pub const GROUPS: [(&str, &str); 4] = [
    ("container", "Manage containers"),
    ("image", "Manage images"),
    ("network", "Manage networks"),
    ("system", "Manage Docker"),
];

/// The command of this name, aliases included.
pub fn find(name: &str) -> Option<&'static Command> {
    let name = OTHER_NAMES
        .iter()
        .find(|(other, _)| *other == name)
        .map_or(name, |(_, name)| name);
    COMMANDS.iter().find(|command| command.name == name)
}

/// What `docker GROUP` prints.
pub fn group_help(group: &str, about: &str) -> String {
    let prefix = format!("{group} ");
    let mut listed: Vec<(&str, &str)> = COMMANDS
        .iter()
        .filter_map(|command| Some((command.name.strip_prefix(&prefix)?, command.about)))
        .collect();
    for (other, name) in OTHER_NAMES {
        let Some(short) = other.strip_prefix(&prefix) else {
            continue;
        };
        if let Some(command) = find(name)
            && !["list", "remove", "ps"].contains(&short)
        {
            listed.push((short, command.about));
        }
    }
    listed.sort_unstable();
    format!(
        "Usage:  docker {group} COMMAND\n\n{about}\n\nCommands:\n{}\nRun 'docker {group} COMMAND --help' for more information on a command.\n",
        table(&listed)
    )
}

/// What `docker` and `docker --help` print.
pub fn help() -> String {
    let mut listed: Vec<(&str, &str)> = COMMANDS
        .iter()
        .filter(|command| !command.name.contains(' '))
        .map(|command| (command.name, command.about))
        .collect();
    listed.sort_unstable();
    format!(
        "Usage:  docker [OPTIONS] COMMAND\n\nManagement Commands:\n{}\nCommands:\n{}\nGlobal Options:\n  -H, --host list   Daemon socket to connect to\n  -v, --version     Print version information and quit\n\nRun 'docker COMMAND --help' for more information on a command.\n",
        table(&GROUPS),
        table(&listed)
    )
}

fn table(rows: &[(&str, &str)]) -> String {
    let width = rows
        .iter()
        .map(|(name, _)| name.len())
        .max()
        .unwrap_or_default()
        .max(10)
        + 2;
    rows.iter()
        .map(|(name, about)| format!("  {name:<width$}{about}\n"))
        .collect()
}
