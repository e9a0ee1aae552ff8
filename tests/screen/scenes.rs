//! What runs inside the terminal: each prompt, the live region, and a page to look at.

use std::process::ExitCode;
use std::time::Duration;

use baeum::l10n::{Language, Words};
use baeum::screen::page::{self, Action, CommandLine, FindingView, Sign};
use baeum::screen::{
    Bars, ColorChoice, Entered, Key, Keys, Line, Live, Paint, PickItem, PromptError, Prompts, Span,
    Spinner, Terminal, Theme, choose_language, markdown, terminal,
};

/// Names the scene to play.
pub(crate) const VARIABLE: &str = "BAEUM_SCREEN_SCENE";

const STEP: &str = include_str!("../../src/screen/markdown/samples/ko.md");

/// Plays a scene as the program would: blocking prompts beside a runtime that hears Ctrl-C.
pub(crate) fn play(scene: &str) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    let scene = scene.to_owned();
    let result = runtime.block_on(async move {
        if scene == "page" {
            return watch_page().await;
        }
        if scene == "panic" {
            let _terminal = Terminal::open()?;
            panic!("a fault of ours");
        }
        tokio::task::spawn_blocking(move || ask(&scene))
            .await
            .expect("the prompt")
    });
    match result {
        Ok(answer) => {
            println!("answer: {answer}");
            ExitCode::SUCCESS
        }
        Err(PromptError::Interrupted) => ExitCode::from(130),
        Err(PromptError::NotATerminal) => ExitCode::from(5),
        Err(PromptError::Io(error)) => {
            println!("error: {error}");
            ExitCode::from(70)
        }
    }
}

fn ask(scene: &str) -> Result<String, PromptError> {
    let theme = Theme::for_stdout(ColorChoice::Auto);
    let words = Words::load(Language::Korean);
    let prompts = Prompts::new(theme, &words);
    println!("above 1\nabove 2");
    Ok(match scene {
        "menu" => format!("{:?}", prompts.pick(&menu(), 0, &[])?),
        "long" => format!("{:?}", prompts.pick(&long_list(), 0, &[])?),
        "many" => format!("{:?}", prompts.pick_many(&[], &long_list()[..4])?),
        "confirm" => prompts
            .confirm("정답을 볼까요? 먼저 힌트를 더 볼 수도 있어요.", false)?
            .to_string(),
        "busy" => {
            let _terminal = Terminal::open()?;
            Paint::stdout(theme).line(&["바빠요".into()])?;
            std::thread::sleep(Duration::from_millis(700));
            prompts.confirm("지울까요?", false)?.to_string()
        }
        "child" => {
            let mut terminal = Terminal::open()?;
            let mut live = Live::new(theme);
            live.print(&["위".into()].map(|span| vec![span]))?;
            let handed = terminal.suspend()?;
            let script = "printf 'name? '; read name; printf \"hello $name\"";
            let status = std::process::Command::new("sh")
                .args(["-c", script])
                .status()?;
            drop(handed);
            live.show(&[vec!["아래".into()]])?;
            let key = baeum::screen::keys::read()?;
            live.finish()?;
            drop(terminal);
            format!("{} {key:?}", status.success())
        }
        "late" => {
            let spinner = Spinner::start(theme, "이미지를 확인하는 중이에요");
            std::thread::sleep(Duration::from_millis(1500));
            spinner.finish();
            prompts.confirm("지울까요?", false)?.to_string()
        }
        "language" => choose_language(theme, Language::Korean)?.code().to_owned(),
        "name" => prompts.ask_name("네트워크 이름을 정해 주세요", "mynet1", |name| {
            if name.contains(' ') {
                Err("이름에는 빈칸을 쓸 수 없어요".to_owned())
            } else {
                Ok(())
            }
        })?,
        "text" => entered(prompts.ask_text("주소는 무엇인가요?")?),
        "line" => {
            let mut history = vec!["docker network create mynet1".to_owned()];
            let completer = Box::new(|line: &str, at: usize| {
                let start = line[..at].rfind(' ').map_or(0, |space| space + 1);
                let names = ["nginx-container", "nodeserver-container"];
                let found = names
                    .iter()
                    .filter(|name| name.starts_with(&line[start..at]));
                (start, found.map(|name| (*name).to_owned()).collect())
            });
            let prompt = [Span::strong("$ ")];
            let entered = entered(prompts.command_line(&prompt, "", &mut history, completer)?);
            format!("{entered} ({})", history.len())
        }
        "bars" => {
            let bars = Bars::new(theme, "nginx:1.28-alpine 이미지");
            for part in 0..=20 {
                bars.layer("a1b2c3d4e5f6", "받는 중", part * 500_000, Some(10_000_000));
                bars.layer("0f1e2d3c4b5a", "푸는 중", part * 100_000, Some(3_000_000));
                std::thread::sleep(Duration::from_millis(100));
            }
            bars.say("Step 1/3 : FROM nginx:1.28-alpine");
            bars.finish();
            "done".to_owned()
        }
        other => format!("no such scene: {other}"),
    })
}

fn entered(entered: Entered) -> String {
    match entered {
        Entered::Text(text) => text,
        Entered::Back => "back".to_owned(),
    }
}

fn menu() -> Vec<PickItem> {
    vec![
        PickItem::new("컨테이너 간 통신")
            .detail(vec!["24단계 · 50분".into()])
            .detail(page::progress_bar(5, 24, 16))
            .detail(vec!["5단계부터 이어서".into()]),
        PickItem::new("고장 난 네트워크를 하나씩 살펴보며 고치기")
            .detail(vec!["8단계 · 30분".into()])
            .detail(vec!["시작 전".into()]),
        PickItem::new("네트워크 연습 문제")
            .detail(vec!["9문제".into()])
            .detail(vec!["시작 전".into()]),
        PickItem::new("언어 바꾸기 · English").after_gap(),
        PickItem::new("준비 상태 확인"),
    ]
}

fn long_list() -> Vec<PickItem> {
    (1..=24)
        .map(|step| {
            PickItem::new(format!(
                "{step}단계: 컨테이너가 서로를 이름으로 찾을 수 있는지 차근차근 확인해 보기"
            ))
        })
        .collect()
}

/// A step whose conditions tick with `t`, as the player would show it.
async fn watch_page() -> Result<String, PromptError> {
    let theme = Theme::for_stdout(ColorChoice::Auto);
    let words = Words::load(Language::Korean);
    let _terminal = Terminal::open()?;
    let mut live = Live::new(theme);
    let mut keys = Keys::new();
    let (mut columns, _) = terminal::size();
    let mut met = 0;
    live.print(&step(usize::from(columns), &words))?;
    loop {
        live.show(&conditions(met, usize::from(columns)))?;
        match keys.next().await {
            Some(Key::Resize(new_columns, rows)) => {
                columns = new_columns;
                live.resize(columns, rows);
                live.clear_screen()?;
                live.print(&step(usize::from(columns), &words))?;
            }
            Some(Key::Interrupt) => {
                live.finish()?;
                return Err(PromptError::Interrupted);
            }
            None | Some(Key::EndOfInput) => break,
            Some(key) => match key.command() {
                Some('q') => break,
                Some('t') => met += 1,
                _ if key == Key::Pasted => {
                    live.print(&[vec![format!("  [{}]", keys.take_paste()).into()]])?;
                }
                Some('s') => {
                    drop(keys);
                    live.clear()?;
                    let prompts = Prompts::new(theme, &words);
                    let answer =
                        tokio::task::spawn_blocking(move || prompts.ask_text("무엇을 입력할까요?"))
                            .await
                            .expect("the prompt")?;
                    live.print(&[vec![format!("  {answer:?}").into()]])?;
                    keys = Keys::new();
                }
                _ => {}
            },
        }
    }
    live.finish()?;
    Paint::stdout(theme).line(&[])?;
    Ok(format!("met {met}"))
}

fn step(columns: usize, words: &Words) -> Vec<Line> {
    let mut lines = vec![Line::new()];
    lines.extend(page::header("배움", "컨테이너 간 통신", 5, 24, columns));
    lines.push(Line::new());
    let text = STEP.split("## ").next().unwrap_or_default();
    lines.extend(markdown::render(text, columns, words));
    lines.push(Line::new());
    let mut task = markdown::flow(
        "`mynet1` 네트워크를 만들어 보세요. 이름은 바꿔도 괜찮아요.",
        page::task_room(columns),
        words,
    );
    task.push(Line::new());
    let command = CommandLine {
        prompt: '$',
        text: "docker network create mynet1".to_owned(),
        place: None,
    };
    task.extend(page::commands_block(&[command], page::task_room(columns)));
    lines.extend(page::task_block("할 일", &task, columns));
    lines.push(Line::new());
    lines
}

fn conditions(met: usize, columns: usize) -> Vec<Line> {
    let texts = ["mynet1 네트워크가 있다", "드라이버가 bridge이다"];
    let findings: Vec<FindingView> = texts
        .iter()
        .enumerate()
        .map(|(index, text)| FindingView {
            sign: if met > index {
                Sign::Met
            } else {
                Sign::Waiting
            },
            text: (*text).to_owned(),
            detail: (met > index && index == 0).then(|| "172.18.0.0/16".to_owned()),
            explanation: Vec::new(),
        })
        .collect();
    let mut lines = page::finding_lines(&findings, columns);
    lines.push(Line::new());
    let actions = [
        ("Enter", "여기에 입력"),
        ("r", "대신 실행"),
        ("h", "힌트"),
        ("q", "나가기"),
    ];
    let actions: Vec<Action> = actions
        .iter()
        .enumerate()
        .map(|(index, (key, text))| Action {
            key: (*key).to_owned(),
            text: (*text).to_owned(),
            highlighted: index == 0,
        })
        .collect();
    lines.extend(page::actions_bar(&actions, columns));
    lines
}
