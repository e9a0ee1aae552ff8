//! `docker rm`.

use super::app::App;
use super::failure::{Failure, Outcome};
use super::flags::Parsed;
use super::out::{complain, say};
use crate::docker::raw::segment;

pub async fn containers(app: &App<'_>, parsed: &Parsed) -> Outcome {
    let force = parsed.on("force");
    let mut query = Vec::new();
    if force {
        query.push("force=1");
    }
    if parsed.on("volumes") {
        query.push("v=1");
    }
    let query = query.join("&");
    let mut failures = Vec::new();
    for name in &parsed.arguments {
        let bare = name.trim_matches('/');
        if bare.is_empty() {
            return Err(Failure::text("container name cannot be empty"));
        }
        let path = format!("/containers/{}?{query}", segment(bare));
        match app.delete(&path).await {
            Ok(_) => say(&format!("{name}\n"))?,
            Err(failure) if force && failure.is_not_found() => complain(&app.words_of(&failure)),
            Err(failure) => failures.push(failure),
        }
    }
    app.after_all(&failures)
}
