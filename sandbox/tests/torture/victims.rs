//! The tests that are started again and ended. Run by themselves they do nothing.

use std::time::Duration;

use terraproof::local::gateway::{Matcher, Occurrence};
use terraproof::{Scope, TestInfo, TestResult};

/// Is set for a victim, and for nobody else.
pub(crate) const IS_VICTIM: &str = "TERRAPROOF_TORTURE_VICTIM";
pub(crate) const FIXTURE: &str = "sandbox/tests/torture/fixture";

fn run<F>(name: &str, body: F)
where
    F: for<'s> AsyncFnOnce(&'s Scope) -> TestResult + Send + 'static,
{
    if std::env::var_os(IS_VICTIM).is_none() {
        return;
    }
    let info = TestInfo::new(format!("torture::{name}"))
        .manifest_dir(env!("CARGO_MANIFEST_DIR"))
        .budget(Duration::from_secs(300))
        .cleanup_budget(Duration::from_secs(240));
    if let Err(failure) = terraproof::run(info, body) {
        panic!("{failure:?}");
    }
}

/// Applies, checks, and destroys.
#[test]
#[ignore = "is started by other tests, and ended"]
fn whole_life() {
    run("whole_life", async |t: &Scope| {
        let stack = t.stack(FIXTURE).var("name", t.unique("torture")).apply().await?;
        stack.expect_no_changes().await?;
        stack.expect_no_drift().await?;
        Ok(())
    });
}

/// The same, with three calls in ten throttled.
#[test]
#[ignore = "is started by other tests"]
fn throttled() {
    run("throttled", async |t: &Scope| {
        let faults = t.faults().await?;
        faults.throttle(Matcher::any(), Occurrence::Share(0.3));
        t.stack(FIXTURE).var("name", t.unique("torture")).apply().await?;
        Ok(())
    });
}
