//! What is written when a test has ended.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use super::html::{ApiCall, Page, render};
use super::{Event, Record};
use crate::condition::Timeline;
use crate::scope::ScopeInner;
use crate::{Error, Failure, RunId};

/// Writes the report of a test beside its `events.jsonl`, and after a failure everything that explains it.
///
/// | file | holds |
/// |---|---|
/// | `index.html` | all of it, for a browser without network |
/// | `api.jsonl` | every call that reached the gateway, one per line |
/// | `terraform.<stack>.log` | terraform's complete output, written while it ran |
/// | `failure.txt` | after a failure: the sentence, its causes, what cleanup added, the next step |
/// | `timeline.txt` | after a failure: what happened when, with every attempt of every wait |
/// | `diagnostics.txt` | after a failure: what terraform complained about |
/// | `plan.txt` | after a failure: what terraform was going to change, operation by operation |
/// | `state.<stack>.json` | after a failure: the state, with sensitive values masked |
/// | `environment.<stack>.txt` | after a failure: the names of the variables terraform saw |
///
/// Returns the directory.
pub(crate) fn write(scope: &ScopeInner, failure: Option<&Failure>) -> Result<PathBuf, Error> {
    let recorder = scope.recorder();
    let (directory, records) = (recorder.directory().to_owned(), recorder.records());
    if let Some(failure) = failure {
        let lost = recorder.lost().map(|lost| format!("\nevents.jsonl is incomplete: {lost}\n")).unwrap_or_default();
        put(scope, &directory, "failure.txt", &format!("{}\n\n{failure:?}\n{lost}", scope.info().name()))?;
        put(scope, &directory, "timeline.txt", &timeline(&records))?;
        put(scope, &directory, "diagnostics.txt", &diagnostics(&records))?;
        put(scope, &directory, "plan.txt", &plans(&records))?;
    }
    let calls = write_api_calls(scope, &directory, &records)?;
    let page = render(&Page {
        test: scope.info().name(),
        records: &records,
        failure,
        calls: &calls,
        files: &files_in(&directory),
        versions: &scope.versions(),
        commands: &commands(scope, failure.is_some()),
        redactor: recorder.redactor(),
    })?;
    put(scope, &directory, "index.html", &page)?;
    Ok(directory)
}

fn put(scope: &ScopeInner, directory: &Path, name: &str, text: &str) -> Result<(), Error> {
    let path = directory.join(name);
    let text = scope.recorder().redactor().redact(text);
    let mut options = fs::OpenOptions::new();
    options.create(true).write(true).truncate(true).mode(0o600);
    let written = options.open(&path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|source| Error::io("write the report", &path, source))
}

fn files_in(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.retain(|name| name != "index.html");
    names.sort();
    names
}

#[cfg(feature = "local")]
fn write_api_calls(scope: &ScopeInner, directory: &Path, records: &[Record]) -> Result<Vec<ApiCall>, Error> {
    let Some(cloud) = scope.opened_cloud() else { return Ok(Vec::new()) };
    let calls = cloud.gateway().calls().snapshot();
    let lines: String =
        calls.iter().filter_map(|call| serde_json::to_string(call).ok()).map(|line| line + "\n").collect();
    put(scope, directory, "api.jsonl", &lines)?;
    Ok(ApiCall::of_gateway(&calls, records))
}

#[cfg(not(feature = "local"))]
#[expect(clippy::unnecessary_wraps, reason = "the same signature as with the local cloud")]
fn write_api_calls(_scope: &ScopeInner, _directory: &Path, _records: &[Record]) -> Result<Vec<ApiCall>, Error> {
    Ok(Vec::new())
}

/// Returns what somebody may want to do next, and the command that does it.
fn commands(scope: &ScopeInner, failed: bool) -> Vec<(String, String)> {
    let name = scope.info().name();
    let test = name.rsplit("::").next().unwrap_or(name);
    let mut commands = vec![("run it again".to_owned(), format!("cargo test {test}"))];
    if failed {
        commands.push((
            "run it again and keep what it makes".to_owned(),
            format!("TERRAPROOF_KEEP=failed cargo test {test}"),
        ));
        let run = RunId::current();
        commands.push(("resume on what was kept".to_owned(), format!("TERRAPROOF_RUN={run} cargo test {test}")));
        commands.push(("destroy what is left of this run".to_owned(), format!("terraproof reap --run {run} --kept")));
    }
    commands
}

fn plans(records: &[Record]) -> String {
    let line = |record: &Record| match &record.event {
        Event::OperationStarted { operation, stack } => Some(format!("{operation} of `{stack}`\n")),
        Event::Planned { address, action, reason: None, .. } => Some(format!("  {action} {address}\n")),
        Event::Planned { address, action, reason: Some(reason), .. } => {
            Some(format!("  {action} {address} ({reason})\n"))
        }
        _ => None,
    };
    records.iter().filter_map(line).collect()
}

fn diagnostics(records: &[Record]) -> String {
    records
        .iter()
        .filter_map(|record| match &record.event {
            Event::Diagnostic { stack, severity, text } => Some(format!("{stack}: {severity}: {text}\n\n")),
            _ => None,
        })
        .collect()
}

fn timeline(records: &[Record]) -> String {
    records.iter().map(|record| format!("{:>9.3} s  {}\n", record.offset, sentence(&record.event))).collect()
}

/// Says an event in one line; a wait in one line for each attempt.
fn sentence(event: &Event) -> String {
    match event {
        Event::TestStarted { test, run, .. } => format!("test `{test}` of run {run} starts"),
        Event::Note { text } => format!("note: {text}"),
        Event::AccountOpened { account, sandbox } => format!("account {account} of sandbox `{sandbox}` opened"),
        Event::OperationStarted { operation, stack } => format!("{operation} of `{stack}` starts"),
        Event::OperationFinished { operation, stack, seconds, error: None } => {
            format!("{operation} of `{stack}` done after {seconds:.3} s")
        }
        Event::OperationFinished { operation, stack, seconds, error: Some(error) } => {
            format!("{operation} of `{stack}` failed after {seconds:.3} s: {error}")
        }
        Event::Planned { stack, address, action, .. } => format!("{stack}: {address}: {action} planned"),
        Event::Resource { stack, address, action, step, .. } => format!("{stack}: {address}: {action} {step}"),
        Event::Diagnostic { stack, severity, text } => format!("{stack}: {severity}: {text}"),
        Event::Wait { condition, met, timeline } => {
            looks(format!("{condition}: {}", if *met { "met" } else { "not met" }), timeline)
        }
        Event::Watch { condition, ratio, longest_outage, timeline } => looks(
            format!("{condition}: watched, {:.3} % met, longest outage {longest_outage:.3} s", ratio * 1e2),
            timeline,
        ),
        Event::CleanupStarted { after } => format!("cleanup starts; the body {after}"),
        Event::Leak { leftovers } => format!("left behind: {}", leftovers.join(", ")),
        Event::TestFinished { outcome, seconds, .. } => format!("test {outcome} after {seconds:.3} s"),
    }
}

/// Adds a line for each attempt.
fn looks(mut lines: String, timeline: &Timeline) -> String {
    for attempt in timeline.attempts() {
        let seen = attempt.outcome.reason().unwrap_or("met");
        lines.push_str(&format!("\n             {:>9.3} s  {seen} ({:.0} ms)", attempt.offset, attempt.latency * 1e3));
    }
    lines
}
