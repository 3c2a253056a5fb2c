//! What people test every day, against the localhost cloud: ten tests as a user writes them.
//!
//! `docs/from-terratest.md` counts their lines; a test counts from its attribute to its last brace.

use std::time::Duration;

use terraproof::document::{at_least, unordered};
use terraproof::{HttpAnswer, Scope, TestResult, expect_json, json};

#[terraproof::test]
async fn the_bucket_is_private_versioned_and_encrypted(t: &Scope) -> TestResult {
    let stack = t.stack("framework/tests/fixtures/private-bucket").var("name", t.unique("bucket")).apply().await?;

    let bucket = t.aws().s3().bucket(stack.output::<String>("bucket")?);
    t.eventually(bucket.is_versioned()).await?;
    t.eventually(bucket.is_encrypted()).await?;
    t.eventually(bucket.is_private()).await?;
    t.eventually(bucket.blocks_public_access()).await?;
    t.eventually(bucket.denies_insecure_transport()).await?;
    Ok(())
}

#[terraproof::test]
async fn messages_that_nobody_can_handle_are_kept(t: &Scope) -> TestResult {
    let stack = t.stack("framework/tests/fixtures/dead-letters").var("name", t.unique("orders")).apply().await?;

    let queue = t.aws().sqs().queue(stack.output::<String>("url")?);
    t.eventually(queue.dead_letters_to(stack.output::<String>("dead_letter_arn")?, 5)).await?;
    t.eventually(queue.is_encrypted()).await?;
    t.eventually(queue.passes_messages()).await?;
    Ok(())
}

#[terraproof::test]
async fn the_table_forgets_and_can_be_restored(t: &Scope) -> TestResult {
    let stack = t.stack("framework/tests/fixtures/table").var("name", t.unique("orders")).apply().await?;

    let table = t.aws().dynamodb().table(stack.output::<String>("table")?);
    t.eventually(table.has_keys("customer", "order")).await?;
    t.eventually(table.has_ttl("expires")).await?;
    t.eventually(table.has_point_in_time_recovery()).await?;
    t.eventually(table.is_encrypted()).await?;
    t.eventually(table.item("customer", "ada").and("order", "1").has("amount", 7)).await?;
    Ok(())
}

#[terraproof::test]
async fn the_role_is_for_instances_and_may_do_one_thing(t: &Scope) -> TestResult {
    let stack = t.stack("framework/tests/fixtures/worker-role").var("name", t.unique("worker")).apply().await?;

    let role = t.aws().iam().role(stack.output::<String>("role")?);
    t.eventually(role.trusts_only("ec2.amazonaws.com")).await?;
    t.eventually(role.has_policy(stack.output::<String>("policy_arn")?)).await?;
    t.eventually(role.has_no_wildcard_admin()).await?;
    Ok(())
}

#[terraproof::test]
async fn the_secret_holds_what_it_was_given(t: &Scope) -> TestResult {
    let request = t.stack("framework/tests/fixtures/settings").var("name", t.unique("app"));
    let stack = request.secret_var("password", "correct horse").apply().await?;

    let secret = t.aws().secretsmanager().secret(stack.output::<String>("secret")?);
    t.eventually(secret.has_field("password", "correct horse")).await?;
    Ok(())
}

#[terraproof::test]
async fn the_parameter_is_secure_and_holds_what_it_was_given(t: &Scope) -> TestResult {
    let request = t.stack("framework/tests/fixtures/settings").var("name", t.unique("app"));
    let stack = request.secret_var("password", "correct horse").apply().await?;

    let parameter = t.aws().ssm().parameter(stack.output::<String>("parameter")?);
    t.eventually(parameter.is_secure()).await?;
    t.eventually(parameter.value_is("correct horse")).await?;
    Ok(())
}

#[terraproof::test]
async fn what_is_published_reaches_the_queue(t: &Scope) -> TestResult {
    let stack = t.stack("framework/tests/fixtures/topic-to-queue").var("name", t.unique("orders")).apply().await?;

    let queue = t.aws().sqs().queue(stack.output::<String>("queue_url")?);
    let topic = t.aws().sns().topic(stack.output::<String>("topic_arn")?);
    t.eventually(topic.delivers_to(&queue)).within(Duration::from_secs(60)).await?;
    Ok(())
}

#[terraproof::test]
async fn the_site_serves_its_page_and_its_error_page(t: &Scope) -> TestResult {
    let request = t.stack("examples/static-site").var("name", t.unique("site"));
    let site = request.var("index_html", "<h1>hello</h1>").var("error_html", "<h1>lost</h1>").apply().await?;

    let url: String = site.output("website_url")?;
    t.eventually(t.http().get(&url).returns(200).with_body("<h1>hello</h1>")).within(Duration::from_secs(90)).await?;
    t.eventually(t.http().get(format!("{url}/no/such/page")).returns(404).with_body("<h1>lost</h1>")).await?;
    Ok(())
}

#[terraproof::test]
async fn the_plan_creates_two_queues_and_nothing_else(t: &Scope) -> TestResult {
    let plan = t.stack("framework/tests/fixtures/dead-letters").var("name", "orders").plan().await?;

    expect_json(&plan.summary, json!({"add": 2, "change": 0, "remove": 0}))?;
    let created = |address: &str| json!({"address": address, "action": "create"});
    expect_json(&plan.changes, unordered([created("aws_sqs_queue.dead"), created("aws_sqs_queue.this")]))?;
    Ok(())
}

#[terraproof::test]
async fn the_service_answers_with_its_version(t: &Scope) -> TestResult {
    let service = t.http().serve(|_| HttpAnswer::json(&json!({"version": 12, "healthy": true})))?;

    let health = t.http().get(service.url("/health"));
    t.eventually(health.clone().returns(200).with_json(json!({"version": at_least(12), "healthy": true}))).await?;
    t.eventually(health.returns(200).answering_within(Duration::from_millis(500)).percentile(95)).await?;
    t.eventually(t.tcp(service.address().to_string()).is_open()).await?;
    Ok(())
}
