//! Reaping everything that one account holds.

use std::fs;

use terraproof::ledger::{Claimed, Entry, Ledger as _, Phase};
use terraproof::{Hindrance, LeftBehind};
use terraproof_local::Cloud;

use super::judge::{Verdict, Why};
use super::report::{Outcome, Reaped};
use super::stack::Taken;
use super::work::Work;
use crate::{Error, console};

/// Says where the stacks of an account live.
enum Place {
    /// They have no account.
    Nowhere,
    Local(Box<Cloud>),
    /// The emulator is gone, and all that was in it.
    Gone,
}

/// Reaps the entries of one account, oldest first, that were judged a moment ago; or one entry without an account.
pub(super) async fn reap(work: &Work, candidates: Vec<(Entry, Why)>) -> Vec<Reaped> {
    let (mut taken, mut done) = take(work, candidates);
    if taken.is_empty() || work.is_over() {
        done.extend(taken.into_iter().map(|stack| stack.reaped));
        return done;
    }
    match enter(work, &taken[0].entry).await {
        Ok(Place::Gone) => {
            for stack in &mut taken {
                stack.stop_processes(work).await;
                stack.reaped.result = Outcome::Closed("the emulator it lived in is gone".to_owned());
            }
        }
        Ok(Place::Nowhere) => destroy(work, &mut taken, None).await,
        Ok(Place::Local(cloud)) => {
            destroy(work, &mut taken, Some(&cloud)).await;
            sweep(work, &mut taken, &cloud).await;
        }
        Err(reason) => {
            for stack in &mut taken {
                stack.reaped.result = Outcome::Failed(reason.clone());
            }
        }
    }
    done.extend(taken.into_iter().map(|stack| finish(work, stack)));
    done
}

/// Takes the locks of all entries, in the same order in every process: whoever has the first has the account.
fn take(work: &Work, mut candidates: Vec<(Entry, Why)>) -> (Vec<Taken>, Vec<Reaped>) {
    let (mut taken, mut done) = (Vec::new(), Vec::new());
    candidates.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));
    for (entry, why) in candidates {
        let other = |outcome| Reaped::new(&entry, why, outcome);
        let claim = match work.ledger.claim(&entry.id) {
            Ok(Claimed::Mine(claim)) => claim,
            Ok(Claimed::Gone) => {
                done.push(other(Outcome::Gone));
                continue;
            }
            Ok(Claimed::Held) => {
                done.push(other(Outcome::Elsewhere));
                if taken.is_empty() && entry.account.is_some() {
                    break;
                }
                continue;
            }
            Err(error) => {
                done.push(other(Outcome::Failed(console::sentence(&error))));
                continue;
            }
        };
        // Between the look and the lock the owner may have come back, as one does that resumes a kept stack.
        match claim.read().map(|now| now.map(|now| (work.judge(&now), now))) {
            Ok(None) => done.push(other(Outcome::Gone)),
            Ok(Some((Verdict::Reap(why), now))) => taken.push(Taken::new(claim, now, why)),
            Ok(Some((Verdict::Leave(because), _))) => done.push(other(Outcome::Spared(because.to_string()))),
            Err(error) => done.push(other(Outcome::Failed(console::sentence(&error)))),
        }
    }
    // What was made last may need what was made first.
    taken.sort_by(|a, b| (b.entry.created, &b.entry.id).cmp(&(a.entry.created, &a.entry.id)));
    (taken, done)
}

/// Finds the way to the account.
async fn enter(work: &Work, entry: &Entry) -> Result<Place, String> {
    match (&entry.account, &entry.emulator) {
        (None, _) => Ok(Place::Nowhere),
        (Some(_), Some(_)) => {
            let left = LeftBehind::of(entry.clone()).map_err(|error| console::sentence(&error))?;
            let cloud = work.answer("enter the account", left.cloud()).await?;
            Ok(cloud.map_or(Place::Gone, |cloud| Place::Local(Box::new(cloud))))
        }
        (Some(account), None) => Err(format!(
            "account {account} of sandbox `{}` is a real one, which this build cannot enter",
            entry.sandbox
        )),
    }
}

async fn destroy(work: &Work, taken: &mut [Taken], cloud: Option<&Cloud>) {
    if let Some(cloud) = cloud {
        for stack in &mut *taken {
            stack.stop_processes(work).await;
        }
        let directories = taken.iter().map(|stack| stack.entry.directory.as_path());
        let hindrance = work.answer("list what the account holds", Hindrance::in_account(cloud, directories)).await;
        let hindrance = hindrance.unwrap_or_default();
        taken.iter_mut().for_each(|stack| stack.hindrance = hindrance);
    }
    for stack in taken {
        stack.destroy(work, cloud).await;
    }
}

/// Tells what terraform did not know of, and drops the account, once nothing else in the ledger needs it.
async fn sweep(work: &Work, taken: &mut [Taken], cloud: &Cloud) {
    if taken.iter().any(|stack| matches!(stack.reaped.result, Outcome::Failed(_) | Outcome::NotReached)) {
        return keep_what_needs_the_account(taken, "another stack of its account could not be destroyed");
    }
    match is_shared(work, taken) {
        Ok(false) => {}
        Ok(true) => return keep_what_needs_the_account(taken, "another stack lives in its account"),
        Err(error) => return keep_what_needs_the_account(taken, &console::sentence(&error)),
    }
    let swept = async {
        let left = cloud.holdings().await?;
        cloud.drop_account().await.map(|()| left)
    };
    match work.answer("empty the account", swept).await {
        Ok(left) => {
            let all_known = taken.iter().all(|stack| !matches!(stack.reaped.result, Outcome::Dropped(_)));
            if let Some(stack) = taken.first_mut().filter(|_| !left.is_empty()) {
                stack.reaped.left = left.items.iter().map(ToString::to_string).collect();
                if all_known {
                    stack
                        .reaped
                        .notes
                        .push("terraform knew nothing of what a kill had left; it went with the account".to_owned());
                }
            }
        }
        Err(reason) => taken.iter_mut().for_each(|stack| stack.reaped.result = Outcome::Failed(reason.clone())),
    }
}

/// Without the account dropped, what terraform could not destroy still exists.
fn keep_what_needs_the_account(taken: &mut [Taken], reason: &str) {
    for stack in taken {
        if let Outcome::Dropped(failure) = &stack.reaped.result {
            stack.reaped.result = Outcome::Failed(format!("{failure}; its account was not dropped: {reason}"));
        }
    }
}

/// Tells whether an entry that is not ours has the same account.
fn is_shared(work: &Work, taken: &[Taken]) -> Result<bool, Error> {
    let ours = &taken[0].entry;
    let is_ours = |entry: &Entry| taken.iter().any(|stack| stack.entry.id == entry.id);
    let shares = |entry: &Entry| entry.account == ours.account && entry.emulator == ours.emulator;
    Ok(work.ledger.list()?.entries.iter().any(|entry| shares(entry) && !is_ours(entry)))
}

/// Takes an entry out of the ledger with its directory, or writes down why it stays.
fn finish(work: &Work, mut stack: Taken) -> Reaped {
    let ended = match &stack.reaped.result {
        Outcome::Destroyed | Outcome::Closed(_) | Outcome::Dropped(_) => remove(work, &mut stack),
        Outcome::Failed(reason) => {
            let reason = reason.clone();
            stack.enter(Phase::Undestroyed { reason })
        }
        _ => Ok(()),
    };
    if let Err(error) = ended {
        stack.reaped.result = Outcome::Failed(console::sentence(&error));
    }
    stack.reaped
}

fn remove(work: &Work, stack: &mut Taken) -> Result<(), Error> {
    let root = &stack.entry.root;
    // Whatever an entry says: nothing outside of the ledger is removed.
    let run = work.ledger.directory().join(stack.entry.id.run.as_str());
    if root.parent() == Some(run.as_path()) {
        match fs::remove_dir_all(root) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::io("remove the working directory", root, source));
            }
            _ => {}
        }
    } else {
        stack.reaped.notes.push(format!("`{}` is not in the ledger, and was left as it is", root.display()));
    }
    Ok(stack.claim.remove()?)
}
