//! Who has an account of the localhost cloud, before any stack of it is in the ledger.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{LocalLedger, Owner};
use crate::RunId;

/// Says which test has an account.
///
/// The emulator keeps it with the account from the first moment on, as a note: what a test makes by itself, without a
/// stack, is found by it after a kill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tenant {
    /// The ledger that the test writes its stacks into.
    pub ledger: PathBuf,
    /// The run.
    pub run: RunId,
    /// The test's name with `.` for `::`.
    pub test: String,
    /// The process of the test.
    pub owner: Owner,
    /// When the account was opened.
    pub opened: Timestamp,
}

impl Tenant {
    /// Describes a test of this process.
    #[must_use]
    pub fn of_this_process(ledger: &LocalLedger, run: RunId, test: String) -> Self {
        let (ledger, owner) = (ledger.directory().to_owned(), Owner::this_process());
        Self { ledger, run, test, owner, opened: Timestamp::now() }
    }

    /// Returns it as the emulator keeps it.
    #[must_use]
    pub fn note(&self) -> String {
        // It is made of texts and numbers, which always can be written.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads a note; `None` when somebody else wrote it.
    #[must_use]
    pub fn of_note(note: &str) -> Option<Self> {
        serde_json::from_str(note).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_is_read_back_from_its_note_and_from_no_other() {
        let run = RunId::parse("r1234567").unwrap();
        let tenant = Tenant::of_this_process(&LocalLedger::at("/ledger"), run, "site.works".to_owned());
        assert_eq!(Tenant::of_note(&tenant.note()), Some(tenant));
        assert_eq!(Tenant::of_note("{\"for\": \"somebody\"}"), None);
    }
}
