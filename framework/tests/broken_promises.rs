//! What conditions say of resources that break them on purpose, word for word: a person reads these sentences.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests may panic, their helpers too")]

mod support;

use std::time::Duration;

use support::{fixture, run, words};
use terraproof::aws::Aws;
use terraproof::local::gateway::{FaultKind, Matcher, Occurrence};
use terraproof::{BoxCondition, Condition, Observation, Scope};

/// Looks once at each, and writes down what it says.
async fn said(conditions: Vec<BoxCondition<'_>>) -> String {
    let mut lines = Vec::new();
    for condition in conditions {
        let sentence = condition.sentence();
        lines.push(match condition.check().await {
            Ok(Observation::Met(())) => format!("{sentence}: met"),
            Ok(Observation::NotYet(reason)) => format!("{sentence}: {reason}"),
            Err(error) => {
                let hint = error.hint().map(|hint| format!(" (hint: {hint})")).unwrap_or_default();
                let again = if error.is_transient() { "again" } else { "at once" };
                format!("{again}: {error}{hint}")
            }
        });
    }
    lines.join("\n") + "\n"
}

/// Writes names and accounts that differ from run to run as they would stand in a book.
fn in_a_book(text: &str, names: &[(&str, &str)]) -> String {
    names.iter().fold(text.to_owned(), |text, (name, shown)| text.replace(name, shown))
}

fn boxed<C: Condition + 'static>(condition: C) -> BoxCondition<'static> {
    condition.map(|_| ()).boxed()
}

/// Names one thing of each service that nobody has made.
fn absent(aws: &Aws, account: &str) -> Vec<BoxCondition<'static>> {
    vec![
        boxed(aws.s3().bucket(format!("nowhere-{account}")).is_encrypted()),
        boxed(aws.s3().bucket(format!("nowhere-{account}")).object("index.html").exists()),
        boxed(aws.iam().role("nobody").exists()),
        boxed(aws.sqs().queue(format!("https://sqs.us-east-1.amazonaws.com/{account}/nowhere")).is_encrypted()),
        boxed(aws.sns().topic(format!("arn:aws:sns:us-east-1:{account}:nowhere")).exists()),
        boxed(aws.dynamodb().table("nowhere").is_active()),
        boxed(aws.kms().alias("nowhere").exists()),
        boxed(aws.secretsmanager().secret("nothing").value_is("something")),
        boxed(aws.ssm().parameter("/nothing").value_is("something")),
    ]
}

#[test]
fn careless_resources_are_told_what_they_lack() {
    run("careless", async |t: &Scope| {
        let name = t.unique("careless");
        let stack = t.stack(fixture("careless")).var("name", &name).apply().await?;
        let (aws, account, key) = (t.aws(), t.account().await?, stack.output::<String>("key_id")?);
        let (bucket, role) = (aws.s3().bucket(&name), aws.iam().role(&name));
        let queue = aws.sqs().queue(stack.output::<String>("queue_url")?);
        let (table, parameter) = (aws.dynamodb().table(&name), aws.ssm().parameter(format!("/{name}/password")));
        let text = said(vec![
            boxed(bucket.is_private()),
            boxed(bucket.blocks_public_access()),
            boxed(bucket.denies_insecure_transport()),
            boxed(bucket.is_versioned()),
            boxed(bucket.logs_to("logs")),
            boxed(bucket.has_lifecycle_rule("expire")),
            boxed(role.has_no_wildcard_admin()),
            boxed(role.trusts("lambda.amazonaws.com")),
            boxed(queue.dead_letters_to(stack.output::<String>("queue_arn")?, 5)),
            boxed(queue.is_encrypted_with("alias/aws/sqs")),
            boxed(queue.denies_insecure_transport()),
            boxed(table.has_point_in_time_recovery()),
            boxed(table.has_ttl("expires")),
            boxed(table.has_keys("customer", "order")),
            boxed(table.is_protected_from_deletion()),
            boxed(aws.kms().key(&key).rotates()),
            boxed(parameter.is_secure()),
            boxed(parameter.value_is("another value")),
        ])
        .await;
        let shown = in_a_book(&text, &[(&name, "NAME"), (&account, "ACCOUNT"), (&key, "KEY")]);
        assert_eq!(shown, include_str!("broken_promises/careless.txt"), "\n{shown}");
        Ok(())
    })
    .unwrap();
}

#[test]
fn what_is_absent_is_not_there_yet() {
    run("absent", async |t: &Scope| {
        let account = t.account().await?;
        let shown = in_a_book(&said(absent(&t.aws(), &account)).await, &[(&account, "ACCOUNT")]);
        assert_eq!(shown, include_str!("broken_promises/absent.txt"), "\n{shown}");
        Ok(())
    })
    .unwrap();
}

#[test]
fn what_nothing_can_be_called_is_refused_before_a_call() {
    run("malformed", async |t: &Scope| {
        let (account, aws) = (t.account().await?, t.aws());
        let faults = t.faults().await?;
        // Were anything asked, this is what it would say.
        faults.throttle(Matcher::any(), Occurrence::Every);
        let text = said(vec![
            boxed(aws.s3().bucket("No_Bucket").exists()),
            boxed(aws.iam().role("a role").exists()),
            boxed(aws.iam().policy("arn:aws:iam::1:policy/p").exists()),
            boxed(aws.sqs().queue("orders").exists()),
            boxed(aws.sns().topic("orders").exists()),
            boxed(aws.dynamodb().table("x").is_active()),
            boxed(aws.kms().key("a key").is_enabled()),
            boxed(aws.secretsmanager().secret("").exists()),
            boxed(aws.ssm().parameter("a parameter").exists()),
            boxed(aws.ssm().command("i-xyz", "true").succeeds()),
        ])
        .await;
        let shown = in_a_book(&text, &[(&account, "ACCOUNT")]);
        assert_eq!(shown, include_str!("broken_promises/malformed.txt"), "\n{shown}");
        Ok(())
    })
    .unwrap();
}

#[test]
fn what_is_elsewhere_or_not_implemented_says_where_it_would_be_answered() {
    run("elsewhere", async |t: &Scope| {
        let name = t.unique("careless");
        t.stack(fixture("careless")).var("name", &name).apply().await?;
        let (account, aws) = (t.account().await?, t.aws());
        let there = aws.in_region("eu-west-1");
        let text = said(vec![
            boxed(there.s3().bucket(&name).exists()),
            boxed(there.dynamodb().table(&name).is_active()),
            boxed(aws.iam().role(&name).allows("s3:GetObject", "*")),
        ])
        .await;
        let shown = in_a_book(&text, &[(&name, "NAME"), (&account, "ACCOUNT")]);
        assert_eq!(shown, include_str!("broken_promises/elsewhere.txt"), "\n{shown}");
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_throttled_api_is_asked_less_often_and_the_wait_goes_on() {
    run("throttled_condition", async |t: &Scope| {
        let name = t.unique("throttled");
        let stack = t.stack(fixture("queue")).var("name", &name).apply().await?;
        let queue = t.aws().sqs().queue(stack.output::<String>("url")?);
        t.faults().await?.throttle(Matcher::service("sqs"), Occurrence::first(2));
        t.eventually(queue.exists()).within(Duration::from_secs(60)).await?;
        t.faults().await?.throttle(Matcher::service("sqs"), Occurrence::Every);
        let outcome = t.eventually(queue.exists()).within(Duration::from_secs(3)).await;
        t.faults().await?.clear();
        let shown = outcome.unwrap_err().to_string();
        assert!(shown.contains("Throttl"), "{shown}");
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_wait_names_the_promise_the_time_and_what_was_seen() {
    run("headline", async |t: &Scope| {
        let name = t.unique("headline");
        let stack = t.stack(fixture("queue")).var("name", &name).apply().await?;
        let (queue, account) = (t.aws().sqs().queue(stack.output::<String>("url")?), t.account().await?);
        let wait = t.eventually(queue.dead_letters_to("arn:aws:sqs:us-east-1:111122223333:dead", 5));
        let error = wait.within(Duration::from_secs(2)).every(Duration::from_millis(500)).await.unwrap_err();
        let shown = in_a_book(&error.to_string(), &[(&name, "NAME"), (&account, "ACCOUNT")]);
        let sentence = "queue `NAME` (us-east-1, account ACCOUNT) gives messages to `arn:aws:sqs:us-east-1:111122223333:dead` after";
        assert!(shown.starts_with(sentence), "{shown}");
        assert!(shown.contains("has no dead-letter queue"), "{shown}");
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_denied_look_ends_the_wait_at_once_and_names_action_and_resource() {
    run("denied_condition", async |t: &Scope| {
        let name = t.unique("denied");
        let stack = t.stack(fixture("queue")).var("name", &name).apply().await?;
        let (queue, account) = (t.aws().sqs().queue(stack.output::<String>("url")?), t.account().await?);
        t.faults().await?.deny(Matcher::operation("sqs", "GetQueueAttributes"), Occurrence::Every);
        let error = t.eventually(queue.is_encrypted()).within(Duration::from_secs(60)).await.unwrap_err();
        let shown = in_a_book(&words(&error.into()), &[(&name, "NAME"), (&account, "ACCOUNT")]);
        let denial = "access denied to `sqs:GetQueueAttributes` on `arn:aws:sqs:us-east-1:ACCOUNT:NAME`";
        assert!(shown.contains(denial), "{shown}");
        let calls = t.calls().await?.snapshot();
        assert_eq!(calls.iter().filter(|call| call.fault == Some(FaultKind::Deny)).count(), 1, "{shown}");
        Ok(())
    })
    .unwrap();
}

#[test]
fn an_apply_that_may_not_make_a_thing_says_which_action_it_lacks() {
    run("denied_apply", async |t: &Scope| {
        let name = t.unique("denied");
        t.faults().await?.deny(Matcher::operation("sqs", "CreateQueue"), Occurrence::Every);
        let error = t.stack(fixture("queue")).var("name", &name).apply().await.unwrap_err();
        let shown = in_a_book(&error.to_string(), &[(&name, "NAME"), (&t.account().await?, "ACCOUNT")]);
        let denial = "is not authorized to perform: sqs:CreateQueue on resource: arn:aws:sqs:us-east-1:ACCOUNT:NAME \
                      because no identity-based policy allows the sqs:CreateQueue action";
        assert!(shown.contains(denial), "{shown}");
        Ok(())
    })
    .unwrap();
}

#[test]
fn faults_that_a_test_left_on_are_off_when_it_is_cleaned_up() {
    run("left_on", async |t: &Scope| {
        t.stack(fixture("queue")).var("name", t.unique("left")).apply().await?;
        let faults = t.faults().await?;
        faults.throttle(Matcher::any(), Occurrence::first(1000));
        faults.deny(Matcher::operation("sqs", "DeleteQueue"), Occurrence::Every);
        Ok(())
    })
    .unwrap();
    assert_eq!(support::left_in_ledger("left_on"), 0);
}
