//! Taking a stack down.

use tokio_util::sync::CancellationToken;

use super::Deployment;
use crate::error::ErrorKind;
use crate::ledger::Phase;
use crate::report::Event;
use crate::teardown::{Teardown, holds_nothing};
use crate::{Error, Hindrance, SavedState, StateLock};

/// Says what came of a destroy that did not fail by itself.
pub(crate) enum Destroyed {
    /// Nothing is left.
    Verified,
    /// Terraform was stopped where something hindered it: what is left has to go with the account.
    GivenUp(Error),
}

impl Deployment {
    /// Destroys it in the middle of its test.
    pub(super) async fn destroy_early(&self, stop: CancellationToken) -> Result<(), Error> {
        match self.destroy(stop, Hindrance::None).await? {
            Destroyed::Verified => Ok(()),
            Destroyed::GivenUp(error) => Err(error),
        }
    }

    /// Destroys what may exist and verifies that the state is empty; only then the ledger lets go of it.
    ///
    /// The reason of a failure stays in the ledger.
    pub(crate) async fn destroy(&self, stop: CancellationToken, hindrance: Hindrance) -> Result<Destroyed, Error> {
        let _turn = self.turn.lock().await;
        let remote = self.parts.closure.backend().is_some_and(|backend| backend != "local");
        if !self.phase().may_exist() {
            return self.forget().map(|()| Destroyed::Verified);
        }
        if !remote {
            match self.is_known_to_be_gone(&stop).await {
                Ok(false) => {}
                Ok(true) => return self.forget().map(|()| Destroyed::Verified),
                Err(error) => return Err(self.undestroyed(error)),
            }
        }
        match self.enter(Phase::Destroying) {
            // The ledger says already that something may exist; a full disk is no reason to leave it there.
            Err(error) if error.kind() == ErrorKind::Io => self.note(&error.to_string()),
            entered => entered?,
        }
        let bound = stop.child_token();
        let teardown = self.teardown(&bound, hindrance, remote);
        let destroying = self.watched("destroy", teardown.run(&bound));
        match hindrance.bound(self.directory(), &bound, destroying).await {
            Ok(()) => self.forget().map(|()| Destroyed::Verified),
            Err(_) if bound.is_cancelled() && !stop.is_cancelled() => {
                let message = format!(
                    "failed to destroy `{}`: something that no state knows kept terraform from it for 30 s",
                    self.id().stack
                );
                let error = Error::new(ErrorKind::Leak, message)
                    .with_hint("an apply that broke off had made it; everything goes with the local account");
                Ok(Destroyed::GivenUp(self.noted(error)))
            }
            Err(error) => Err(self.undestroyed(error)),
        }
    }

    /// Waits for the state's lock, puts a better state in the place of a torn one, and tells whether it holds nothing.
    async fn is_known_to_be_gone(&self, stop: &CancellationToken) -> Result<bool, Error> {
        StateLock::released(self.directory(), stop).await?;
        let (state, note) = SavedState::mended(self.directory())?;
        if let Some(note) = note {
            self.note(&note);
        }
        Ok(state.holds_nothing() || holds_nothing(self.directory()) == Some(true))
    }

    fn teardown(&self, stop: &CancellationToken, hindrance: Hindrance, remote: bool) -> Teardown {
        let mut terraform = self.terraform(stop.clone(), None);
        if hindrance == Hindrance::Possible {
            terraform = terraform.stop(stop.clone(), Hindrance::PATIENCE);
        }
        let teardown = self.files_of_variables().into_iter().fold(Teardown::of(terraform), Teardown::var_file);
        if remote { teardown.remote_state() } else { teardown }
    }

    fn undestroyed(&self, error: Error) -> Error {
        let error = self.noted(error);
        let (run, log) = (&self.id().run, self.log_file());
        let again = format!("`terraproof reap --run {run}` tries again; the complete output is in `{}`", log.display());
        match (error.kind(), error.hint()) {
            (ErrorKind::Locked, Some(hint)) => {
                let hint = format!("{hint}; `terraproof reap --run {run}` does");
                error.with_hint(hint)
            }
            _ => error.with_hint(again),
        }
    }

    /// Writes the reason into the ledger.
    fn noted(&self, error: Error) -> Error {
        if let Err(unwritten) = self.enter(Phase::Undestroyed { reason: error.to_string() }) {
            self.note(&unwritten.to_string());
        }
        error
    }

    fn note(&self, text: &str) {
        self.parts.recorder.record(Event::Note { text: text.to_owned() });
    }
}
