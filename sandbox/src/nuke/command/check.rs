//! `terraproof nuke check`.

use jiff::Timestamp;

use crate::nuke::config::Project;
use crate::nuke::kinds;
use crate::nuke::safety::Untouchable;
use crate::nuke::select::{Flags, Selection};
use crate::{Error, Exit, console};

pub(super) fn run() -> Result<Exit, Error> {
    let project = Project::read()?;
    project.check(&Flags::default())?;
    Selection::new(&project.nuke, &Flags::default(), Untouchable::default(), Timestamp::now())
        .map_err(|why| Error::nuke(why, "mend it in terraproof.toml"))?;
    let mut text = match &project.path {
        Some(path) => format!("`{}` is right\n", path.display()),
        None => "there is no terraproof.toml: the defaults hold\n".to_owned(),
    };
    for note in notes(&project) {
        text.push_str(&format!("note: {note}\n"));
    }
    console::print(&text)?;
    Ok(Exit::Done)
}

/// Names rules that keep more than they seem to, as their kind does not tell what they ask.
fn notes(project: &Project) -> Vec<String> {
    let mut notes = Vec::new();
    for (name, rules) in &project.nuke.kind {
        let Some(kind) = kinds::find(name) else { continue };
        let about = kind.about();
        let all = || rules.include.iter().chain(&rules.exclude);
        let asks_age = |rule: &crate::nuke::config::RuleText| {
            [&rule.older_than, &rule.newer_than, &rule.before, &rule.after].iter().any(|time| time.is_some())
        };
        if !about.age && all().any(asks_age) {
            notes.push(format!(
                "`[nuke.kind.{name}]` asks for an age, and the kind tells none: what no earlier plan saw stays"
            ));
        }
        if !about.tags && all().any(|rule| !rule.tag.is_empty() || !rule.without_tag.is_empty()) {
            notes.push(format!("`[nuke.kind.{name}]` asks for tags, and the kind has none"));
        }
    }
    notes
}
