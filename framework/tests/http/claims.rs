//! What can be claimed of an answer, and how it is said when it is not so.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use terraproof::document::{any_number, unordered};
use terraproof::{Backoff, Condition as _, HttpAnswer, Scope, json};

use crate::support::{run, words};
use crate::{failure, met, reason};

#[test]
fn every_claim_holds_for_what_is_so_and_says_what_is_instead() {
    run("http_claims", async |t: &Scope| {
        let server = t.http().serve(|_| {
            HttpAnswer::json(&json!({"status": "up", "zones": ["b", "a"], "load": 7})).header("x-id", "a").header("x-id", "b")
        })?;
        let page = || t.http().get(server.url("/")).returns(200);
        assert!(met(page().with_body_matching("\"load\":[0-9]+").with_header("x-id", "b")).await);
        assert!(met(page().with_header_matching("x-id", "^b$").with_header_present("X-Id").without_header("x-none")).await);
        assert!(met(page().with_json(json!({"zones": unordered(["a", "b"]), "load": any_number()}))).await);
        assert!(met(page().which("is small", |response| response.body().len() < 100)).await);

        let missed = [
            (page().with_body_matching("^down"), "body \"{\\\"load\\\":7,\\\"status\\\":\\\"up\\\",\\\"zones\\\":[\\\"b\\\",\\\"a\\\"]}\""),
            (page().with_header("x-id", "c"), "header `x-id: a`, header `x-id: b`"),
            (page().with_header_present("x-none"), "no header `x-none`"),
            (page().without_header("x-id"), "header `x-id: a`"),
            (page().with_json(json!({"status": "down", "load": 8})), "$.load: expected 8, found 7; $.status: expected \"down\", found \"up\""),
            (page().which("is slow", |_| Err::<(), _>("it is fast")), "it is fast"),
        ];
        for (claim, said) in missed {
            assert_eq!(reason(&claim).await, said, "{}", claim.sentence());
        }
        let sentence = page().with_header("a", "b").with_json(json!({"load": any_number()})).which("is small", |_| true).sentence();
        let url = server.url("/");
        assert_eq!(sentence, format!("GET {url} returns 200 and has the header `a: b` and has a JSON body with {{\"load\": any number}} and is small"));
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_status_is_one_or_several_or_a_class() {
    run("http_status", async |t: &Scope| {
        let server = t.http().serve(|request| HttpAnswer::new(request.path()[1..].parse().unwrap_or(0), ""))?;
        let get = |status: u16| t.http().get(server.url(&status.to_string()));
        assert!(met(get(204).returns([200, 204])).await && met(get(299).returns(200..300)).await);
        assert!(met(get(503).answers()).await);
        assert_eq!(reason(get(300).returns(200..300)).await, "status 300");
        assert_eq!(get(1).returns(200..=299).sentence(), format!("GET {} returns 2xx", server.url("/1")));
        assert_eq!(get(1).answers().sentence(), format!("GET {} is answered", server.url("/1")));
        Ok(())
    })
    .unwrap();
}

#[test]
fn too_many_requests_slows_the_looks_down_unless_it_is_what_is_claimed() {
    run("http_throttled", async |t: &Scope| {
        let server = t.http().serve(|_| HttpAnswer::new(429, "slow down"))?;
        assert!(failure(t.http().get(server.url("/")).returns(200)).await.is_throttled());
        assert!(met(t.http().get(server.url("/")).returns(429)).await);
        Ok(())
    })
    .unwrap();
}

#[test]
fn most_answers_have_to_be_fast_and_all_of_them_right() {
    run("http_latency", async |t: &Scope| {
        let asked = AtomicUsize::new(0);
        let server = t.http().serve(move |_| {
            let slow = asked.fetch_add(1, Ordering::Relaxed).is_multiple_of(10);
            HttpAnswer::ok("").after(Duration::from_millis(if slow { 1_500 } else { 0 }))
        })?;
        let page = || t.http().get(server.url("/")).returns(200).answering_within(Duration::from_millis(1_400));
        let latencies = t.eventually(page().percentile(90).requests(10)).await?;
        assert!(latencies.requests() == 10 && latencies.percentile(100) >= Duration::from_millis(1_500));
        let all = page().percentile(100).requests(10);
        assert!(all.sentence().ends_with("returns 200, 100 % of 10 requests within 1.4 s"), "{}", all.sentence());
        let said = reason(all).await;
        assert!(said.starts_with("100 % took up to ") && said.contains(", the slowest "), "{said}");
        let wrong = t.http().get(server.url("/")).returns(204).answering_within(Duration::from_secs(9));
        assert_eq!(reason(wrong).await, "status 200");
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_wait_prints_what_it_saw_and_no_secret() {
    let failed = run("http_message", async |t: &Scope| {
        let server = t.http().serve(|_| HttpAnswer::new(403, "token s3cr3t-t0ken is not known"))?;
        let page = t.http().get(server.url("/?key=abc")).bearer_auth("s3cr3t-t0ken").returns(200);
        let page = page.with_body_containing("hello");
        let every = Backoff { first: Duration::from_millis(50), longest: Duration::from_millis(50) };
        t.eventually(page).within(Duration::from_millis(400)).backoff(every).await?;
        Ok(())
    })
    .unwrap_err();
    let said = words(&failed);
    assert!(said.contains("/?.. returns 200 and has a body containing \"hello\": not after 400 ms, "), "{said}");
    assert!(said.contains(" x \"status 403\""), "{said}");
    assert!(!said.contains("s3cr3t") && !said.contains("abc"), "{said}");
}

#[test]
fn a_secret_in_a_body_is_gone_before_the_body_is_cut() {
    run("http_secret_in_body", async |t: &Scope| {
        let secret = "s3cr3t".repeat(40);
        let (token, echoed) = (secret.clone(), secret.clone());
        let server = t.http().serve(move |_| HttpAnswer::ok(format!("{} {echoed}", "x".repeat(100))))?;
        let page = t.http().get(server.url("/")).basic_auth("eve", token).returns(200).with_body("y");
        let said = reason(page).await;
        assert!(said.contains("xxx") && !said.contains("s3c"), "{said}");
        Ok(())
    })
    .unwrap();
}
