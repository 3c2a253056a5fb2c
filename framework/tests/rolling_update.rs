//! Watching something while it is replaced.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests may panic, their helpers too")]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use support::run;
use terraproof::{HttpAnswer, Observation, Scope, condition};

#[test]
fn a_site_stays_available_while_its_page_is_replaced() {
    run("replaced_page", async |t: &Scope| {
        let request = t.stack("examples/static-site").var("name", t.unique("site"));
        let site = request.var("index_html", "<h1>old</h1>").apply().await?;
        let url: String = site.output("website_url")?;
        t.eventually(t.http().get(&url).returns(200)).within(Duration::from_secs(90)).await?;

        let watch = t.watch(t.http().get(&url).returns(200)).every(Duration::from_millis(100)).start();
        site.reapply().var("index_html", "<h1>new</h1>").apply().await?;
        t.eventually(t.http().get(&url).returns(200).with_body("<h1>new</h1>")).await?;
        let seen = watch.finish().await?;

        seen.expect_at_least(1.0)?.expect_no_outage_longer_than(Duration::ZERO)?;
        assert!(seen.looks() >= 5, "{} looks", seen.looks());
        assert!(record(t).contains(r#""event":"watch""#), "the record does not tell of the watch");
        Ok(())
    })
    .unwrap();
}

#[test]
fn an_outage_in_the_middle_is_seen_with_its_reason_and_its_end() {
    run("outage", async |t: &Scope| {
        let down = Arc::new(AtomicBool::new(false));
        let refusals = Arc::new(AtomicUsize::new(0));
        let (is_down, refused) = (Arc::clone(&down), Arc::clone(&refusals));
        let server = t.http().serve(move |_| {
            if is_down.load(Ordering::Relaxed) {
                refused.fetch_add(1, Ordering::Relaxed);
                return HttpAnswer::new(503, "draining");
            }
            HttpAnswer::ok("up")
        })?;

        let watch = t.watch(t.http().get(server.url("/")).returns(200)).every(Duration::from_millis(50)).start();
        let answered = condition("the server is asked", async || {
            Ok(Observation::when(!server.received().is_empty(), (), || "not asked".to_owned()))
        });
        t.eventually(answered).every(Duration::from_millis(20)).await?;
        down.store(true, Ordering::Relaxed);
        let noticed = condition("the outage is seen", async || {
            Ok(Observation::when(refusals.load(Ordering::Relaxed) >= 3, (), || "not often".to_owned()))
        });
        t.eventually(noticed).every(Duration::from_millis(20)).await?;
        down.store(false, Ordering::Relaxed);
        let before = server.received().len();
        let back = condition("the server is asked again", async || {
            Ok(Observation::when(server.received().len() >= before + 3, (), || "not often".to_owned()))
        });
        t.eventually(back).every(Duration::from_millis(20)).await?;
        let seen = watch.finish().await?;

        assert_eq!(seen.outages().len(), 1, "{seen:?}");
        assert!(seen.misses().len() >= 3 && seen.ratio() < 1.0, "{seen:?}");
        let error = seen.expect_no_outage_longer_than(Duration::ZERO).unwrap_err().to_string();
        assert!(error.contains("status 503"), "{error}");
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_flapping_endpoint_fails_a_promise_of_consistency_at_the_first_miss() {
    run("flapping", async |t: &Scope| {
        let asked = AtomicUsize::new(0);
        let server = t.http().serve(move |_| match asked.fetch_add(1, Ordering::Relaxed) % 3 {
            2 => HttpAnswer::new(502, "no backend"),
            _ => HttpAnswer::ok("up"),
        })?;

        let steady = t.consistently(t.http().get(server.url("/")).returns(200));
        let error = steady.throughout(Duration::from_secs(30)).every(Duration::from_millis(10)).await.unwrap_err();

        assert_eq!(server.received().len(), 3);
        assert!(error.to_string().contains("status 502"), "{error}");
        Ok(())
    })
    .unwrap();
}

/// Returns the record as far as it is written.
fn record(t: &Scope) -> String {
    std::fs::read_to_string(t.report_directory().join("events.jsonl")).unwrap()
}
