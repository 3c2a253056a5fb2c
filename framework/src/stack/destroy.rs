//! Taking a stack down.

use tokio_util::sync::CancellationToken;

use super::Deployment;
use crate::Error;
use crate::error::ErrorKind;
use crate::ledger::Phase;
use crate::report::Event;
use crate::teardown::{Teardown, holds_nothing};

impl Deployment {
    /// Destroys what may exist and verifies that the state is empty; only then the ledger lets go of it.
    ///
    /// The reason of a failure stays in the ledger.
    pub(crate) async fn destroy(&self, stop: CancellationToken) -> Result<(), Error> {
        let _turn = self.turn.lock().await;
        let remote = self.parts.closure.backend().is_some_and(|backend| backend != "local");
        if !self.phase().may_exist() || (!remote && holds_nothing(self.directory()) == Some(true)) {
            return self.forget();
        }
        match self.enter(Phase::Destroying) {
            // The ledger says already that something may exist; a full disk is no reason to leave it there.
            Err(error) if error.kind() == ErrorKind::Io => {
                self.parts.recorder.record(Event::Note { text: error.to_string() });
            }
            entered => entered?,
        }
        let terraform = self.terraform(stop.clone(), None);
        let mut teardown = self.files_of_variables().into_iter().fold(Teardown::of(terraform), Teardown::var_file);
        if remote {
            teardown = teardown.remote_state();
        }
        match self.watched("destroy", teardown.run(&stop)).await {
            Ok(()) => self.forget(),
            Err(error) => {
                if let Err(unwritten) = self.enter(Phase::Undestroyed { reason: error.to_string() }) {
                    self.parts.recorder.record(Event::Note { text: unwritten.to_string() });
                }
                let log = self.log_file();
                let (run, log) = (&self.id().run, log.display());
                Err(error
                    .with_hint(format!("`terraproof reap --run {run}` tries again; the complete output is in `{log}`")))
            }
        }
    }
}
