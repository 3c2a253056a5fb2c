//! `terraproof nuke apply`, and what `run` shares with it.

use std::collections::HashMap;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use jiff::Timestamp;
use serde_json::json;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::accounts::missing;
use super::again::{self, Again};
use super::effort::{Effort, Limits};
use super::opened::Opened;
use super::progress::Watcher;
use super::second::second;
use super::{confirm, prune, store, survey};
use crate::nuke::config::Project;
use crate::nuke::engine::{self, End, Guard};
use crate::nuke::journal::{Header, History, Journal, JournalError};
use crate::nuke::model::{Reference, Resource};
use crate::nuke::plan::{self, Now, Plan};
use crate::nuke::report::{self, Report, Second};
use crate::nuke::select::{Judge, Verdict};
use crate::shell::signals::Signals;
use crate::{Error, Exit, console};

/// Delete what a plan lists, and nothing else
///
/// Each resource is read again just before it goes: one that is another by now, or protected, stays. On a terminal the account's alias or id
/// has to be typed first. A journal is written beside the plan; afterwards the account is listed again.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The plan
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    /// Go on with an apply that was stopped or killed, by its journal, which lies beside the plan
    #[arg(long, value_name = "JOURNAL")]
    resume: Option<PathBuf>,
    #[command(flatten)]
    limits: Limits,
    /// Do not ask for the name of the account
    #[arg(long, help_heading = "Safety")]
    yes: bool,
    /// List the account anew first, and spare what a new plan would keep; always where the plan is older than 30 s
    #[arg(long, help_heading = "Safety")]
    recheck: bool,
    #[command(flatten)]
    effort: Effort,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

pub(super) async fn run(options: &Options) -> Result<Exit, Error> {
    let plan = plan::read(&options.plan)?;
    let project = Project::read()?;
    options.limits.caps(&project.nuke).refuse(&plan, &options.plan)?;
    if !options.yes && !plan.is_empty() {
        confirm::refuse_without_terminal()?;
    }
    let deadline = Instant::now() + options.effort.deadline;
    let sandbox = project.config.sandboxes().get(&plan.sandbox).ok_or_else(|| missing(&plan.sandbox, &project))?;
    let opened = Opened::open(&project, &plan.sandbox, sandbox, options.effort.concurrency).await?;
    plan::refuse(&plan, now(&opened))?;
    confirm::confirm(&plan, options.yes)?;
    let _alone = alone(&options.plan)?;
    let limit = deadline.saturating_duration_since(Instant::now());
    let again = match options.recheck || again::is_old(&plan, Timestamp::now()) {
        true => Again::list(&project, &opened, &plan, options.effort.concurrency, limit).await?,
        false => Again::default(),
    };
    let work = Work {
        again,
        journal: Book::open(&plan, &options.plan, options.resume.as_deref())?,
        plan,
        path: options.plan.clone(),
        opened,
        concurrency: options.effort.concurrency,
        deadline,
    };
    let report = work.apply(&project, &Stop::listen()?).await?;
    prune::tidy(Timestamp::now());
    if options.json {
        console::print(&format!(
            "{:#}\n",
            json!({ "accounts": [report::json(&report)], "exit_code": report.exit().code() })
        ))?;
    } else {
        console::print(&report::text(&report, Timestamp::now()))?;
    }
    Ok(report.exit())
}

/// Locks a plan, so that it is applied once at a time; an unlocked one would be counted twice.
fn alone(plan: &Path) -> Result<File, Error> {
    let hint = "wait for it to end, or look for `terraproof nuke apply` among the processes";
    let file = File::open(plan).map_err(|error| {
        Error::nuke(format!("failed to open `{}`: {error}", plan.display()), "check that the plan can be read")
    })?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => {
            Err(Error::refused(format!("another process applies the plan `{}`", plan.display()), hint))
        }
        // Where files cannot be locked, the journal still tells what was done.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(file),
    }
}

/// Returns what a plan is compared with.
pub(super) fn now(opened: &Opened) -> Now<'_> {
    Now {
        time: Timestamp::now(),
        account: &opened.identity.account,
        caller: &opened.identity.arn,
        configuration: &opened.configuration,
    }
}

/// Stops every apply of the process at the first signal; further ones change nothing.
#[derive(Debug, Clone)]
pub(super) struct Stop {
    token: CancellationToken,
    signal: Arc<std::sync::OnceLock<u8>>,
}

impl Stop {
    pub(super) fn listen() -> Result<Self, Error> {
        let stop = Self { token: CancellationToken::new(), signal: Arc::default() };
        let (mut signals, stopped) = (Signals::listen()?, stop.clone());
        tokio::spawn(async move {
            loop {
                let code = signals.any().await;
                let is_first = stopped.signal.set(code).is_ok();
                let said = if is_first {
                    "stopping: what is asked for is waited for, nothing else is deleted"
                } else {
                    "already stopping"
                };
                console::say(said);
                stopped.token.cancel();
            }
        });
        Ok(stop)
    }
}

/// Is a journal, and what an earlier apply wrote into it.
#[derive(Debug)]
pub(super) struct Book {
    journal: Journal,
    history: Option<History>,
    path: PathBuf,
}

impl Book {
    /// Begins a journal beside the plan, or goes on with one of the same plan.
    pub(super) fn open(plan: &Plan, path: &Path, resume: Option<&Path>) -> Result<Self, Error> {
        let started = Timestamp::now();
        let Some(resumed) = resume else {
            let path = store::journal_path(path, started);
            let header = Header::new(&plan.digest, &plan.account, started);
            let journal = Journal::create(&path, header).map_err(|error| unusable(&error))?;
            return Ok(Self { journal, history: None, path });
        };
        let history = crate::nuke::journal::read_file(resumed).map_err(|error| unusable(&error))?;
        if history.header.plan != plan.digest || history.header.account != plan.account {
            return Err(Error::refused(
                format!("the journal `{}` belongs to another plan", resumed.display()),
                "name the journal that lies beside this plan",
            ));
        }
        let (journal, history) = Journal::resume(resumed).map_err(|error| unusable(&error))?;
        console::say(&format!("{} of {} rows are done already, as the journal says", history.done(), plan.rows.len()));
        Ok(Self { journal, history: Some(history), path: resumed.to_owned() })
    }
}

fn unusable(error: &JournalError) -> Error {
    let hint = error.hint().unwrap_or("check that the directory of the plan is writable").to_owned();
    Error::nuke(format!("failed to {}", console::sentence(error)), hint)
}

/// Is one plan about to be applied.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) plan: Plan,
    /// What a new plan would keep of it.
    pub(super) again: Again,
    /// Where it is.
    pub(super) path: PathBuf,
    pub(super) opened: Opened,
    pub(super) journal: Book,
    pub(super) concurrency: usize,
    pub(super) deadline: Instant,
}

impl Work {
    /// Deletes, then lists again what was to go.
    pub(super) async fn apply(self, project: &Project, stop: &Stop) -> Result<Report, Error> {
        let started = Instant::now();
        let who = self.opened.account_name().to_owned();
        let Book { mut journal, history, path: journal_path } = self.journal;
        let options = engine::Options {
            concurrency: self.concurrency,
            deadline: self.deadline.saturating_duration_since(started),
            guard: guard(project, &self.plan, &self.opened, self.again.kept)?,
            stop: stop.token.clone(),
        };
        let world = Arc::new(engine::Cloud::new(self.opened.account.clone(), self.opened.home.clone()));
        let mut watcher = Watcher::new(&who);
        let outcome = engine::run(&self.plan.rows, world, &options, &mut journal, history.as_ref(), &mut watcher).await;
        drop(watcher);
        let second = match outcome.end {
            // Who stopped it wants it to end, and without credentials nothing can be listed.
            End::Stopped | End::Credentials(_) => Second::default(),
            _ => second(&self.plan, &outcome, &self.opened, self.concurrency).await,
        };
        let mut second = second;
        second.not_listed.extend(self.again.not_listed);
        Ok(Report {
            plan: self.plan,
            path: self.path,
            outcome,
            second,
            journal: journal_path,
            seconds: started.elapsed().as_secs_f64(),
            calls: self.opened.account.counts().by_operation(),
            signal: stop.signal.get().copied(),
        })
    }
}

/// Judges each resource once more, as it is just before it is touched.
fn guard(project: &Project, plan: &Plan, opened: &Opened, kept: HashMap<Reference, String>) -> Result<Guard, Error> {
    let selection = survey::selection(&project.nuke, &plan.flags, opened, plan.created)?;
    Ok(Arc::new(move |resource: &Resource| {
        if let Some(reason) = kept.get(&resource.reference) {
            return Err(reason.clone());
        }
        let judge = Judge { now: Timestamp::now() };
        let kept = match selection.judge(resource, judge) {
            // What goes with something else is chosen by choosing that, unless it is protected by itself.
            Verdict::Keep(reason) if resource.goes_with.is_some() || plan::follows(resource) => {
                selection.protects(resource, judge).map(|_| reason)
            }
            Verdict::Keep(reason) => Some(reason),
            Verdict::NeedsTags => return Err("its tags were not read".to_owned()),
            Verdict::Delete | Verdict::Unprotect | Verdict::Going => None,
        };
        kept.map_or(Ok(()), |reason| Err(reason.text))
    }))
}
