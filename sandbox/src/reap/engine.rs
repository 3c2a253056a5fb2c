//! One reap from the ledger to the report.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use terraproof::ledger::{Entry, Ledger as _, Listing, LocalLedger};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::judge::{Because, Verdict, Why};
use super::report::{Ended, Outcome, Reaped, Report};
use super::work::Work;
use super::{Options, account, orphans, table, tenants};
use crate::shell::signals::Signals;
use crate::{Error, Exit, console};

/// How many accounts are worked on at once.
const AT_ONCE: usize = 4;

pub(crate) async fn run(options: &Options) -> Result<Exit, Error> {
    let work = Work {
        ledger: LocalLedger::of_user()?,
        selection: options.selection(),
        stop: CancellationToken::new(),
        deadline: Instant::now() + options.deadline,
    };
    let listing = work.ledger.list()?;
    let mut report = if options.dry_run { planned(&work, &listing).await } else { reaped(&work, &listing).await? };
    report.unreadable = listing.unreadable;
    let now = Timestamp::now();
    console::print(&if options.json { table::json(&report, now) } else { table::text(&report, now) })?;
    Ok(report.exit())
}

async fn planned(work: &Work, listing: &Listing) -> Report {
    let Judged { candidates, left_alone } = judged(work, listing);
    let stacks = candidates.iter().map(|(entry, why)| Reaped::new(entry, *why, Outcome::Planned)).collect();
    let (orphans, accounts) = (orphans::plan(work, listing), tenants::plan(work, listing).await);
    Report { stacks, left_alone, orphans, accounts, dry_run: true, ..Report::default() }
}

async fn reaped(work: &Work, listing: &Listing) -> Result<Report, Error> {
    let ended = Arc::new(Mutex::new(None));
    let watch = tokio::spawn(watch(Signals::listen()?, work.clone(), Arc::clone(&ended)));
    let Judged { candidates, left_alone } = judged(work, listing);
    let mut stacks = in_parallel(work, by_account(candidates)).await;
    stacks.sort_by(|a, b| (a.created, &a.id).cmp(&(b.created, &b.id)));
    let accounts = if work.is_over() { Vec::new() } else { tenants::remove(work, listing).await };
    // Listed again: what was just reaped is no orphan's neighbour any more.
    let orphans = if work.is_over() { Vec::new() } else { orphans::remove(work, &work.ledger.list()?) };
    watch.abort();
    let ended = *ended.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(Report { stacks, left_alone, orphans, accounts, ended, ..Report::default() })
}

/// Is a ledger, judged.
#[derive(Default)]
struct Judged {
    candidates: Vec<(Entry, Why)>,
    left_alone: Vec<(String, Because)>,
}

fn judged(work: &Work, listing: &Listing) -> Judged {
    let mut judged = Judged::default();
    for entry in &listing.entries {
        match work.judge(entry) {
            Verdict::Reap(why) => judged.candidates.push((entry.clone(), why)),
            Verdict::Leave(because) => judged.left_alone.push((entry.id.to_string(), because)),
        }
    }
    judged
}

/// Puts the stacks of one account together; those without one have nothing to do with each other.
fn by_account(candidates: Vec<(Entry, Why)>) -> Vec<Vec<(Entry, Why)>> {
    let mut groups: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (entry, why) in candidates {
        let alone = entry.account.is_none().then(|| entry.id.clone());
        groups.entry((entry.emulator.clone(), entry.account.clone(), alone)).or_default().push((entry, why));
    }
    groups.into_values().collect()
}

async fn in_parallel(work: &Work, groups: Vec<Vec<(Entry, Why)>>) -> Vec<Reaped> {
    let permits = Arc::new(Semaphore::new(AT_ONCE));
    let mut tasks = JoinSet::new();
    for group in groups {
        let (work, permits) = (work.clone(), Arc::clone(&permits));
        tasks.spawn(async move {
            let _permit = permits.acquire_owned().await;
            account::reap(&work, group).await
        });
    }
    let mut stacks = Vec::new();
    while let Some(group) = tasks.join_next().await {
        match group {
            Ok(group) => stacks.extend(group),
            Err(error) => console::say(&format!("a task ended: {error}")),
        }
    }
    stacks
}

/// Ends the work at the deadline or at the first signal; later signals change nothing, for terraform gets one SIGINT and no more.
async fn watch(mut signals: Signals, work: Work, ended: Arc<Mutex<Option<Ended>>>) {
    let first = tokio::select! {
        code = signals.any() => Ended::Signal(code),
        () = tokio::time::sleep_until(work.deadline) => Ended::Deadline,
    };
    *ended.lock().unwrap_or_else(PoisonError::into_inner) = Some(first);
    console::say(match first {
        Ended::Signal(_) => "interrupted: what is at work ends, the rest stays in the ledger",
        Ended::Deadline => "time is up: what is at work ends, the rest stays in the ledger",
    });
    work.stop.cancel();
    loop {
        signals.any().await;
        console::say("ending already; a second SIGINT would lose terraform's state");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reap::samples::entry;

    #[test]
    fn stacks_of_one_account_are_reaped_together_and_others_apart() {
        let in_account = |stack: &str, account: Option<&str>| {
            (Entry { account: account.map(str::to_owned), ..entry(stack) }, Why::OwnerDead)
        };
        let one = Some("111122223333");
        let groups = by_account(vec![
            in_account("a", one),
            in_account("b", None),
            in_account("c", one),
            in_account("d", None),
            in_account("e", Some("444455556666")),
        ]);
        let mut sizes: Vec<usize> = groups.iter().map(Vec::len).collect();
        sizes.sort_unstable();
        assert_eq!(sizes, [1, 1, 1, 2]);
    }
}
