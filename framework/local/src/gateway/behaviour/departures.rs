//! What is on its way out.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// More than this many of one account leave at once: the ones that have the least time left are taken for gone.
const KEPT: usize = 10_000;

/// Remembers, by account, which things the emulator holds to be gone and AWS would still be taking down.
#[derive(Debug, Default)]
pub(in crate::gateway) struct Departures {
    accounts: Mutex<HashMap<String, HashMap<String, Instant>>>,
}

impl Departures {
    /// Remembers that these leave; no time is no departure.
    pub(in crate::gateway) fn begin(&self, account: &str, ids: impl IntoIterator<Item = String>, takes: Duration) {
        if takes.is_zero() {
            return;
        }
        let now = Instant::now();
        let mut accounts = self.accounts();
        accounts.retain(|_, leaving| {
            leaving.retain(|_, until| *until > now);
            !leaving.is_empty()
        });
        let leaving = accounts.entry(account.to_owned()).or_default();
        for id in ids {
            if leaving.len() >= KEPT
                && let Some(first) = leaving.iter().min_by_key(|(_, until)| **until).map(|(id, _)| id.clone())
            {
                leaving.remove(&first);
            }
            // Asked a second time, it does not start again.
            leaving.entry(id).or_insert(now + takes);
        }
    }

    /// Lets everything be gone.
    pub(in crate::gateway) fn clear(&self) {
        self.accounts().clear();
    }

    /// Tells whether anything of an account is leaving.
    pub(in crate::gateway) fn any(&self, account: &str) -> bool {
        let now = Instant::now();
        self.accounts().get(account).is_some_and(|leaving| leaving.values().any(|until| *until > now))
    }

    /// Tells whether this is leaving.
    pub(in crate::gateway) fn is_leaving(&self, account: &str, id: &str) -> bool {
        self.accounts().get(account).and_then(|leaving| leaving.get(id)).is_some_and(|until| *until > Instant::now())
    }

    fn accounts(&self) -> MutexGuard<'_, HashMap<String, HashMap<String, Instant>>> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    const TAKES: Duration = Duration::from_secs(20);

    #[tokio::test(start_paused = true)]
    async fn what_leaves_is_gone_after_its_time_and_a_second_call_does_not_start_it_again() {
        let departures = Departures::default();
        departures.begin("1", ["nat-1".to_owned()], TAKES);
        advance(TAKES / 2).await;
        departures.begin("1", ["nat-1".to_owned()], TAKES);
        assert!(departures.is_leaving("1", "nat-1") && departures.any("1"));
        assert!(!departures.is_leaving("2", "nat-1") && !departures.any("2"));
        advance(TAKES / 2).await;
        assert!(!departures.is_leaving("1", "nat-1") && !departures.any("1"));
    }

    #[tokio::test(start_paused = true)]
    async fn an_account_keeps_a_bounded_number() {
        let departures = Departures::default();
        departures.begin("1", ["first".to_owned()], TAKES);
        advance(Duration::from_secs(1)).await;
        departures.begin("1", (0..KEPT).map(|number| number.to_string()), TAKES);
        assert!(!departures.is_leaving("1", "first") && departures.is_leaving("1", "0"));
    }
}
