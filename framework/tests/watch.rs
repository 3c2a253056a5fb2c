//! Watches over servers in this process, and waits that end with their test.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests may panic, their helpers too")]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use support::{info, run, words};
use terraproof::{Condition as _, HttpAnswer, Observation, Scope, condition};

/// How often a server answers 503, counted down with each answer.
fn flapping(t: &Scope) -> (terraproof::HttpServer, Arc<AtomicUsize>) {
    let down = Arc::new(AtomicUsize::new(0));
    let left = Arc::clone(&down);
    let one_less = |left: usize| left.checked_sub(1);
    let server = t.http().serve(move |_| {
        let is_down = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok();
        HttpAnswer::new(if is_down { 503 } else { 200 }, "")
    });
    (server.unwrap(), down)
}

/// Waits until a server was asked this many times.
async fn asked(t: &Scope, server: &terraproof::HttpServer, times: usize) -> Result<(), terraproof::Error> {
    let count = condition(format!("{times} looks are made"), || {
        let seen = server.received().len();
        async move { Ok(Observation::when(seen >= times, (), || format!("{seen} so far"))) }
    });
    t.eventually(count).every(Duration::from_millis(20)).await
}

#[test]
fn a_watch_goes_on_beside_the_test_and_says_what_was_missed() {
    run("watch_flapping", async |t: &Scope| {
        let (server, down) = flapping(t);
        let watch = t.watch(t.http().get(server.url("/")).returns(200)).every(Duration::from_millis(20)).start();
        asked(t, &server, 3).await?;
        down.store(2, Ordering::Relaxed);
        asked(t, &server, 8).await?;
        let seen = watch.finish().await?;
        assert_eq!((seen.misses().len(), seen.outages().len()), (2, 1));
        assert_eq!(seen.misses()[0].reason, "status 503");
        assert!(seen.ratio() < 1.0 && seen.looks() >= 8);
        let said = seen.expect_at_least(1.0).unwrap_err().to_string();
        assert!(said.contains("returns 200: in ") && said.contains("2 of "), "{said}");
        let events = std::fs::read_to_string(t.report_directory().join("events.jsonl"))?;
        assert!(events.contains("\"event\":\"watch\"") && events.contains("\"longest_outage\":"), "{events}");
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_watch_looks_on_while_the_body_blocks_its_thread() {
    run("watch_blocked", async |t: &Scope| {
        let (server, _) = flapping(t);
        let watch = t.watch(t.http().get(server.url("/")).returns(200)).every(Duration::from_millis(10)).start();
        while server.received().len() < 5 {
            std::thread::yield_now();
        }
        watch.finish().await?.expect_at_least(1.0)?;
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_test_that_forgets_its_watch_fails() {
    let failed = run("watch_forgotten", async |t: &Scope| {
        let (server, _) = flapping(t);
        let _forgotten = t.watch(t.http().get(server.url("/")).returns(200)).start();
        asked(t, &server, 1).await?;
        Ok(())
    })
    .unwrap_err();
    let said = words(&failed);
    assert!(said.contains("returns 200` was never finished, so what it saw counts for nothing"), "{said}");
    assert!(said.contains("next: ask it: `watch.finish().await?"), "{said}");
}

#[test]
fn a_test_that_fails_is_not_blamed_for_its_watch() {
    let failed = run("watch_of_a_failed_test", async |t: &Scope| {
        let (server, _) = flapping(t);
        let _watch = t.watch(t.http().get(server.url("/")).returns(200)).start();
        Err(terraproof::Failure::new("something else"))
    })
    .unwrap_err();
    assert_eq!(failed.headline(), "something else");
    assert!(failed.appended().is_empty(), "{failed:?}");
}

#[test]
fn a_watch_whose_condition_panics_says_so() {
    run("watch_panic", async |t: &Scope| {
        let wrong =
            condition("it is looked at", async || -> Result<Observation<()>, terraproof::Error> { panic!("oh") });
        let error = t.watch(wrong).start().finish().await.unwrap_err();
        assert_eq!(error.to_string(), "the watch of `it is looked at` ended before it was finished");
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_wait_is_ended_by_the_budget_of_its_test_and_says_so() {
    let info = info("wait_budget").budget(Duration::from_secs(2));
    let failed = terraproof::run(info, async |t: &Scope| {
        let never = condition("pigs fly", async || Ok(Observation::<()>::NotYet("they walk".to_owned())));
        t.eventually(never.described_as("pigs fly")).within(Duration::from_secs(600)).await?;
        Ok(())
    })
    .unwrap_err();
    let said = words(&failed);
    assert!(said.starts_with("pigs fly: not after ") && said.contains(", when the test's budget ended, "), "{said}");
    assert!(said.contains("next: give the test more time"), "{said}");
}

#[test]
fn what_has_to_hold_longer_than_the_budget_is_refused_at_once() {
    let info = info("hold_budget").budget(Duration::from_secs(60));
    let failed = terraproof::run(info, async |t: &Scope| {
        let steady = condition("the sun shines", async || Ok(Observation::Met(())));
        t.consistently(steady).throughout(Duration::from_secs(3_600)).await?;
        Ok(())
    })
    .unwrap_err();
    let said = failed.headline();
    assert!(said.starts_with("the sun shines: cannot be seen throughout 1 h, the test's budget leaves "), "{said}");
}
