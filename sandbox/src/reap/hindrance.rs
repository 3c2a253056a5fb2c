//! What no state knows, and keeps terraform from destroying what it knows.
//!
//! A test that is killed in the middle of an apply may leave a subnet that was made and never written down. Its network cannot be deleted
//! then, and the provider tries for five minutes. In an account that is dropped afterwards nobody has to wait for that.

use std::fs;
use std::path::Path;
use std::time::Duration;

use terraproof::ledger::Entry;
use terraproof_local::{Cloud, Holding};
use terraproof_terraform::Patience;
use tokio::time::sleep;

use super::work::Work;
use crate::saved_state::SavedState;

/// How long terraform may try where something may hinder it; what does not depend on that is gone by then.
const LIMIT: Duration = Duration::from_secs(30);
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// How long it may take to stop: a provider that retries does not listen.
pub(super) const PATIENCE: Patience =
    Patience { interrupt: Duration::from_secs(10), terminate: Duration::from_secs(5) };

/// Providers whose resources all go with an account of the localhost cloud, or exist in the state alone.
const GONE_WITH_THE_ACCOUNT: [&str; 4] = ["hashicorp/aws", "hashicorp/random", "hashicorp/time", "hashicorp/tls"];

/// Tells whether an account holds something that the states of its stacks do not know.
pub(super) async fn is_in(work: &Work, cloud: &Cloud, entries: impl Iterator<Item = &Entry>) -> bool {
    let state = |entry: &Entry| fs::read_to_string(entry.directory.join("terraform.tfstate")).unwrap_or_default();
    let states: Vec<String> = entries.map(state).collect();
    let is_known = |holding: &Holding| states.iter().any(|state| state.contains(&holding.id));
    let holdings = work.answer("list what the account holds", cloud.holdings()).await;
    holdings.is_ok_and(|holdings| !holdings.items.iter().all(is_known))
}

/// Waits until terraform has had its time, and nothing is left to it but what goes with the account.
pub(super) async fn time_is_up(directory: &Path) {
    sleep(LIMIT).await;
    while !all_goes_with_the_account(directory) {
        sleep(LOOK_AGAIN).await;
    }
}

/// Tells whether dropping the account takes all that a state names.
pub(super) fn all_goes_with_the_account(directory: &Path) -> bool {
    let goes = |provider: &String| GONE_WITH_THE_ACCOUNT.iter().any(|name| provider.ends_with(name));
    match SavedState::read(directory) {
        SavedState::Known(contents) => contents.providers.iter().all(goes),
        SavedState::Absent | SavedState::Unreadable(_) => true,
    }
}
