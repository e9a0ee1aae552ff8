//! Broken lessons: what is changed in the valid one of `base/`, and the diagnostics that must come of it.

/// A change to one file of the valid lesson.
pub enum Change {
    /// A text that is there once becomes another.
    Replace(&'static str, &'static str),
    /// The file holds this instead.
    Write(&'static str),
    /// The file is not there.
    Remove,
}

/// One broken lesson.
pub struct Case {
    /// What is wrong with it.
    pub name: &'static str,
    /// The file that is changed.
    pub file: &'static str,
    /// How it is changed.
    pub change: Change,
    /// Code, file, line and column of every diagnostic, in order.
    pub expected: &'static [&'static str],
}

const fn case(
    name: &'static str,
    file: &'static str,
    change: Change,
    expected: &'static [&'static str],
) -> Case {
    Case {
        name,
        file,
        change,
        expected,
    }
}

use Change::{Remove, Replace, Write};

/// Every broken lesson.
pub const CASES: &[Case] = &[
    case(
        "toml that is no toml",
        "lesson.toml",
        Replace("minutes = 10", "minutes = = 10"),
        &["B001 lesson.toml:5:11"],
    ),
    case(
        "a key that is there twice",
        "lesson.toml",
        Replace("minutes = 10", "minutes = 10\nminutes = 11"),
        &["B001 lesson.toml:6:1"],
    ),
    case(
        "a text without quotation marks",
        "lesson.toml",
        Replace("level = \"beginner\"", "level = beginner"),
        &["B001 lesson.toml:6:9"],
    ),
    case(
        "a quotation mark that is missing",
        "lesson.toml",
        Replace("level = \"beginner\"", "level = \"beginner"),
        &["B001 lesson.toml:6:18"],
    ),
    case(
        "a bracket that is not closed",
        "lesson.toml",
        Replace("[\"ko\", \"en\"]", "[\"ko\", \"en\""),
        &["B001 lesson.toml:5:1"],
    ),
    case(
        "a comma that is missing",
        "lesson.toml",
        Replace("[\"ko\", \"en\"]", "[\"ko\" \"en\"]"),
        &["B001 lesson.toml:4:19"],
    ),
    case(
        "a key without a value",
        "lesson.toml",
        Replace("minutes = 10", "minutes"),
        &["B001 lesson.toml:5:8"],
    ),
    case(
        "an escape that does not exist",
        "lesson.toml",
        Replace("ko = \"작은 수업\"", "ko = \"작은 \\수업\""),
        &["B001 lesson.toml:9:11"],
    ),
    case(
        "a table twice",
        "lesson.toml",
        Replace("[needs]", "[owns]"),
        &["B001 lesson.toml:25:2", "B001 lesson.toml:26:1"],
    ),
    case(
        "an unknown key of the lesson",
        "lesson.toml",
        Replace(
            "level = \"beginner\"",
            "level = \"beginner\"\nlang = \"ko\"",
        ),
        &["B002 lesson.toml:7:1"],
    ),
    case(
        "an unknown key of a step",
        "lesson.toml",
        Replace("checkpoint = true", "chekpoint = true"),
        &["B002 lesson.toml:35:1"],
    ),
    case(
        "an unknown kind of condition",
        "lesson.toml",
        Replace("{ engine = {", "{ engin = {"),
        &["B002 lesson.toml:46:5"],
    ),
    case(
        "an unknown key of a condition",
        "lesson.toml",
        Replace("driver = \"bridge\" }", "drivr = \"bridge\" }"),
        &["B002 lesson.toml:45:60"],
    ),
    case(
        "a text where a number belongs",
        "lesson.toml",
        Replace("minutes = 10", "minutes = \"10\""),
        &["B003 lesson.toml:5:11"],
    ),
    case(
        "a number where a text belongs",
        "lesson.toml",
        Replace("kind = \"subnet\"", "kind = 5"),
        &["B003 lesson.toml:18:18"],
    ),
    case(
        "a list that is none",
        "lesson.toml",
        Replace(
            "setup = [\"docker network inspect bridge\"]",
            "setup = \"docker ps\"",
        ),
        &["B003 lesson.toml:37:9"],
    ),
    case(
        "a missing id",
        "lesson.toml",
        Replace("id = \"base\"\n", ""),
        &["B004 lesson.toml:1:1"],
    ),
    case(
        "a missing title",
        "lesson.toml",
        Replace("en = \"A small lesson\"\n", ""),
        &["B013 lesson.toml:8:1"],
    ),
    case(
        "a missing key of a condition",
        "lesson.toml",
        Replace(
            "endpoint = { container = \"${web}\", network",
            "endpoint = { network",
        ),
        &["B004 lesson.toml:50:16"],
    ),
    case(
        "forms of a step that is no exercise",
        "lesson.toml",
        Replace(
            "[[step]]\nid = \"create\"",
            "[[step.variant]]\nid = \"one\"\ncause = \"network-mising\"\n\n[[step]]\nid = \"create\"",
        ),
        &["B004 lesson.toml:33:6", "B060 lesson.toml:34:9"],
    ),
    case(
        "no steps in the file",
        "lesson.toml",
        Write(
            "format = 1\nid = \"base\"\nlanguages = [\"ko\"]\nminutes = 1\nlevel = \"beginner\"\ntitle = { ko = \"수업\" }\n",
        ),
        &["B004 lesson.toml:1:1"],
    ),
    case(
        "an unknown format",
        "lesson.toml",
        Replace("format = 1", "format = 2"),
        &["B008 lesson.toml:2:10"],
    ),
    case(
        "an id in capitals",
        "lesson.toml",
        Replace(
            "id = \"network-there\", network",
            "id = \"Network_There\", network",
        ),
        &[
            "B010 lesson.toml:45:10",
            "B043 lesson.toml:47:74",
            "B061 lesson.toml:71:13",
        ],
    ),
    case(
        "two steps of one id",
        "lesson.toml",
        Replace("id = \"create\"", "id = \"welcome\""),
        &[
            "B011 lesson.toml:33:6",
            "B071 en/create.md:1:1",
            "B071 en/create.talk.md:1:1",
            "B071 ko/create.md:1:1",
            "B071 ko/create.talk.md:1:1",
        ],
    ),
    case(
        "two conditions of one id",
        "lesson.toml",
        Replace("{ id = \"either\"", "{ id = \"network-there\""),
        &["B011 lesson.toml:64:10"],
    ),
    case(
        "a language that baeum does not speak",
        "lesson.toml",
        Replace("[\"ko\", \"en\"]", "[\"ko\", \"en\", \"fr\"]"),
        &["B012 lesson.toml:4:26"],
    ),
    case(
        "a language twice",
        "lesson.toml",
        Replace("[\"ko\", \"en\"]", "[\"ko\", \"en\", \"ko\"]"),
        &["B011 lesson.toml:4:26"],
    ),
    case(
        "a level that does not exist",
        "lesson.toml",
        Replace("level = \"beginner\"", "level = \"begginer\""),
        &["B014 lesson.toml:6:9"],
    ),
    case(
        "minutes out of range",
        "lesson.toml",
        Replace("minutes = 10", "minutes = 0"),
        &["B015 lesson.toml:5:11"],
    ),
    case(
        "a container name that docker refuses",
        "lesson.toml",
        Replace("default = \"base-web\" }", "default = \"-web\" }"),
        &["B016 lesson.toml:14:39"],
    ),
    case(
        "a port that is no port",
        "lesson.toml",
        Replace("28080", "70000"),
        &["B016 lesson.toml:16:39"],
    ),
    case(
        "an image in capitals",
        "lesson.toml",
        Replace("\"base-web:1\"", "\"Base:1\""),
        &["B016 lesson.toml:17:41"],
    ),
    case(
        "a subnet with bits behind the mask",
        "lesson.toml",
        Replace("172.30.0.0/16", "172.30.0.1/16"),
        &["B016 lesson.toml:18:38"],
    ),
    case(
        "a network of docker's own",
        "lesson.toml",
        Replace("\"base-net\"", "\"host\""),
        &["B016 lesson.toml:13:41"],
    ),
    case(
        "two containers with one default",
        "lesson.toml",
        Replace("\"base-other\"", "\"base-web\""),
        &["B017 lesson.toml:15:41"],
    ),
    case(
        "a name that is not declared",
        "lesson.toml",
        Replace("create ${network}\"", "create ${netwrok}\""),
        &["B020 lesson.toml:39:26"],
    ),
    case(
        "a live value that does not exist",
        "lesson.toml",
        Replace("${address:other}", "${adress:other}"),
        &["B021 lesson.toml:41:40"],
    ),
    case(
        "a live value of the wrong kind",
        "lesson.toml",
        Replace("${address:other}", "${subnet:other}"),
        &["B023 lesson.toml:41:40"],
    ),
    case(
        "a live value in owns",
        "lesson.toml",
        Replace(
            "networks = [\"${network}\"]",
            "networks = [\"${subnet:network}\"]",
        ),
        &["B022 lesson.toml:21:14"],
    ),
    case(
        "ask for a name that is not declared",
        "lesson.toml",
        Replace("ask = \"network\"", "ask = \"net\""),
        &["B020 lesson.toml:34:7"],
    ),
    case(
        "a command that waits for typing",
        "lesson.toml",
        Replace(
            ", unattended = \"docker exec ${web} /bin/sh -c hostname\"",
            "",
        ),
        &["B030 lesson.toml:40:15"],
    ),
    case(
        "unattended inside a container",
        "lesson.toml",
        Replace(
            "command = \"curl ${address:other}:8080\" }",
            "command = \"curl x\", unattended = \"y\" }",
        ),
        &["B031 lesson.toml:41:57"],
    ),
    case(
        "an edit of a file that is not there",
        "lesson.toml",
        Replace(
            "edit = [{ file = \"web/site.conf\", replace = \"http://localhost;\", with = \"http://${other}",
            "edit = [{ file = \"web/site.cnf\", replace = \"http://localhost;\", with = \"http://${other}",
        ),
        &["B032 lesson.toml:43:18"],
    ),
    case(
        "an edit of a text that is not there",
        "lesson.toml",
        Replace(
            "replace = \"http://localhost;\", with = \"http://${other}",
            "replace = \"http://localhst;\", with = \"http://${other}",
        ),
        &["B033 lesson.toml:43:45"],
    ),
    case(
        "an edit of a text that is there twice",
        "lesson.toml",
        Replace(
            "replace = \"http://localhost;\", with = \"http://${other}",
            "replace = \"o\", with = \"http://${other}",
        ),
        &["B033 lesson.toml:43:45"],
    ),
    case(
        "an edit outside the lab folder",
        "lesson.toml",
        Replace(
            "edit = [{ file = \"web/site.conf\", replace = \"http://localhost;\", with = \"http://${other}",
            "edit = [{ file = \"../site.conf\", replace = \"http://localhost;\", with = \"http://${other}",
        ),
        &["B034 lesson.toml:43:18"],
    ),
    case(
        "a condition without a kind",
        "lesson.toml",
        Replace(
            "{ engine = { minimum_api = \"1.41\" } }",
            "{ id = \"nothing\" }",
        ),
        &["B040 lesson.toml:46:3"],
    ),
    case(
        "a condition of two kinds",
        "lesson.toml",
        Replace(
            "{ exec_seen = { container = \"${web}\" } }",
            "{ exec_seen = { container = \"${web}\" }, engine = {} }",
        ),
        &["B041 lesson.toml:59:52"],
    ),
    case(
        "a time that cannot be read",
        "lesson.toml",
        Replace("within = \"5s\"", "within = \"5 seconds\""),
        &["B042 lesson.toml:48:71"],
    ),
    case(
        "a need that does not exist",
        "lesson.toml",
        Replace("needs = [\"network-there\"]", "needs = [\"network-ther\"]"),
        &["B043 lesson.toml:47:74"],
    ),
    case(
        "an exit code of a container that runs",
        "lesson.toml",
        Replace(
            "state = \"exited\" }",
            "state = \"running\", exit_code = 1 }",
        ),
        &["B014 lesson.toml:49:46"],
    ),
    case(
        "an exit code that no program has",
        "lesson.toml",
        Replace("state = \"exited\" }", "exit_code = 256 }"),
        &["B015 lesson.toml:49:50"],
    ),
    case(
        "an exit code of a container that must not be there",
        "lesson.toml",
        Replace("state = \"exited\" }", "absent = true, exit_code = 1 }"),
        &["B031 lesson.toml:49:65"],
    ),
    case(
        "conditions that need each other",
        "lesson.toml",
        Replace(
            "driver = \"bridge\" } },",
            "driver = \"bridge\" }, needs = [\"image\"] },",
        ),
        &["B044 lesson.toml:45:90"],
    ),
    case(
        "keys that exclude each other",
        "lesson.toml",
        Replace(
            "name = \"nowhere\", resolves = false",
            "name = \"nowhere\", resolves = true",
        ),
        &["B031 lesson.toml:55:75"],
    ),
    case(
        "no answer with a status",
        "lesson.toml",
        Replace("requests = 4 }", "requests = 4, answers = false }"),
        &[
            "B031 lesson.toml:56:77",
            "B031 lesson.toml:56:91",
            "B031 lesson.toml:56:136",
            "B031 lesson.toml:56:156",
            "B031 lesson.toml:56:170",
        ],
    ),
    case(
        "an address without http",
        "lesson.toml",
        Replace(
            "\"http://localhost:${web_port}/\"",
            "\"localhost:${web_port}\"",
        ),
        &["B048 lesson.toml:56:35"],
    ),
    case(
        "more backends than requests",
        "lesson.toml",
        Replace("backends = 2", "backends = 5"),
        &["B015 lesson.toml:56:156"],
    ),
    case(
        "an api version that cannot be read",
        "lesson.toml",
        Replace("\"1.41\"", "\"latest\""),
        &["B049 lesson.toml:46:30"],
    ),
    case(
        "an answer with two keys",
        "lesson.toml",
        Replace(
            "equals = \"bridge\" }",
            "equals = \"bridge\", one_of = [\"a\"] }",
        ),
        &["B047 lesson.toml:63:14"],
    ),
    case(
        "an answer that no text asks for",
        "lesson.toml",
        Replace(
            "{ name = \"driver\", equals",
            "{ name = \"drivers\", equals",
        ),
        &[
            "B045 lesson.toml:63:23",
            "B045 lesson.toml:63:23",
            "B062 lesson.toml:76:12",
            "B046 en/create.md:19:1",
            "B046 ko/create.md:19:1",
        ],
    ),
    case(
        "a port condition without a port",
        "lesson.toml",
        Replace("port = 80, host_port", "host_port"),
        &["B004 lesson.toml:52:12"],
    ),
    case(
        "an empty any",
        "lesson.toml",
        Replace(
            "{ id = \"either\", any = [{ not = { container = { name = \"${other}\" } } }, { all = [{ container = { name = \"${other}\", absent = true } }] }] }",
            "{ id = \"either\", any = [] }",
        ),
        &["B009 lesson.toml:64:26"],
    ),
    case(
        "an unknown cause",
        "lesson.toml",
        Replace(
            "cause = \"network-name-close\"",
            "cause = \"network-name-near\"",
        ),
        &["B060 lesson.toml:70:9"],
    ),
    case(
        "a mistake of an unknown condition",
        "lesson.toml",
        Replace(
            "condition = \"network-there\"\n",
            "condition = \"network-here\"\n",
        ),
        &["B061 lesson.toml:71:13"],
    ),
    case(
        "a mistake that answers what is not asked",
        "lesson.toml",
        Replace("answer = { driver", "answer = { drive"),
        &["B062 lesson.toml:76:12"],
    ),
    case(
        "a mistake that does nothing",
        "lesson.toml",
        Replace("run = [\"docker network create base-ne\"]\n", ""),
        &["B063 lesson.toml:67:1"],
    ),
    case(
        "an escape in a command",
        "lesson.toml",
        Replace("\"docker network inspect bridge\"", "\"echo \\u001b[2J\""),
        &["B007 lesson.toml:37:10"],
    ),
    case(
        "a text equal to a lab file that is not there",
        "lesson.toml",
        Replace("same_as = \"web/site.conf\"", "same_as = \"web/site.cof\""),
        &["B032 lesson.toml:62:70"],
    ),
    case(
        "a name that is a number",
        "lesson.toml",
        Replace("default = \"base-net\"", "default = 7"),
        &["B003 lesson.toml:13:41"],
    ),
    case(
        "an exec of a program without a name",
        "lesson.toml",
        Replace("[\"hostname\"]", "[\"\", \"-c\"]"),
        &["B009 lesson.toml:57:47"],
    ),
    case(
        "an exec without a command",
        "lesson.toml",
        Replace("command = [\"hostname\"], ", ""),
        &["B004 lesson.toml:57:12"],
    ),
    case(
        "a label without a value",
        "lesson.toml",
        Replace("\"baeum.lab=web\"", "\"baeum.lab\""),
        &["B014 lesson.toml:47:46"],
    ),
    case(
        "an answer that is no live value",
        "lesson.toml",
        Replace("equals = \"bridge\" }", "matches_live = \"bridge\" }"),
        &["B014 lesson.toml:63:48"],
    ),
    case(
        "a text that is not in a folder of the languages",
        "en/sub/x.md",
        Write("x"),
        &["B071 en/sub/x.md:1:1"],
    ),
    case(
        "an empty command",
        "lesson.toml",
        Replace("\"docker network inspect bridge\"", "\" \""),
        &["B009 lesson.toml:37:10"],
    ),
    case(
        "a key of names in capitals",
        "lesson.toml",
        Replace("range = {", "Range = {"),
        &["B010 lesson.toml:18:1"],
    ),
    case(
        "only published with a container",
        "lesson.toml",
        Replace(
            "only_published = [28081, \"${web_port}\"] }",
            "only_published = [0], port = 1 }",
        ),
        &["B016 lesson.toml:53:32", "B031 lesson.toml:53:43"],
    ),
    case(
        "a relative path in a container",
        "lesson.toml",
        Replace("path = \"/etc/nginx/site.conf\"", "path = \"site.conf\""),
        &["B034 lesson.toml:62:21"],
    ),
    case(
        "no lesson file at all",
        "lesson.toml",
        Remove,
        &["B005 lesson.toml:1:1"],
    ),
    case(
        "a text that is missing",
        "ko/create.md",
        Remove,
        &["B070 lesson.toml:33:6"],
    ),
    case(
        "a text that belongs to no step",
        "en/crate.md",
        Write("# Crate\n"),
        &["B071 en/crate.md:1:1"],
    ),
    case(
        "a lab file with an impossible name",
        "lab/aux.txt",
        Write("x"),
        &["B034 lab/aux.txt:1:1"],
    ),
    case(
        "a text without a title",
        "ko/create.md",
        Replace("# 네트워크 만들기\n\n", ""),
        &["B072 ko/create.md:1:1"],
    ),
    case(
        "a title of the wrong level",
        "ko/create.md",
        Replace("# 네트워크 만들기", "## 네트워크 만들기"),
        &["B072 ko/create.md:1:1"],
    ),
    case(
        "two tasks",
        "ko/create.md",
        Replace(
            "> [!TIP]\n> `create`를 써요.\n> 이름도 필요해요.",
            "> [!TIP]\n> a\n\n> [!IMPORTANT]\n> b",
        ),
        &["B073 ko/create.md:18:1"],
    ),
    case(
        "a quiz without a right answer",
        "ko/welcome.md",
        Replace("[x]", "[ ]"),
        &["B074 ko/welcome.md:10:1"],
    ),
    case(
        "a quiz without a question",
        "ko/welcome.md",
        Replace("네트워크는 무엇을 할까요?\n\n", ""),
        &["B075 ko/welcome.md:8:1"],
    ),
    case(
        "a quiz with an item that is no choice",
        "ko/welcome.md",
        Replace("- [ ] 컨", "- 컨"),
        &["B076 ko/welcome.md:11:1"],
    ),
    case(
        "html in a text",
        "ko/create.md",
        Replace("값이에요.", "값<br>이에요."),
        &["B077 ko/create.md:3:29"],
    ),
    case(
        "html over several lines",
        "ko/create.md",
        Replace("값이에요.", "값이에요.\n\n<div>\n<p>\n</div>"),
        &["B077 ko/create.md:5:1"],
    ),
    case(
        "a link with its address elsewhere",
        "ko/welcome.md",
        Replace(
            "[문서](https://docs.docker.com/)",
            "[문서][a]\n\n[a]: https://docs.docker.com/\n\n문서",
        ),
        &["B085 ko/welcome.md:5:1"],
    ),
    case(
        "a link to a script",
        "ko/welcome.md",
        Replace("https://docs.docker.com/", "javascript:alert(1)"),
        &["B078 ko/welcome.md:3:16"],
    ),
    case(
        "a question that cannot be read",
        "ko/create.md",
        Replace("?[driver] ", "?[] "),
        &["B079 ko/create.md:19:1"],
    ),
    case(
        "a question without a condition",
        "ko/create.md",
        Replace("?[driver] DRIVER", "?[scope] DRIVER"),
        &["B045 lesson.toml:63:23", "B046 ko/create.md:19:1"],
    ),
    case(
        "an alert that lessons do not use",
        "ko/welcome.md",
        Replace("[!NOTE]", "[!CAUTION]"),
        &["B080 ko/welcome.md:5:1"],
    ),
    case(
        "a hint after the line",
        "ko/create.md",
        Replace("이제 네트워크가 있어요.", "> [!TIP]\n> 늦은 힌트"),
        &["B081 ko/create.md:23:1"],
    ),
    case(
        "a line that makes a heading",
        "ko/create.md",
        Replace("있나요?\n\n---", "있나요?\n---"),
        &["B082 ko/create.md:19:1"],
    ),
    case(
        "a line with nothing after it",
        "ko/create.md",
        Replace("이제 네트워크가 있어요.\n", ""),
        &["B009 ko/create.md:21:1"],
    ),
    case(
        "an asterisk that was left over",
        "ko/create.md",
        Replace("컨테이너의 주소는", "**컨테이너(container)**의 주소는"),
        &["B083 ko/create.md:3:1", "B083 ko/create.md:3:18"],
    ),
    case(
        "a bare particle",
        "ko/create.md",
        Replace(" 값이에요", "이에요"),
        &["B084 ko/create.md:3:27"],
    ),
    case(
        "a name in a text that is not declared",
        "ko/create.md",
        Replace("> `${network}` 네", "> `${netwok}` 네"),
        &["B020 ko/create.md:10:4"],
    ),
    case(
        "a control character in a text",
        "ko/create.md",
        Replace("만드세요.", "만드세요.\u{1b}[2J"),
        &["B007 ko/create.md:10:27"],
    ),
    case(
        "a hint too few in one language",
        "en/create.md",
        Replace("> [!TIP]\n> Use `create`.\n> It takes a name.\n\n", ""),
        &["B090 en/create.md:12:1"],
    ),
    case(
        "other right answers in one language",
        "en/welcome.md",
        Replace(
            "- [x] It joins containers\n- [ ] It",
            "- [ ] It joins containers\n- [x] It",
        ),
        &["B091 en/welcome.md:10:1"],
    ),
    case(
        "a choice too few in one language",
        "en/welcome.md",
        Replace("- [ ] It removes containers\n", ""),
        &["B090 en/welcome.md:10:1"],
    ),
    case(
        "a control character in a lecture",
        "ko/create.talk.md",
        Replace("볼게요.", "볼게요.\u{1b}[2J"),
        &["B007 ko/create.talk.md:1:19"],
    ),
    case(
        "a lecture with values that do not exist",
        "en/create.talk.md",
        Write("It is ${adress:web} on ${netwrok}.\n"),
        &["B021 en/create.talk.md:1:7", "B020 en/create.talk.md:1:24"],
    ),
    case(
        "a lecture without a word",
        "en/create.talk.md",
        Write("\n \n"),
        &["B009 en/create.talk.md:1:1"],
    ),
];
