//! How a test begins and ends: whatever happens in the body, what it made is taken down.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests may panic, their helpers too")]

mod support;

use std::time::Duration;

use support::{fixture, info, left_in_ledger, run, words};
use terraproof::ledger::{Ledger as _, LocalLedger};
use terraproof::{Failure, Scope};

#[test]
fn stacks_are_destroyed_in_reverse_order_after_a_pass() {
    let home = tempfile::tempdir().unwrap();
    let journal = home.path().join("journal");
    let told = journal.clone();
    run("reverse_order", async move |t: &Scope| {
        for name in ["first", "second", "third"] {
            let stack = t.stack(fixture("ordered")).named(name);
            stack.var("name", name).var("journal", &told).apply().await?;
        }
        Ok(())
    })
    .unwrap();
    assert_eq!(std::fs::read_to_string(journal).unwrap(), "third\nsecond\nfirst\n");
    assert_eq!(left_in_ledger("reverse_order"), 0);
}

#[test]
fn a_stack_is_destroyed_after_a_panic_with_a_payload_that_is_not_text() {
    let home = tempfile::tempdir().unwrap();
    let journal = home.path().join("journal");
    let told = journal.clone();
    let failure = run("panic", async move |t: &Scope| {
        t.stack(fixture("ordered")).var("name", "it").var("journal", &told).apply().await?;
        std::panic::panic_any(42_u8);
    })
    .unwrap_err();
    assert!(failure.headline().starts_with("the test panicked at framework/tests/life.rs:"), "{failure:?}");
    assert!(failure.headline().ends_with("a value that is not text"), "{failure:?}");
    assert_eq!(std::fs::read_to_string(journal).unwrap(), "it\n");
    assert_eq!(left_in_ledger("panic"), 0);
}

#[test]
fn a_stack_is_destroyed_after_an_error_and_the_error_is_the_headline() {
    let home = tempfile::tempdir().unwrap();
    let journal = home.path().join("journal");
    let told = journal.clone();
    let failure = run("question_mark", async move |t: &Scope| {
        t.stack(fixture("ordered")).var("name", "it").var("journal", &told).apply().await?;
        let _port: u16 = "eighty".parse()?;
        Ok(())
    })
    .unwrap_err();
    assert_eq!(failure.headline(), "invalid digit found in string");
    assert_eq!(std::fs::read_to_string(journal).unwrap(), "it\n");
}

#[test]
fn when_the_budget_passes_a_running_apply_is_stopped_and_what_it_made_is_destroyed() {
    let home = tempfile::tempdir().unwrap();
    let journal = home.path().join("journal");
    let told = journal.clone();
    let info = info("budget").budget(Duration::from_secs(8));
    let failure = terraproof::run(info, async move |t: &Scope| {
        t.stack(fixture("slow")).var("journal", &told).apply().await?;
        Ok(())
    })
    .unwrap_err();
    assert_eq!(failure.headline(), "the test's budget of 8 s has passed during apply of `slow`");
    assert_eq!(std::fs::read_to_string(journal).unwrap(), "made\ndestroyed\n");
    assert_eq!(left_in_ledger("budget"), 0);
}

#[test]
fn a_body_that_blocks_its_thread_does_not_hold_cleanup_up() {
    let home = tempfile::tempdir().unwrap();
    let journal = home.path().join("journal");
    let told = journal.clone();
    let (release, blocked) = std::sync::mpsc::channel::<()>();
    let info = info("blocking").budget(Duration::from_secs(10));
    let failure = terraproof::run(info, async move |t: &Scope| {
        t.stack(fixture("ordered")).var("name", "it").var("journal", &told).apply().await?;
        // Ends when the test below is over.
        let _disconnected = blocked.recv_timeout(Duration::from_secs(120));
        Ok(())
    })
    .unwrap_err();
    assert!(failure.headline().ends_with("its body blocks the thread and was left behind"), "{failure:?}");
    assert_eq!(std::fs::read_to_string(journal).unwrap(), "it\n");
    drop(release);
}

#[test]
fn the_ledger_knows_a_stack_before_it_exists() {
    run("written_down", async |t: &Scope| {
        t.stack(fixture("written-down")).apply().await?;
        Ok(())
    })
    .unwrap();
    assert_eq!(left_in_ledger("written_down"), 0);
}

#[test]
fn a_variable_that_becomes_secret_later_is_written_down_as_one() {
    let home = tempfile::tempdir().unwrap();
    let journal = home.path().join("journal");
    run("later_secret", async move |t: &Scope| {
        let stack = t.stack(fixture("ordered")).var("name", "it").var("journal", &journal).apply().await?;
        stack.reapply().secret_var("name", "hush").apply().await?;
        let entries = LocalLedger::of_user()?.list()?.entries;
        let entry = entries.iter().find(|entry| entry.id.test == "framework.later_secret").unwrap();
        assert_eq!(entry.secrets, ["name"]);
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_destroy_that_fails_fails_the_test_and_stays_in_the_ledger_with_its_directory() {
    let home = tempfile::tempdir().unwrap();
    let permit = home.path().join("permit");
    let told = permit.clone();
    let failure = run("stubborn", async move |t: &Scope| {
        t.stack(fixture("stubborn")).var("permit", &told).apply().await?;
        Err(Failure::new("the body failed first"))
    })
    .unwrap_err();
    assert_eq!(failure.headline(), "the body failed first");
    assert!(words(&failure).contains("not permitted yet"), "{failure:?}");
    assert!(words(&failure).contains("next: `terraproof reap --run r"), "{failure:?}");
    assert_eq!(left_in_ledger("stubborn"), 1);
    support::destroy_by_hand("stubborn", &permit);
    assert_eq!(left_in_ledger("stubborn"), 0);
}

#[test]
fn cleanup_actions_run_in_reverse_order_and_each_is_tried() {
    let home = tempfile::tempdir().unwrap();
    let journal = home.path().join("journal");
    let told = journal.clone();
    let failure = run("actions", async move |t: &Scope| {
        let last = told.clone();
        t.on_cleanup("write the last line", async move || Ok(append(&last, "last")?));
        t.on_cleanup("panic", async || panic!("in cleanup"));
        t.on_cleanup("fail", async || Err(Failure::new("it did not work")));
        t.on_cleanup("write the first line", async move || Ok(append(&told, "first")?));
        Ok(())
    })
    .unwrap_err();
    assert_eq!(failure.headline(), "the cleanup action `fail` failed");
    assert!(words(&failure).contains("the cleanup action `panic` panicked"), "{failure:?}");
    assert_eq!(std::fs::read_to_string(journal).unwrap(), "first\nlast\n");
}

#[test]
fn a_test_inside_another_is_refused() {
    let failure = run("outer", async |_t: &Scope| run("inner", async |_t: &Scope| Ok(()))).unwrap_err();
    assert_eq!(failure.headline(), "the test `framework::inner` was started inside the test `framework::outer`");
}

#[tokio::test]
async fn a_test_inside_a_runtime_of_somebody_else_is_refused() {
    let failure = run("in_tokio", async |_t: &Scope| Ok(())).unwrap_err();
    assert!(failure.hint().unwrap().contains("#[tokio::test]"), "{failure:?}");
}

fn append(journal: &std::path::Path, line: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    writeln!(std::fs::OpenOptions::new().create(true).append(true).open(journal)?, "{line}")
}
