//! What no state knows, and keeps terraform from destroying what it knows.
//!
//! A provider that dies in the middle of an apply may leave a subnet that was made and never written down. Its network cannot be
//! deleted then, and the provider tries for five minutes. In an account that is dropped afterwards nobody has to wait for that.

use std::path::Path;
use std::time::Duration;

use terraproof_terraform::Patience;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::SavedState;

/// How long terraform may try where something may hinder it; what does not depend on that is gone by then.
const LIMIT: Duration = Duration::from_secs(30);
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Says whether an account of the localhost cloud holds something that no state knows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Hindrance {
    /// Every state is complete.
    #[default]
    None,
    /// Something may keep terraform from destroying what the states know.
    Possible,
}

impl Hindrance {
    /// How long a hindered terraform may take to stop: a provider that retries does not listen.
    pub const PATIENCE: Patience = Patience { interrupt: Duration::from_secs(10), terminate: Duration::from_secs(5) };

    /// Compares what an account holds with the states in the working directories of its stacks.
    ///
    /// # Errors
    /// Fails when the emulator does not answer.
    #[cfg(feature = "local")]
    pub async fn in_account(
        cloud: &terraproof_local::Cloud,
        directories: impl IntoIterator<Item = &Path>,
    ) -> Result<Self, crate::Error> {
        let state = |directory: &Path| std::fs::read_to_string(directory.join("terraform.tfstate")).unwrap_or_default();
        let states: Vec<String> = directories.into_iter().map(state).collect();
        let holdings = cloud.holdings().await?;
        let all_known = holdings.items.iter().all(|item| states.iter().any(|state| state.contains(&item.id)));
        Ok(if all_known { Self::None } else { Self::Possible })
    }

    /// Lets a destroy run, and where it may be hindered fires `stop` after 30 s, once nothing is left to it but what
    /// [goes with the account](SavedState::goes_with_the_account).
    pub async fn bound<T>(self, directory: &Path, stop: &CancellationToken, destroy: impl Future<Output = T>) -> T {
        let mut destroy = std::pin::pin!(destroy);
        tokio::select! {
            result = &mut destroy => return result,
            () = time_is_up(directory), if self == Self::Possible => stop.cancel(),
        }
        destroy.await
    }
}

async fn time_is_up(directory: &Path) {
    sleep(LIMIT).await;
    while !SavedState::read(directory).goes_with_the_account() {
        sleep(LOOK_AGAIN).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory_of(provider: &str) -> tempfile::TempDir {
        let directory = tempfile::tempdir().unwrap();
        let provider = format!(r#"provider[\"registry.terraform.io/{provider}\"]"#);
        let state = format!(
            r#"{{"resources": [{{"mode": "managed", "type": "a", "name": "b", "provider": "{provider}", "instances": [{{}}]}}]}}"#
        );
        std::fs::write(directory.path().join("terraform.tfstate"), state).unwrap();
        directory
    }

    #[tokio::test(start_paused = true)]
    async fn a_hindered_destroy_is_stopped_when_only_what_goes_with_the_account_is_left() {
        let (aws, stop) = (directory_of("hashicorp/aws"), CancellationToken::new());
        Hindrance::Possible.bound(aws.path(), &stop, stop.cancelled()).await;
        let (other, stop) = (directory_of("hashicorp/null"), CancellationToken::new());
        let long = sleep(Duration::from_secs(3600));
        Hindrance::Possible.bound(other.path(), &stop, long).await;
        assert!(!stop.is_cancelled());
    }

    #[tokio::test(start_paused = true)]
    async fn a_destroy_that_nothing_hinders_takes_its_time() {
        let (aws, stop) = (directory_of("hashicorp/aws"), CancellationToken::new());
        Hindrance::None.bound(aws.path(), &stop, sleep(Duration::from_secs(3600))).await;
        assert!(!stop.is_cancelled());
    }
}
