//! One life through the framework.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use jiff::Timestamp;
use terraproof::{Scope, TestInfo, TestResult};

use super::record::{Record, between};
use super::{Fixed, Life};
use crate::error::Error;
use crate::reports;
use crate::stack::Kind;

const FIRST: &str = "first";
const MEASURED: &str = "measured";

/// What the body of the test saw on its clock.
#[derive(Debug)]
struct Seen {
    entered: Instant,
    begun: Instant,
    account_open: Instant,
    first_asked: Timestamp,
    asked: Timestamp,
    started: Instant,
    applied: Instant,
    planned: Instant,
    destroyed: Instant,
    report: PathBuf,
}

/// Runs a test that lives one life, and reads from its record where the time went.
pub(super) fn live(kind: Kind) -> Result<(Life, Fixed), Error> {
    let seen: Arc<Mutex<Option<Seen>>> = Arc::default();
    let noted = Arc::clone(&seen);
    let info = TestInfo::new("bench::life").manifest_dir(env!("CARGO_MANIFEST_DIR")).file(file!());
    let entered = Instant::now();
    let result = terraproof::run(info, async move |t: &Scope| {
        let moments = body(t, kind, entered).await?;
        noted.lock().unwrap_or_else(PoisonError::into_inner).replace(moments);
        Ok(())
    });
    let returned = Instant::now();
    result.map_err(|failure| Error::Framework { failure: format!("{failure:?}") })?;
    let seen = seen.lock().unwrap_or_else(PoisonError::into_inner).take();
    let seen = seen.ok_or_else(|| Error::Framework { failure: "a test passed before its end".to_owned() })?;
    let lived = split(&seen, returned)?;
    reports::remove(&seen.report);
    Ok(lived)
}

async fn body(t: &Scope, kind: Kind, entered: Instant) -> TestResult<Seen> {
    let begun = Instant::now();
    if kind == Kind::Aws {
        t.account().await?;
    }
    let account_open = Instant::now();
    // What a test does once is done with a stack of its own, so that the measured one is like any other.
    let first_asked = Timestamp::now();
    t.stack(Kind::Data.configuration()).named(FIRST).var("name", FIRST).validate().await?;
    let name = t.unique("bench");
    let (asked, started) = (Timestamp::now(), Instant::now());
    let stack = t.stack(kind.configuration()).named(MEASURED).var("name", name).apply().await?;
    let applied = Instant::now();
    stack.expect_no_changes().await?;
    let planned = Instant::now();
    stack.destroy().await?;
    let destroyed = Instant::now();
    let report = t.report_directory().to_owned();
    Ok(Seen { entered, begun, account_open, first_asked, asked, started, applied, planned, destroyed, report })
}

fn split(seen: &Seen, returned: Instant) -> Result<(Life, Fixed), Error> {
    let record = Record::read(&seen.report)?;
    let (first_init, _) = record.init_of(FIRST)?;
    let (init_start, init_end) = record.init_of(MEASURED)?;
    let (prepare, init) = (between(seen.asked, init_start), between(init_start, init_end));
    let life = Life {
        prepare,
        init,
        apply: elapsed(seen.started, seen.applied) - prepare - init,
        plan: elapsed(seen.applied, seen.planned),
        destroy: elapsed(seen.planned, seen.destroyed),
    };
    let fixed = Fixed {
        open: elapsed(seen.entered, seen.begun),
        account: elapsed(seen.begun, seen.account_open),
        first: between(seen.first_asked, first_init),
        close: elapsed(seen.destroyed, returned),
    };
    Ok((life, fixed))
}

fn elapsed(start: Instant, end: Instant) -> f64 {
    (end - start).as_secs_f64() * 1e3
}
