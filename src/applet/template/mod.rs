//! The part of Go's templates that `--format` needs.

mod functions;
mod lex;
mod parse;
mod print;
mod run;

use super::json::Json;

/// A template that has been read.
#[derive(Debug)]
pub struct Template {
    nodes: Vec<Node>,
}

/// A piece of a template.
#[derive(Debug, Clone)]
enum Node {
    Text(String),
    Print(Pipe),
    If(Pipe, Vec<Node>, Vec<Node>),
    With(Pipe, Vec<Node>, Vec<Node>),
    Range(Pipe, Vec<Node>, Vec<Node>),
}

/// Commands that hand their result on, and the variables that get it.
#[derive(Debug, Clone)]
struct Pipe {
    variables: Vec<String>,
    commands: Vec<Vec<Operand>>,
}

/// A word of a command.
#[derive(Debug, Clone)]
enum Operand {
    /// `.`, `$`, `$x`, `(…)`, a constant, or nothing before the fields.
    Value(Box<Base>, Vec<String>, Place),
    /// A function's name.
    Function(String, Place),
}

#[derive(Debug, Clone)]
enum Base {
    Dot,
    Variable(String),
    Constant(Json),
    Group(Pipe),
}

/// Where in the template something stands: the byte in the line, and its text.
#[derive(Debug, Clone)]
struct Place {
    column: usize,
    text: String,
}

/// Why a template cannot be read or carried out, in Go's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateError(pub String);

impl Template {
    /// Reads a template.
    pub fn read(text: &str) -> Result<Self, TemplateError> {
        Ok(Self {
            nodes: parse::parse(text)?,
        })
    }

    /// What it makes of `data`.
    pub fn run(&self, data: &Json) -> Result<String, TemplateError> {
        // Like docker: what its types do not know may still be in the engine's answer.
        run::run(&self.nodes, data, true).or_else(|_| run::run(&self.nodes, data, false))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(template: &str) -> String {
        let data = Json::read(
            br#"{"Name":"/web","Id":"abc","State":{"Running":true,"Pid":7},"Config":{"Cmd":["a","b c"],"Labels":{"z":"1","y":"2"}},
            "NetworkSettings":{"Ports":{"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"8080"}],"81/tcp":null},
            "Networks":{"one":{"IPAddress":"1.2.3.4"},"two":{"IPAddress":"5.6.7.8"}}},"None":null}"#,
        )
        .unwrap();
        match Template::read(template).and_then(|template| template.run(&data)) {
            Ok(text) => text,
            Err(error) => format!("! {}", error.0),
        }
    }

    #[test]
    fn fields_ranges_and_conditions_work() {
        for (template, result) in [
            ("{{.Name}} {{ .State.Pid }} {{.ID}}", "/web 7 abc"),
            (
                "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}",
                "1.2.3.4 5.6.7.8 ",
            ),
            (
                "{{range $k, $v := .NetworkSettings.Networks}}{{$k}}={{$v.IPAddress}};{{end}}",
                "one=1.2.3.4;two=5.6.7.8;",
            ),
            ("{{if .State.Running}}up{{else}}down{{end}}", "up"),
            (
                "{{if not .State.Running}}down{{else if eq .State.Pid 7}}seven{{else}}up{{end}}",
                "seven",
            ),
            (
                "{{json .Config.Cmd}} {{.Config.Cmd}} {{len .Config.Cmd}}",
                "[\"a\",\"b c\"] [a b c] 2",
            ),
            (
                "{{json .Config.Labels}} {{.Config.Labels}}",
                "{\"y\":\"2\",\"z\":\"1\"} map[y:2 z:1]",
            ),
            (
                "{{(index (index .NetworkSettings.Ports \"80/tcp\") 0).HostPort}}",
                "8080",
            ),
            (
                "{{index .NetworkSettings.Ports \"80/tcp\" 0 | json}}",
                "{\"HostIp\":\"0.0.0.0\",\"HostPort\":\"8080\"}",
            ),
            (
                "{{range $p, $b := .NetworkSettings.Ports}}{{$p}}:{{with $b}}{{(index . 0).HostPort}}{{else}}-{{end}} {{end}}",
                "80/tcp:8080 81/tcp:- ",
            ),
            ("a {{- /* no */ -}} b {{- \"c\" -}} d", "abcd"),
            (
                "{{$x := .State}}{{$x.Pid}}{{$.Name}}{{println 1}}",
                "7/web1\n",
            ),
            (
                "{{printf \"%s-%d-%v|%5s|%q\" .Name .State.Pid true \"a\" \"b\"}}",
                "/web-7-true|    a|\"b\"",
            ),
            (
                "{{join .Config.Cmd \",\"}} {{upper \"a\"}} {{.Name | printf \"%s!\"}}",
                "a,b c A /web!",
            ),
            (
                "{{and true 0}} {{or 0 \"x\"}} {{ne 1 2}} {{lt 1 2}}",
                "0 x true true",
            ),
            (
                "{{range .Config.Cmd}}{{if eq . \"a\"}}{{continue}}{{end}}{{.}}{{end}}",
                "! template: :1: function \"continue\" not defined",
            ),
        ] {
            assert_eq!(made(template), result, "{template}");
        }
    }

    #[test]
    fn mistakes_are_told_in_gos_words() {
        for (template, result) in [
            ("{{.Foo", "! template: :1: unclosed action"),
            (
                "{{.Name}} {{.Foo.Bar}}",
                "! template: :1:16: executing \"\" at <.Foo.Bar>: map has no entry for key \"Foo\"",
            ),
            ("{{if .Name}}", "! template: :1: unexpected EOF"),
            (
                "{{nope .Name}}",
                "! template: :1: function \"nope\" not defined",
            ),
            ("{{end}}", "! template: :1: unexpected {{end}}"),
        ] {
            assert_eq!(made(template), result, "{template}");
        }
    }
}
