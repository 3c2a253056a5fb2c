//! Whether the ledger can be written, asked before anything exists.

use super::LocalLedger;
use super::claim::make_private;
use crate::Error;

impl LocalLedger {
    /// Makes the directory, and sees that something can be written there.
    ///
    /// # Errors
    /// Fails when not: then nothing may be created in any cloud, for nobody could clean up after a kill.
    pub fn make_ready(&self) -> Result<(), Error> {
        // The file has no name: nothing of it stays, however the process ends.
        let probed = make_private(self.directory()).and_then(|()| tempfile::tempfile_in(self.directory()));
        probed.map(drop).map_err(|source| {
            let hint =
                "make it a directory that this user can write, or set XDG_STATE_HOME to one that outlives the test";
            Error::io("write into the ledger's directory", self.directory(), source).with_hint(hint)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_that_can_be_made_is_ready_and_stays_empty() {
        let home = tempfile::tempdir().unwrap();
        let ledger = LocalLedger::at(home.path().join("state/ledger"));
        ledger.make_ready().unwrap();
        assert_eq!(std::fs::read_dir(ledger.directory()).unwrap().count(), 0);
    }

    #[test]
    fn a_file_in_the_place_of_the_directory_is_refused_with_the_next_step() {
        let home = tempfile::tempdir().unwrap();
        let ledger = LocalLedger::at(home.path().join("ledger"));
        std::fs::write(ledger.directory(), "").unwrap();
        let error = ledger.make_ready().unwrap_err();
        assert!(error.to_string().contains(ledger.directory().to_str().unwrap()), "{error}");
        assert!(error.hint().unwrap().contains("XDG_STATE_HOME"));
    }
}
