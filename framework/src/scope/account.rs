//! The account of a test in the localhost cloud.

#[cfg(feature = "local")]
use terraproof_local::Cloud;

use super::{ScopeInner, StopReason};
#[cfg(feature = "local")]
use crate::ledger::{Ledger as _, Phase, Tenant};
#[cfg(feature = "local")]
use crate::report::Event;
#[cfg(feature = "local")]
use crate::{Error, RunId};

impl ScopeInner {
    /// Returns the localhost cloud, opening the account the first time.
    #[cfg(feature = "local")]
    pub(crate) async fn cloud(&self) -> Result<&Cloud, Error> {
        self.cloud
            .get_or_try_init(|| async {
                let _doing = self.recorder().doing("opening an account of the local cloud");
                let kept = self.kept_account()?;
                let tenant = Tenant::of_this_process(self.ledger(), RunId::current().clone(), self.info().slug());
                let opening = crate::cloud::open(self.project().config(), &tenant, kept.as_ref());
                let cloud = self.unless_stopped(opening).await?;
                let credentials = &cloud.account().credentials;
                self.recorder().redactor().add(&credentials.secret_access_key);
                self.recorder().redactor().add(&credentials.session_token);
                let account = cloud.account().id.to_string();
                self.recorder().record(Event::AccountOpened { account, sandbox: self.sandbox().to_owned() });
                self.cloud_opened.cancel();
                Ok(cloud)
            })
            .await
    }

    /// Finds the account of a kept run of this test, which is resumed.
    #[cfg(feature = "local")]
    fn kept_account(&self) -> Result<Option<crate::cloud::Kept>, Error> {
        let entries = self.ledger().list()?.entries.into_iter();
        let mut own = entries.filter(|entry| {
            entry.phase == Phase::Kept && entry.id.run == *RunId::current() && entry.id.test == self.info().slug()
        });
        Ok(own.find_map(|entry| Some(crate::cloud::Kept { instance: entry.emulator?, account: entry.account? })))
    }

    /// Returns the localhost cloud if it was opened.
    #[cfg(feature = "local")]
    pub(crate) fn opened_cloud(&self) -> Option<&Cloud> {
        self.cloud.get()
    }

    /// Takes off the faults that the test left on.
    pub(super) fn lift_faults(&self) {
        #[cfg(feature = "local")]
        if let Some(faults) = self.cloud.get().map(|cloud| cloud.gateway().faults()).filter(|faults| !faults.is_empty())
        {
            self.note_once("the faults that the test left on were taken off before its cleanup");
            faults.clear();
        }
    }

    /// Waits until the emulator of an opened cloud is gone; for ever while there is none or it lives.
    pub(crate) async fn emulator_lost(&self) {
        #[cfg(feature = "local")]
        {
            self.cloud_opened.cancelled().await;
            if let Some(cloud) = self.cloud.get() {
                cloud.lost().await;
            }
        }
        std::future::pending::<()>().await;
    }

    /// Tells whether a call of this test found the emulator gone.
    pub(crate) fn emulator_was_lost(&self) -> bool {
        #[cfg(feature = "local")]
        if let Some(cloud) = self.cloud.get() {
            return cloud.was_lost();
        }
        false
    }

    /// Says why the emulator is gone.
    pub(crate) fn emulator_end(&self) -> StopReason {
        #[cfg(feature = "local")]
        if self.cloud.get().is_some_and(Cloud::was_stopped) {
            return StopReason::EmulatorStopped;
        }
        StopReason::EmulatorGone
    }
}
