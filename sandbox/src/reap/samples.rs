//! Entries for tests.

use jiff::Timestamp;
use terraproof::RunId;
use terraproof::ledger::{Entry, Owner, Phase, StackId};

/// Describes a stack that was made at 0 and expires after ten hours, by a process that has ended.
pub(super) fn entry(stack: &str) -> Entry {
    let owner = Owner { start_time: 1, ..Owner::this_process() };
    Entry {
        version: 1,
        id: StackId { run: RunId::parse("r1234567").unwrap(), test: "site.works".to_owned(), stack: stack.to_owned() },
        owner,
        sandbox: "local".to_owned(),
        account: None,
        emulator: None,
        cache: None,
        region: None,
        source: "/nowhere/examples/site".into(),
        directory: "/nowhere".into(),
        root: "/nowhere".into(),
        variables: None,
        var_files: Vec::new(),
        secrets: Vec::new(),
        environment: None,
        binary: "/nowhere/terraform".into(),
        created: Timestamp::UNIX_EPOCH,
        expires: Timestamp::from_second(36_000).unwrap(),
        phase: Phase::Applied,
        process: None,
    }
}
