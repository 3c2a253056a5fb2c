//! What the page promises.

use std::time::Duration;

use super::samples::{Sample, many};
use crate::Failure;
use crate::condition::{Outcome, Timeline};
use crate::report::Event;

const HOSTILE: &str = r#"<script>alert("x")</script>'"><img src=x onerror=alert(1)>&amp;{{ 7 }}</title></style>"#;

#[test]
fn hostile_words_are_words_wherever_they_come_from() {
    let mut sample = Sample::named(HOSTILE);
    sample.start().operation(0.1, 0.2, HOSTILE, Some(HOSTILE)).changed(0.2, 0.3, HOSTILE, HOSTILE);
    sample.wait(0.4, HOSTILE, &[(0.0, Outcome::Permanent(HOSTILE.into()))]);
    sample.call(0.5, HOSTILE, 403, Some(HOSTILE));
    sample.at(0.5, Event::Diagnostic { stack: HOSTILE.into(), severity: HOSTILE.into(), text: HOSTILE.into() });
    sample.at(0.6, Event::Note { text: HOSTILE.into() }).at(0.7, Event::Leak { leftovers: vec![HOSTILE.into()] });
    sample.at(0.8, Event::AccountOpened { account: HOSTILE.into(), sandbox: HOSTILE.into() });
    sample.failure = Some(Failure::new(HOSTILE));
    sample.files = vec![HOSTILE.into(), "javascript:alert(1)".into()];
    sample.versions = vec![(HOSTILE.into(), HOSTILE.into())];
    let page = sample.page();
    assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("\"javascript:"), "{page}");
    assert_eq!(page.matches("</style>").count(), 1);
    assert_eq!(page.matches("</title>").count(), page.matches("<title>").count());
}

#[test]
fn a_test_without_records_has_a_page() {
    let page = Sample::named("nothing_happened").page();
    assert!(page.starts_with("<!doctype html>") && page.trim_end().ends_with("</html>"), "{page}");
    assert!(page.contains("<h1>nothing happened</h1>") && page.contains("unfinished"), "{page}");
}

#[test]
fn a_watch_says_how_much_was_met() {
    let mut timeline = Timeline::default();
    for (second, outcome) in [Outcome::Met, Outcome::NotYet("status 503".into()), Outcome::Met].into_iter().enumerate()
    {
        timeline.push(Duration::from_secs(second as u64), Duration::ZERO, outcome);
    }
    let mut sample = Sample::named("rolling_update");
    let condition = "the site answers".to_owned();
    sample.at(3.0, Event::Watch { condition, ratio: 2.0 / 3.0, longest_outage: 1.0, timeline });
    let page = sample.page();
    assert!(
        page.contains("66.666 % met") && page.contains("the site answers") && page.contains("status 503"),
        "{page}"
    );
}

#[test]
fn a_thousand_resources_fit_on_a_page_of_one_megabyte() {
    let page = many(1_000).page();
    assert!(page.len() < 1_000_000, "{}", page.len());
    assert!(page.contains("970 more"), "the rest is counted");
}

#[test]
fn endless_waits_fit_on_a_page_of_two_megabytes() {
    let looks: Vec<_> =
        (0..1_000).map(|look| (f64::from(look), Outcome::NotYet(format!("{look} {}", "x".repeat(500))))).collect();
    let mut sample = Sample::named("patient");
    for wait in 0..30 {
        sample.wait(2_000.0 * f64::from(wait + 1), "it answers", &looks);
    }
    let page = sample.page();
    assert!(page.len() < 2_000_000, "{}", page.len());
    assert!(page.contains("attempts between are in"), "what is left out is counted");
}

#[test]
fn every_number_is_finite() {
    let mut sample = Sample::named("odd_clocks");
    for odd in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -3.0, 1e300] {
        sample.at(odd, Event::CleanupStarted { after: "passed".into() });
        sample.operation(odd, odd, "apply", None).changed(odd, odd, "a.b", "create");
        sample.wait(odd, "it answers", &[(0.0, Outcome::Met)]).call(odd, "GetObject", 200, None);
        sample.calls.iter_mut().for_each(|call| call.latency = odd);
    }
    let page = sample.page();
    assert!(!page.contains("NaN") && !page.contains("inf%") && !page.contains("\"inf"), "{page}");
}

#[test]
fn a_page_needs_no_network_and_no_script() {
    let page = many(3).page();
    for outside in ["http://", "https://", "<script", "<link", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn a_secret_is_taken_out_before_it_is_escaped_or_cut() {
    let secret = "pass<word>&\"quoted\"";
    let mut sample = Sample::named("secretive");
    sample.redactor.add(secret);
    sample.failure = Some(Failure::new(format!("login with {secret} refused")));
    sample.at(0.1, Event::Note { text: format!("{}{secret}", "x".repeat(3_992)) });
    let page = sample.page();
    assert!(!page.contains("pass&#60;word") && !page.contains("xpass"), "{page}");
}

#[test]
fn what_never_ended_is_shown_until_the_end() {
    let mut sample = Sample::named("killed");
    sample.resource(1.0, "aws_nat_gateway.this", "create", "started").at(9.0, Event::Note { text: "dead".into() });
    assert!(sample.page().contains("aws_nat_gateway.this: create did not end after 8 s, from 1.000 s"));
}

#[test]
fn a_test_that_failed_without_an_end_has_failed() {
    let mut sample = Sample::named("refused");
    sample.failure = Some(Failure::new("the bucket is gone"));
    let page = sample.page();
    assert!(page.contains(r#"<strong class="badge failed">failed</strong>"#));
    assert!(page.contains(r#"<p class="headline">the bucket is gone</p>"#));
}

#[test]
fn throttled_calls_are_not_counted_as_failed() {
    let mut sample = Sample::named("slow_down");
    sample.call(0.1, "PutObject", 503, Some("SlowDown")).call(0.2, "PutObject", 409, Some("Conflict"));
    let page = sample.page();
    assert!(
        page.contains("0 not found, 1 failed, 0 throttled") && page.contains("0 not found, 0 failed, 1 throttled"),
        "{page}"
    );
}

#[test]
fn asking_for_what_is_not_there_is_no_failed_call() {
    let mut sample = Sample::named("gone");
    sample.call(0.1, "HeadBucket", 404, None).call(0.2, "DescribeVpcs", 400, Some("InvalidVpcID.NotFound"));
    let page = sample.page();
    assert_eq!(page.matches("1 call: 1 not found, 0 failed, 0 throttled").count(), 2, "{page}");
}
