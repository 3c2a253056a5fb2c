//! `terraproof ledger show`.

use std::fs;
use std::path::Path;

use clap::Args;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use terraproof::SavedState;
use terraproof::ledger::{Entry, LocalLedger, Phase};

use super::{life, phase, seconds_between};
use crate::{Error, Exit, console, duration};

/// Show everything that is known of one stack
///
/// Of variables only the names are shown: their values may be secret.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The stack, as `list` shows it: RUN/TEST.STACK
    id: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(ledger: &LocalLedger, options: &Options) -> Result<Exit, Error> {
    let entry = super::find(ledger, &options.id)?;
    let known = Known::of(entry);
    console::print(&if options.json { known.json() } else { known.text(Timestamp::now()) })?;
    Ok(Exit::Done)
}

/// Is an entry with what lies beside it.
struct Known {
    entry: Entry,
    variables: Vec<String>,
    environment: Vec<String>,
    state: SavedState,
}

impl Known {
    fn of(entry: Entry) -> Self {
        let variables = entry.variables.as_deref().map(names_in).unwrap_or_default();
        let environment = entry.environment.as_deref().map(names_in).unwrap_or_default();
        let state = SavedState::read(&entry.directory);
        Self { entry, variables, environment, state }
    }

    fn text(&self, now: Timestamp) -> String {
        let entry = &self.entry;
        let mut lines = vec![
            ("stack", entry.id.to_string()),
            ("phase", self.phase()),
            ("owner", format!("pid {} on `{}`, {}", entry.owner.pid, entry.owner.host, life(&entry.owner))),
            ("sandbox", entry.sandbox.clone()),
            ("account", entry.account.clone().unwrap_or_else(|| "none".to_owned())),
            ("region", entry.region.clone().unwrap_or_else(|| "none".to_owned())),
            ("source", entry.source.display().to_string()),
            ("directory", entry.directory.display().to_string()),
            ("binary", entry.binary.display().to_string()),
            ("created", format!("{:.0} ({} ago)", entry.created, duration::short(seconds_between(entry.created, now)))),
            ("expires", format!("{:.0}", entry.expires)),
            ("variables", listed(&self.variables)),
        ];
        if !self.environment.is_empty() {
            lines.push(("environment", listed(&self.environment)));
        }
        lines.extend(self.resources().into_iter().map(|line| ("state", line)));
        lines.push(("reap", self.command()));
        let mut last = "";
        let mut text = String::new();
        for (name, value) in lines {
            let shown = if name == last { "" } else { name };
            text.push_str(&format!("{shown:12} {value}\n"));
            last = name;
        }
        text
    }

    fn json(&self) -> String {
        let mut document = json!(self.entry);
        if let Value::Object(fields) = &mut document {
            let state = match &self.state {
                SavedState::Absent => json!(null),
                SavedState::Unreadable(reason) => json!({"unreadable": reason}),
                SavedState::Known(contents) => {
                    json!({"resources": contents.addresses, "providers": contents.providers})
                }
            };
            fields.insert("id".to_owned(), json!(self.entry.id.to_string()));
            fields.insert("owner_is".to_owned(), json!(life(&self.entry.owner)));
            fields.insert("variable_names".to_owned(), json!(self.variables));
            fields.insert("environment_names".to_owned(), json!(self.environment));
            fields.insert("state".to_owned(), state);
            fields.insert("reap".to_owned(), json!(self.command()));
        }
        format!("{document:#}\n")
    }

    fn phase(&self) -> String {
        match &self.entry.phase {
            Phase::Undestroyed { reason } => format!("undestroyed: {}", reason.replace('\n', "\n             ")),
            other => phase(other).to_owned(),
        }
    }

    fn resources(&self) -> Vec<String> {
        match &self.state {
            SavedState::Absent => vec!["not written".to_owned()],
            SavedState::Unreadable(reason) => vec![format!("cannot be read: {reason}")],
            SavedState::Known(contents) if contents.addresses.is_empty() => vec!["holds nothing".to_owned()],
            SavedState::Known(contents) => contents.addresses.clone(),
        }
    }

    fn command(&self) -> String {
        let kept = if self.entry.phase == Phase::Kept { " --kept" } else { "" };
        format!("terraproof reap --run {}{kept}", self.entry.id.run)
    }
}

/// Lists the names in a file that holds one JSON object.
fn names_in(file: &Path) -> Vec<String> {
    let bytes = fs::read(file).unwrap_or_default();
    let fields: Map<String, Value> = serde_json::from_slice(&bytes).unwrap_or_default();
    fields.into_iter().map(|(name, _)| name).collect()
}

fn listed(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
