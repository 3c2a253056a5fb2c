//! Stacks on the local cloud: real terraform, the real AWS provider, an account of the test's own.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests may panic, their helpers too")]

mod support;

use std::time::Duration;

use support::{fixture, left_in_ledger, run, words};
use terraproof::local::gateway::{Matcher, Occurrence};
use terraproof::{ErrorKind, Scope};

#[test]
fn an_everyday_configuration_is_applied_idempotent_and_taken_down() {
    run("everyday", async |t: &Scope| {
        let stack = t.stack(fixture("everyday")).var("name", t.unique("everyday")).apply().await?;
        assert!(stack.output::<String>("queue")?.contains("eu-west-1"));
        stack.expect_no_changes().await?;
        stack.expect_no_drift().await?;
        let bucket = stack.resource("aws_s3_bucket.this").await?;
        assert_eq!(bucket.attribute::<String>("bucket")?, stack.output::<String>("bucket")?);
        Ok(())
    })
    .unwrap();
    assert_eq!(left_in_ledger("everyday"), 0);
}

#[test]
fn what_terraform_does_not_know_is_a_leak_and_named() {
    let failure = run("leak", async |t: &Scope| {
        t.account().await?;
        let create = t
            .http()
            .post("https://sqs.us-east-1.amazonaws.com/")
            .header("content-type", "application/x-www-form-urlencoded")
            .body("Action=CreateQueue&QueueName=forgotten&Version=2012-11-05");
        assert_eq!(create.send().await?.status(), 200);
        Ok(())
    })
    .unwrap_err();
    assert!(failure.headline().starts_with("left behind in the account"), "{failure:?}");
    assert!(failure.headline().contains("sqs Queue `forgotten` in us-east-1 ("), "{failure:?}");
    assert!(failure.headline().contains(" old, made by CreateQueue)"), "{failure:?}");
}

#[test]
fn a_host_that_is_not_allowed_is_refused_with_the_way_to_allow_it() {
    let failure = run("refused_host", async |t: &Scope| {
        t.eventually(t.http().get("https://example.org/").returns(200)).within(Duration::from_secs(60)).await?;
        Ok(())
    })
    .unwrap_err();
    let said = words(&failure);
    assert!(said.contains("example.org") && said.contains("terraproof.toml"), "{said}");
}

#[test]
fn a_lookalike_of_aws_is_refused() {
    run("lookalike", async |t: &Scope| {
        for host in ["https://sqs.us-east-1.amazonaws.com.example.org/", "http://169.254.169.254/latest/meta-data/"] {
            let error = t.http().get(host).send().await.unwrap_err();
            assert_eq!((error.kind(), error.is_transient()), (ErrorKind::Configuration, false), "{error}");
        }
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_throttled_cloud_slows_a_test_down_and_does_not_break_it() {
    run("throttled", async |t: &Scope| {
        t.faults().await?.throttle(Matcher::service("sqs"), Occurrence::Share(0.3));
        let stack = t.stack(fixture("queue")).var("name", t.unique("throttled")).apply().await?;
        stack.expect_no_changes().await?;
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_provider_that_nobody_has_is_named_with_what_to_do() {
    let failure = run("unknown_provider", async |t: &Scope| {
        t.stack(fixture("unknown-provider")).apply().await?;
        Ok(())
    })
    .unwrap_err();
    let said = words(&failure);
    assert!(said.contains("nowhere"), "{said}");
    assert!(said.contains("next:"), "{said}");
    assert_eq!(left_in_ledger("unknown_provider"), 0);
}

#[test]
fn two_stacks_can_be_applied_at_once() {
    run("at_once", async |t: &Scope| {
        let (one, other) = tokio::try_join!(
            t.stack(fixture("queue")).named("one").var("name", t.unique("one")).apply(),
            t.stack(fixture("queue")).named("other").var("name", t.unique("other")).apply(),
        )?;
        assert_ne!(one.output::<String>("url")?, other.output::<String>("url")?);
        one.destroy().await?;
        other.expect_no_changes().await?;
        Ok(())
    })
    .unwrap();
}
