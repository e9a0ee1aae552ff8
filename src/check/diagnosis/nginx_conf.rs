//! What an nginx configuration passes requests to: a tolerant reader of the little that a diagnosis needs.

use std::collections::BTreeMap;

/// Blocks within blocks beyond this depth are no configuration of a person's.
const DEEPEST: usize = 24;

/// A place where requests are passed on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pass {
    /// The address as it is written, such as `http://backend`.
    pub written: String,
    /// Where requests go: one address for each server of an `upstream`, variables filled in.
    /// Empty where that depends on the request.
    pub urls: Vec<String>,
    /// Whether nginx looks the name up at each request, because of a variable.
    pub looks_up: bool,
    /// Ports that the server around it listens on; empty where it says none.
    ports: Vec<u16>,
    /// The location around it, where that is a plain beginning of a path.
    location: Option<String>,
}

/// What a configuration says about passing requests on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Passing {
    /// Every place where requests are passed on.
    pub passes: Vec<Pass>,
    /// Whether nginx has been told of a name server.
    pub has_resolver: bool,
}

impl Passing {
    /// Reads a configuration; what is no statement is passed over.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let statements = statements(text);
        let mut known = Known::default();
        known.collect(&statements);
        let mut passing = Self {
            passes: Vec::new(),
            has_resolver: known.has_resolver,
        };
        collect(&statements, &known, &Around::default(), &mut passing.passes);
        passing
    }

    /// The place that a request for this port and path is passed on at.
    #[must_use]
    pub fn for_request(&self, port: u16, path: &str) -> Option<&Pass> {
        let on_port = |pass: &&Pass| match pass.ports.as_slice() {
            [] => port == 80,
            ports => ports.contains(&port),
        };
        let fits = |pass: &&Pass| {
            let location = pass.location.as_deref();
            location.is_some_and(|location| path.starts_with(location))
        };
        let longest = |pass: &&Pass| pass.location.as_ref().map_or(0, String::len);
        let candidates: Vec<&Pass> = self.passes.iter().filter(on_port).collect();
        candidates
            .iter()
            .copied()
            .filter(fits)
            .max_by_key(longest)
            .or_else(|| candidates.first().copied())
    }

    /// Every address that requests are passed to, as written.
    pub fn written(&self) -> impl Iterator<Item = &str> {
        self.passes.iter().map(|pass| pass.written.as_str())
    }
}

/// A statement with its words, and the statements in its block.
struct Statement {
    words: Vec<String>,
    inner: Vec<Statement>,
}

impl Statement {
    fn name(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }
}

fn statements(text: &str) -> Vec<Statement> {
    let mut open: Vec<(Vec<String>, Vec<Statement>)> = vec![(Vec::new(), Vec::new())];
    let mut words: Vec<String> = Vec::new();
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            _ if sign.is_whitespace() => {}
            '#' => while signs.next().is_some_and(|sign| sign != '\n') {},
            ';' => {
                let words = std::mem::take(&mut words);
                push(&mut open, words, Vec::new());
            }
            '{' if open.len() >= DEEPEST => break,
            '{' => open.push((std::mem::take(&mut words), Vec::new())),
            '}' => {
                if open.len() > 1
                    && let Some((words, inner)) = open.pop()
                {
                    push(&mut open, words, inner);
                }
                words.clear();
            }
            first => words.push(word(first, &mut signs)),
        }
    }
    // A block that is not closed ends with the file.
    while open.len() > 1 {
        if let Some((words, inner)) = open.pop() {
            push(&mut open, words, inner);
        }
    }
    open.pop().map(|(_, inner)| inner).unwrap_or_default()
}

fn push(open: &mut [(Vec<String>, Vec<Statement>)], words: Vec<String>, inner: Vec<Statement>) {
    if let Some((_, statements)) = open.last_mut()
        && !words.is_empty()
    {
        statements.push(Statement { words, inner });
    }
}

/// The word that begins with `first`: quoted, or up to white space, `;` or a block.
fn word(first: char, signs: &mut std::iter::Peekable<std::str::Chars<'_>>) -> String {
    let mut word = String::new();
    if matches!(first, '"' | '\'') {
        while let Some(sign) = signs.next() {
            match sign {
                '\\' => word.extend(signs.next()),
                _ if sign == first => break,
                _ => word.push(sign),
            }
        }
        return word;
    }
    let mut last = first;
    word.push(first);
    while let Some(sign) = signs.next_if(|sign| {
        !sign.is_whitespace() && !matches!(sign, ';') && (*sign != '{' || last == '$')
    }) {
        // `${name}` is part of the word, a block is not.
        if sign == '{' {
            word.push(sign);
            while let Some(sign) = signs.next_if(|sign| *sign != '}') {
                word.push(sign);
            }
            word.extend(signs.next());
        } else {
            word.push(sign);
        }
        last = sign;
    }
    word
}

/// What other statements tell about an address.
#[derive(Default)]
struct Known {
    upstreams: BTreeMap<String, Vec<String>>,
    variables: BTreeMap<String, String>,
    has_resolver: bool,
}

impl Known {
    fn collect(&mut self, statements: &[Statement]) {
        for statement in statements {
            match (statement.name(), statement.words.as_slice()) {
                ("upstream", [_, name, ..]) => {
                    let servers = statement.inner.iter().filter_map(server).collect();
                    self.upstreams.insert(name.clone(), servers);
                }
                ("set", [_, name, value, ..]) => {
                    let name = name.trim_start_matches('$').to_owned();
                    self.variables.insert(name, value.clone());
                }
                ("resolver", _) => self.has_resolver = true,
                _ => {}
            }
            self.collect(&statement.inner);
        }
    }

    /// The address with its variables filled in; `None` where one depends on the request.
    fn filled(&self, written: &str) -> Option<String> {
        let mut text = written.to_owned();
        // A value may hold a variable itself, but not without end.
        for _ in 0..8 {
            let Some((before, rest)) = text.split_once('$') else {
                return Some(text);
            };
            let (name, after) = if let Some(rest) = rest.strip_prefix('{') {
                rest.split_once('}')?
            } else {
                let end = rest.find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_');
                rest.split_at(end.unwrap_or(rest.len()))
            };
            // What is after the authority says nothing about where a request goes.
            let is_path = before
                .split_once("://")
                .is_some_and(|(_, rest)| rest.contains('/'));
            let value = match self.variables.get(name) {
                Some(value) => value.as_str(),
                None if is_path || name.ends_with("uri") || name == "is_args" => "",
                None => return None,
            };
            text = format!("{before}{value}{after}");
        }
        None
    }

    fn urls(&self, written: &str) -> Vec<String> {
        let Some(url) = self.filled(written) else {
            return Vec::new();
        };
        let (scheme, rest) = url.split_once("://").unwrap_or(("http", &url));
        let authority = rest.split(['/', '?']).next().unwrap_or(rest);
        match self.upstreams.get(authority) {
            Some(servers) => servers
                .iter()
                .map(|server| format!("{scheme}://{server}"))
                .collect(),
            None => vec![format!("{scheme}://{authority}")],
        }
    }
}

/// The address of a `server` in an `upstream`, unless it is switched off.
fn server(statement: &Statement) -> Option<String> {
    let (name, words) = statement.words.split_first()?;
    let address = words.first()?;
    let counts = name == "server"
        && !address.starts_with("unix:")
        && !words.iter().any(|word| word == "down");
    counts.then(|| address.clone())
}

#[derive(Clone, Default)]
struct Around {
    ports: Vec<u16>,
    location: Option<String>,
}

fn collect(statements: &[Statement], known: &Known, around: &Around, passes: &mut Vec<Pass>) {
    for statement in statements {
        match (statement.name(), statement.words.as_slice()) {
            ("proxy_pass", [_, written, ..]) => passes.push(Pass {
                written: written.clone(),
                urls: known.urls(written),
                looks_up: written.contains('$'),
                ports: around.ports.clone(),
                location: around.location.clone(),
            }),
            ("server", _) => {
                let around = Around {
                    ports: statement.inner.iter().filter_map(port).collect(),
                    location: None,
                };
                collect(&statement.inner, known, &around, passes);
            }
            ("location", words) => {
                let location = match words {
                    [_, path] | [_, _, path] if path.starts_with('/') => {
                        let is_beginning =
                            words.len() == 2 || matches!(words[1].as_str(), "^~" | "=");
                        is_beginning.then(|| path.clone())
                    }
                    _ => None,
                };
                let around = Around {
                    location,
                    ..around.clone()
                };
                collect(&statement.inner, known, &around, passes);
            }
            _ => collect(&statement.inner, known, around, passes),
        }
    }
}

/// The port of a `listen` statement.
fn port(statement: &Statement) -> Option<u16> {
    if statement.name() != "listen" {
        return None;
    }
    let address = statement.words.get(1)?;
    let last = address.rsplit(':').next().unwrap_or(address);
    // An address alone means port 80.
    Some(last.parse().unwrap_or(80))
}

#[cfg(test)]
mod tests {
    use super::Passing;

    fn urls(text: &str, port: u16, path: &str) -> Vec<String> {
        let passing = Passing::read(text);
        passing
            .for_request(port, path)
            .map(|pass| pass.urls.clone())
            .unwrap_or_default()
    }

    #[test]
    fn a_target_in_a_comment_is_not_where_requests_go() {
        let text =
            "server { location / {\n # proxy_pass http://old;\n  proxy_pass http://web:8080;\n}}";
        let passing = Passing::read(text);
        assert_eq!(passing.written().collect::<Vec<_>>(), ["http://web:8080"]);
    }

    #[test]
    fn a_group_of_servers_is_taken_apart() {
        let text = "upstream backend { server web-1:8080 weight=2; server web-2:8080; server old:80 down; }
            server { listen 80; location / { proxy_pass http://backend; } }";
        assert_eq!(
            urls(text, 80, "/"),
            ["http://web-1:8080", "http://web-2:8080"]
        );
    }

    #[test]
    fn a_variable_that_is_set_is_filled_in() {
        let text = "resolver 127.0.0.11; server { location / { set $backend http://web:8080;
            proxy_pass $backend$request_uri; } }";
        assert_eq!(urls(text, 80, "/"), ["http://web:8080"]);
        let passing = Passing::read(text);
        assert!(passing.has_resolver && passing.passes[0].looks_up);
    }

    #[test]
    fn a_variable_of_the_request_leads_nowhere_that_is_known() {
        let text = "server { location / { proxy_pass http://$arg_server:8080/; } }";
        assert_eq!(urls(text, 80, "/"), Vec::<String>::new());
        assert_eq!(Passing::read(text).passes.len(), 1);
    }

    #[test]
    fn port_and_path_choose_among_several_targets() {
        let text = "server { listen 80; location / { proxy_pass http://web:1; }
              location /api/ { proxy_pass http://api:2/; } }
            server { listen [::]:8080 ipv6only=on; location / { proxy_pass http://admin:3; } }";
        assert_eq!(urls(text, 80, "/index.html"), ["http://web:1"]);
        assert_eq!(urls(text, 80, "/api/x"), ["http://api:2"]);
        assert_eq!(urls(text, 8080, "/"), ["http://admin:3"]);
        assert_eq!(urls(text, 81, "/"), Vec::<String>::new());
    }

    #[test]
    fn quotes_braces_and_rubbish_do_no_harm() {
        let text = "server{location ~ \\.php$ { proxy_pass \"http://php:9000\"; } } } } {";
        assert_eq!(urls(text, 80, "/"), ["http://php:9000"]);
        let deep = "a {".repeat(10_000);
        assert!(Passing::read(&deep).passes.is_empty());
        let text = "proxy_pass http://web; set $a $a; server { proxy_pass http://$a; }";
        assert_eq!(Passing::read(text).passes.len(), 2);
    }
}
