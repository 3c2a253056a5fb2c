//! The main job on the localhost cloud: `cargo demo`.
//!
//! Applies `examples/static-site` with the real AWS provider, waits until the page is served, checks that a second plan is
//! empty, destroys, and shows that the account is empty.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anstyle::{AnsiColor, Style};
use terraproof::{Scope, TestInfo, TestResult};

const PAGE: &str = "<h1>hello from localhost</h1>";

fn main() -> ExitCode {
    let start = Instant::now();
    let stage = Stage::new();
    stage.title("terraproof: a static website, tested on a cloud that runs on this machine");
    let info = TestInfo::new("demo::the_site_serves_its_index_page")
        .manifest_dir(env!("CARGO_MANIFEST_DIR"))
        .file(file!())
        .budget(Duration::from_secs(15 * 60));
    let told = stage.clone();
    let result = terraproof::run(info, async move |t: &Scope| site(t, &told).await);
    match result {
        Ok(()) => {
            stage.done("destroyed, and looked again: the account is empty");
            stage.summary(start.elapsed());
            ExitCode::SUCCESS
        }
        Err(failure) => {
            stage.failed(&format!("{failure:?}"));
            ExitCode::FAILURE
        }
    }
}

async fn site(t: &Scope, stage: &Stage) -> TestResult {
    stage.report(t.report_directory());
    stage.begin("preparing the local cloud");
    let account = t.account().await?;
    stage.done(&format!("account {account} on the local cloud"));

    stage.begin("applying examples/static-site with the AWS provider");
    let site = t.stack("examples/static-site").var("name", t.unique("demo")).var("index_html", PAGE).apply().await?;
    let (bucket, url): (String, String) = (site.output("bucket")?, site.output("website_url")?);
    stage.done(&format!("applied: bucket {bucket}"));

    stage.begin("waiting until the page is served");
    t.eventually(t.http().get(&url).returns(200).with_body(PAGE)).within(Duration::from_secs(90)).await?;
    stage.done(&format!("served: GET {url} returns the page"));

    stage.begin("planning a second time");
    site.expect_no_changes().await?;
    stage.done("a second plan changes nothing");
    stage.begin("destroying");
    Ok(())
}

/// Tells what happens: in colour on a terminal, plain in a pipe or with `NO_COLOR`.
#[derive(Clone)]
struct Stage(Arc<Mutex<State>>);

struct State {
    began: Instant,
    steps: Vec<(String, Duration)>,
    report: PathBuf,
}

const BOLD: Style = Style::new().bold();
const GREEN: Style = AnsiColor::Green.on_default().bold();
const RED: Style = AnsiColor::Red.on_default().bold();
const DIM: Style = Style::new().dimmed();

impl Stage {
    fn new() -> Self {
        let state = State { began: Instant::now(), steps: Vec::new(), report: PathBuf::new() };
        Self(Arc::new(Mutex::new(state)))
    }

    fn title(&self, text: &str) {
        say(&format!("{BOLD}{text}{BOLD:#}\n"));
    }

    fn begin(&self, text: &str) {
        self.state().began = Instant::now();
        say(&format!("{DIM}  ..{DIM:#} {text}"));
    }

    fn done(&self, text: &str) {
        let mut state = self.state();
        let took = state.began.elapsed();
        say(&format!("{GREEN}  ok{GREEN:#} {text} {DIM}({:.1} s){DIM:#}", took.as_secs_f64()));
        state.steps.push((text.to_owned(), took));
    }

    fn failed(&self, text: &str) {
        say(&format!("\n{RED}failed{RED:#} {text}"));
    }

    fn report(&self, directory: &Path) {
        self.state().report = directory.to_owned();
    }

    fn summary(&self, whole: Duration) {
        let state = self.state();
        say(&format!("\n{BOLD}in short{BOLD:#}"));
        for (text, took) in &state.steps {
            say(&format!("  {:>6.1} s  {text}", took.as_secs_f64()));
        }
        say(&format!("  {:>6.1} s  all together", whole.as_secs_f64()));
        say(&format!("\nthe report: {}", state.report.display()));
        say("next: `cargo test` runs every test; README.md shows how to write one");
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Prints a line; whoever closed the pipe does not want to read it.
fn say(line: &str) {
    let _closed = writeln!(anstream::stdout(), "{line}");
}
