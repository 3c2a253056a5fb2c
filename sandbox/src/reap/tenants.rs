//! Accounts of the localhost cloud whose test is dead, and that no entry names: nobody else would ever drop them.
//!
//! The emulator keeps with each account who has it, from the account's first moment on. A test may have made things in it by itself.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::Serialize;
use terraproof::ledger::{Ledger as _, Listing, Tenant};
use terraproof_local::{AccountId, Cache, Emulator};

use super::report::Fate;
use super::work::Work;
use crate::{Error, console};

/// Is an account that no entry names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Vacated {
    pub(super) account: String,
    pub(super) run: String,
    pub(super) test: String,
    pub(super) opened: Timestamp,
    /// What it holds, or held.
    pub(super) left: Vec<String>,
    #[serde(flatten)]
    pub(super) fate: Fate,
}

/// Says which accounts would be dropped.
pub(super) async fn plan(work: &Work, listing: &Listing) -> Vec<Vacated> {
    let mut planned = Vec::new();
    for (emulator, id, tenant) in found(work, listing).await {
        let left = holdings(work, &emulator, &id).await;
        planned.push(vacated(&id, tenant, left, Fate::Planned));
    }
    planned
}

/// Drops them, with what they hold.
pub(super) async fn remove(work: &Work, listing: &Listing) -> Vec<Vacated> {
    let mut removed = Vec::new();
    for (emulator, id, tenant) in found(work, listing).await {
        let left = holdings(work, &emulator, &id).await;
        let dropped = work.answer("drop the account", emulator.drop_account(&id)).await;
        let fate = dropped.map_or_else(Fate::Failed, |()| Fate::Removed);
        removed.push(vacated(&id, tenant, left, fate));
    }
    removed
}

fn vacated(id: &AccountId, tenant: Tenant, left: Result<Vec<String>, String>, fate: Fate) -> Vacated {
    let (left, fate) = match left {
        Ok(left) => (left, fate),
        Err(reason) => (Vec::new(), Fate::Failed(reason)),
    };
    let (account, run) = (id.to_string(), tenant.run.to_string());
    Vacated { account, run, test: tenant.test, opened: tenant.opened, left, fate }
}

async fn holdings(work: &Work, emulator: &Emulator, id: &AccountId) -> Result<Vec<String>, String> {
    let held = work.answer("list what the account holds", emulator.holdings(id)).await?;
    Ok(held.items.iter().map(ToString::to_string).collect())
}

/// Looks in every emulator that this user's tests may have used; the `listing` names caches other than that of the environment.
async fn found(work: &Work, listing: &Listing) -> Vec<(Emulator, AccountId, Tenant)> {
    let mut found = Vec::new();
    for cache in caches(listing) {
        // The doctor has more to say about a cache that cannot be read.
        for emulator in Emulator::all(&Cache::at(cache)).await.unwrap_or_default() {
            let notes = match work.answer("read who has the accounts", emulator.notes()).await {
                Ok(notes) => notes,
                Err(reason) => {
                    console::say(&format!("accounts without a stack are not looked for: {reason}"));
                    continue;
                }
            };
            let tenants = notes.into_iter().filter_map(|(id, note)| Some((id, Tenant::of_note(&note)?)));
            for (id, tenant) in tenants {
                match is_vacated(work, &emulator, &id, &tenant) {
                    Ok(true) => found.push((emulator.clone(), id, tenant)),
                    Ok(false) => {}
                    Err(error) => console::say(&console::sentence(&error)),
                }
            }
        }
    }
    found
}

fn caches(listing: &Listing) -> Vec<PathBuf> {
    let own = Cache::from_environment().ok().map(|cache| cache.path().to_owned());
    let mut caches: Vec<PathBuf> = listing.entries.iter().filter_map(|entry| entry.cache.clone()).chain(own).collect();
    caches.sort();
    caches.dedup();
    caches
}

/// The ledger is read after the owner was seen to be dead: it writes nothing any more.
fn is_vacated(work: &Work, emulator: &Emulator, id: &AccountId, tenant: &Tenant) -> Result<bool, Error> {
    let asked_for = work.selection.asks_for(&tenant.run, tenant.opened, Timestamp::now());
    if tenant.ledger != work.ledger.directory() || !asked_for || tenant.owner.is_alive() != Some(false) {
        return Ok(false);
    }
    let listing = work.ledger.list()?;
    let names_it = |account: Option<&str>, instance: Option<&str>| {
        account == Some(id.as_str()) && instance == Some(emulator.instance())
    };
    let is_named = listing.entries.iter().any(|entry| names_it(entry.account.as_deref(), entry.emulator.as_deref()));
    // What cannot be read may name it.
    Ok(!is_named && listing.unreadable.is_empty())
}
