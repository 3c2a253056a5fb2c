//! What the records say, put together.

use std::collections::HashMap;
use std::rc::Rc;

use super::page::ApiCall;
use super::span::{Ending, Span};
use super::text::{Words, finite, moment, seconds};
use crate::condition::{Attempt, Outcome, Timeline, percent};
use crate::report::{Event, Record};

/// How many diagnostics, and how many notes, are shown.
const TEXTS: usize = 100;

/// Holds what happened in a test, redacted, in order.
#[derive(Default)]
pub(super) struct Facts {
    pub(super) particulars: Vec<(&'static str, String)>,
    pub(super) operations: Vec<Span>,
    pub(super) resources: Vec<Span>,
    pub(super) waits: Vec<Wait>,
    pub(super) diagnostics: Vec<DiagnosticView>,
    pub(super) notes: Vec<(String, String)>,
    pub(super) leftovers: Vec<String>,
    /// When cleanup began.
    pub(super) cleanup: Option<f64>,
    pub(super) outcome: Option<String>,
    /// Seconds from the start of the test to the last thing known.
    pub(super) total: f64,
}

/// Is one wait with every attempt.
pub(super) struct Wait {
    pub(super) condition: String,
    pub(super) met: bool,
    /// What came out, in a word or two.
    pub(super) ending: String,
    pub(super) summary: String,
    pub(super) start: f64,
    pub(super) end: f64,
    pub(super) attempts: Vec<Look>,
}

/// Is one attempt.
pub(super) struct Look {
    /// Seconds from the start of the test.
    pub(super) start: f64,
    /// Seconds it took.
    pub(super) latency: f64,
    pub(super) class: &'static str,
    /// Shared by all attempts of a wait that saw the same.
    pub(super) saw: Rc<str>,
}

/// Is one complaint of terraform.
pub(super) struct DiagnosticView {
    pub(super) stack: String,
    pub(super) severity: &'static str,
    pub(super) text: String,
}

impl Facts {
    pub(super) fn of(records: &[Record], calls: &[ApiCall], words: &Words<'_>) -> Self {
        let mut facts = Self::default();
        let ends =
            records.iter().map(|record| record.offset).chain(calls.iter().map(|call| call.offset + call.latency));
        facts.total = ends.map(finite).fold(0.0, f64::max);
        for record in records {
            facts.add(finite(record.offset), record, words);
        }
        facts
    }

    fn add(&mut self, at: f64, record: &Record, words: &Words<'_>) {
        match &record.event {
            Event::TestStarted { .. } | Event::AccountOpened { .. } => self.particulars(record, words),
            Event::Note { text } if self.notes.len() < TEXTS => self.notes.push((moment(at), words.text(text))),
            Event::OperationStarted { operation, stack } => {
                let span = self.open(at, stack, operation, operation, words);
                self.operations.push(span);
            }
            Event::OperationFinished { operation, stack, seconds, error } => {
                let ending = error.as_ref().map_or(Ending::Well, |error| Ending::Failed(Some(words.text(error))));
                let span = self.open((at - finite(*seconds)).max(0.0), stack, operation, operation, words);
                close(&mut self.operations, span, at, ending);
            }
            Event::Resource { stack, address, action, step, .. } => {
                let span = self.open(at, stack, address, action, words);
                match step.as_str() {
                    "started" => self.resources.push(span),
                    "errored" => close(&mut self.resources, span, at, Ending::Failed(None)),
                    _ => close(&mut self.resources, span, at, Ending::Well),
                }
            }
            Event::Diagnostic { stack, severity, text } if self.diagnostics.len() < TEXTS => {
                let severity = if severity == "error" { "error" } else { "warning" };
                self.diagnostics.push(DiagnosticView { stack: words.line(stack), severity, text: words.text(text) });
            }
            Event::Wait { condition, met, timeline } => {
                let ending = if *met { "met" } else { "not met" };
                self.waits.push(wait(at, condition, (*met, ending.to_owned()), timeline, words));
            }
            Event::Watch { condition, ratio, longest_outage, timeline } => {
                let (met, share) = (*ratio >= 1.0, percent(finite(*ratio)));
                let outage =
                    if met { String::new() } else { format!(", out for {}", seconds(finite(*longest_outage))) };
                let ending = format!("{share} met{outage}");
                self.waits.push(wait(at, condition, (met, ending), timeline, words));
            }
            Event::CleanupStarted { .. } => self.cleanup = Some(at),
            Event::Leak { leftovers } => self.leftovers.extend(leftovers.iter().map(|name| words.line(name))),
            Event::TestFinished { outcome, .. } => self.outcome = Some(outcome.clone()),
            Event::Note { .. } | Event::Diagnostic { .. } | Event::Planned { .. } => {}
        }
    }

    /// Begins a span that lasts until the end of the test, or until it is closed.
    fn open(&self, start: f64, stack: &str, what: &str, action: &str, words: &Words<'_>) -> Span {
        let (stack, what, action) = (words.line(stack), words.line(what), words.line(action));
        Span { stack, what, action, start, end: self.total, ending: Ending::Never }
    }

    fn particulars(&mut self, record: &Record, words: &Words<'_>) {
        match &record.event {
            Event::TestStarted { run, file, tier, budget, proves, .. } => {
                self.particulars.extend([
                    ("run", words.line(run)),
                    ("file", words.line(file)),
                    ("tier", format!("{}, budget {}", words.line(tier), seconds(*budget))),
                    ("started", record.at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()),
                ]);
                if !proves.is_empty() {
                    self.particulars.push(("proves", words.line(&proves.join(", "))));
                }
            }
            Event::AccountOpened { account, sandbox } => {
                self.particulars
                    .push(("account", format!("{} of sandbox {}", words.line(account), words.line(sandbox))));
            }
            _ => {}
        }
    }
}

/// Ends the last open span of the same kind; where its beginning was not recorded, the span is put in whole.
fn close(spans: &mut Vec<Span>, mut closed: Span, at: f64, ending: Ending) {
    let same = |span: &&mut Span| {
        span.ending == Ending::Never
            && (&span.what, &span.action, &span.stack) == (&closed.what, &closed.action, &closed.stack)
    };
    if let Some(open) = spans.iter_mut().rev().find(same) {
        (open.end, open.ending) = (at.max(open.start), ending);
        return;
    }
    (closed.end, closed.ending) = (at, ending);
    spans.push(closed);
}

fn wait<'a>(
    at: f64,
    condition: &str,
    (met, ending): (bool, String),
    timeline: &'a Timeline,
    words: &Words<'_>,
) -> Wait {
    let attempts = timeline.attempts();
    let length = attempts.last().map_or(0.0, |last| finite(last.offset) + finite(last.latency));
    let start = (at - length).max(0.0);
    let mut known: HashMap<&str, Rc<str>> = HashMap::new();
    let look = |attempt: &'a Attempt| Look {
        start: start + finite(attempt.offset),
        latency: finite(attempt.latency),
        class: class(&attempt.outcome),
        saw: attempt.outcome.reason().map_or_else(Rc::default, |reason| {
            Rc::clone(known.entry(reason).or_insert_with(|| words.line(reason).into()))
        }),
    };
    Wait {
        condition: words.line(condition),
        met,
        ending,
        summary: words.line(&timeline.to_string()),
        start,
        end: at,
        attempts: attempts.iter().map(look).collect(),
    }
}

fn class(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Met => "met",
        Outcome::NotYet(_) => "not-yet",
        Outcome::Transient(_) => "transient",
        Outcome::Permanent(_) => "permanent",
    }
}
