//! What the page is made of, and its rendering.

use askama::Template;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use terraproof_terraform::Redactor;

use super::calls::CallsView;
use super::facts::Facts;
use super::picture::Picture;
use super::span::Span;
use super::text::{Words, seconds};
use super::waits::WaitView;
use crate::error::ErrorKind;
use crate::report::Record;
use crate::{Error, Failure};

/// Holds what the page of one test shows.
pub(crate) struct Page<'a> {
    /// The test's name.
    pub(crate) test: &'a str,
    /// Everything that happened.
    pub(crate) records: &'a [Record],
    /// Why the test failed, if it did.
    pub(crate) failure: Option<&'a Failure>,
    /// The calls that reached the gateway.
    pub(crate) calls: &'a [ApiCall],
    /// Names of the files beside the page.
    pub(crate) files: &'a [String],
    /// Products and their versions.
    pub(crate) versions: &'a [(String, String)],
    /// What somebody may want to do next, and the command that does it.
    pub(crate) commands: &'a [(String, String)],
    /// Takes secrets out. It has to happen before a text is shortened or escaped: `a&b` is `a&#38;b` on the page.
    pub(crate) redactor: &'a Redactor,
}

/// Is one call to a cloud's API, whoever recorded it.
#[derive(Debug, Clone, Default)]
pub(crate) struct ApiCall {
    /// Seconds from the start of the test.
    pub(crate) offset: f64,
    /// Its signing name: `s3`; empty where the host is no cloud's.
    pub(crate) service: String,
    /// `CreateBucket`.
    pub(crate) operation: String,
    /// The region, where one is known.
    pub(crate) region: Option<String>,
    /// The HTTP status; none when the connection was cut.
    pub(crate) status: Option<u16>,
    /// Seconds until the answer began.
    pub(crate) latency: f64,
    /// `NoSuchBucket`.
    pub(crate) error_code: Option<String>,
    /// The host.
    pub(crate) host: String,
    /// The fault that was injected: `throttle`.
    pub(crate) fault: Option<String>,
}

/// Makes the page.
///
/// # Errors
/// Fails only where the template does.
pub(crate) fn render(page: &Page<'_>) -> Result<String, Error> {
    let failed = |source| Error::new(ErrorKind::Io, "failed to render the report's page").with_source(source);
    Report::of(page).render().map_err(failed)
}

/// How many resources the table lists.
const RESOURCES: usize = 100;
/// Everything that does not go into a path segment as it is.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

#[derive(Template)]
#[template(path = "report.html")]
struct Report {
    title: String,
    test: String,
    outcome: &'static str,
    total: String,
    particulars: Vec<(&'static str, String)>,
    failure: Option<FailureView>,
    leftovers: Vec<String>,
    picture: Picture,
    operations: Vec<Span>,
    resources: Vec<Span>,
    resources_left_out: usize,
    waits: Vec<WaitView>,
    waits_left_out: usize,
    diagnostics: Vec<super::facts::DiagnosticView>,
    calls: CallsView,
    notes: Vec<(String, String)>,
    files: Vec<(String, String)>,
    versions: Vec<(String, String)>,
    commands: Vec<(String, String)>,
}

struct FailureView {
    headline: String,
    long: bool,
    causes: Vec<String>,
    hint: Option<String>,
    appended: Vec<String>,
}

impl Report {
    fn of(page: &Page<'_>) -> Self {
        let words = Words::new(page.redactor);
        let facts = Facts::of(page.records, page.calls, &words);
        let test = words.line(page.test);
        let (waits, waits_left_out) = WaitView::all(&facts.waits);
        let mut resources = facts.resources.clone();
        resources.sort_by(Span::worst_first);
        let resources_left_out = resources.len().saturating_sub(RESOURCES);
        resources.truncate(RESOURCES);
        Self {
            title: sentence(&test),
            outcome: outcome(page.failure.is_some(), facts.outcome.as_deref()),
            total: seconds(facts.total),
            picture: Picture::of(&facts, page.calls),
            particulars: facts.particulars,
            failure: page.failure.map(|failure| FailureView::of(failure, &words)),
            leftovers: facts.leftovers,
            operations: facts.operations,
            resources,
            resources_left_out,
            waits,
            waits_left_out,
            diagnostics: facts.diagnostics,
            calls: CallsView::of(page.calls, &words),
            notes: facts.notes,
            files: page.files.iter().map(|name| link(name)).collect(),
            commands: page.commands.iter().map(|(what, command)| (words.line(what), words.line(command))).collect(),
            versions: page.versions.iter().map(|(name, version)| (words.line(name), words.line(version))).collect(),
            test,
        }
    }
}

impl FailureView {
    fn of(failure: &Failure, words: &Words<'_>) -> Self {
        let headline = words.text(failure.headline());
        Self {
            long: headline.chars().count() > 160,
            headline,
            causes: failure.causes().iter().map(|cause| words.text(cause)).collect(),
            hint: failure.hint().map(|hint| words.text(hint)),
            appended: failure.appended().iter().map(|later| words.text(later)).collect(),
        }
    }
}

/// Returns the words of a test's name: `site::the_page_is_served` promises that "the page is served".
fn sentence(test: &str) -> String {
    let last = test.rsplit("::").next().unwrap_or(test);
    last.replace('_', " ").trim().to_owned()
}

/// A test without a failure and without an end has not passed: its process died.
fn outcome(failed: bool, finished: Option<&str>) -> &'static str {
    match finished {
        _ if failed => "failed",
        Some("passed") => "passed",
        Some(_) => "failed",
        None => "unfinished",
    }
}

/// Returns a file's name, and the address that opens it beside the page.
fn link(name: &str) -> (String, String) {
    (name.to_owned(), format!("./{}", utf8_percent_encode(name, SEGMENT)))
}
