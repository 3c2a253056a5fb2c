//! Services that keep something.

use std::time::{Duration, SystemTime};

use terraproof::Scope;

use crate::compiles;

fn buckets_and_objects(t: &Scope) {
    let bucket = t.aws().s3().bucket("orders");
    let object = bucket.object("index.html");
    compiles(&bucket.is_private());
    compiles(&bucket.blocks_public_access());
    compiles(&bucket.denies_insecure_transport());
    compiles(&bucket.has_policy());
    compiles(&bucket.is_versioned());
    compiles(&bucket.is_encrypted());
    compiles(&bucket.is_encrypted_with_kms());
    compiles(&bucket.is_encrypted_with("alias/orders"));
    compiles(&bucket.logs_to("audit"));
    compiles(&bucket.has_lifecycle_rule("expire"));
    compiles(&bucket.is_empty());
    compiles(&object.has_body("<h1>hello</h1>"));
    compiles(&object.contains("hello"));
    compiles(&object.has_content_type("text/html"));
    compiles(&object.has_metadata("version", "7"));
}

fn queues(t: &Scope) {
    let queue = t.aws().sqs().queue("https://sqs.us-east-1.amazonaws.com/111122223333/orders");
    let topic = t.aws().sns().topic("arn:aws:sns:us-east-1:111122223333:orders");
    compiles(&queue.passes_messages());
    compiles(&queue.dead_letters_to("arn:aws:sqs:us-east-1:111122223333:dead", 5));
    compiles(&queue.is_encrypted());
    compiles(&queue.is_encrypted_with("alias/orders"));
    compiles(&queue.denies_insecure_transport());
    compiles(&topic.denies_insecure_transport());
    compiles(&queue.is_empty());
    compiles(&queue.has_attribute("VisibilityTimeout", "30"));
    compiles(&topic.delivers_to(&queue));
    compiles(&topic.has_subscription("email", "ops@example.com"));
    compiles(&topic.is_encrypted());
}

fn tables(t: &Scope) {
    let table = t.aws().dynamodb().table("orders");
    let item = table.item("customer", "ada").and("order", 7);
    compiles(&table.is_active());
    compiles(&table.has_key("customer"));
    compiles(&table.has_keys("customer", "order"));
    compiles(&table.has_index("by-date"));
    compiles(&table.has_ttl("expires"));
    compiles(&table.has_point_in_time_recovery());
    compiles(&table.is_encrypted());
    compiles(&table.is_protected_from_deletion());
    compiles(&table.is_billed_on_demand());
    compiles(&item.has("amount", 12));
}

fn databases(t: &Scope) {
    let database = t.aws().rds().instance("orders");
    let cluster = t.aws().rds().cluster("orders");
    compiles(&database.is_available());
    compiles(&database.has_endpoint());
    compiles(&cluster.is_available());
    compiles(&cluster.has_endpoint());
    compiles(&cluster.has_reader_endpoint());
    compiles(&database.is_encrypted());
    compiles(&database.is_encrypted_with("arn:aws:kms:us-east-1:111122223333:key/k-1"));
    compiles(&cluster.is_encrypted());
    compiles(&database.is_multi_az());
    compiles(&cluster.is_multi_az());
    compiles(&cluster.has_members(2));
    compiles(&database.has_backup_retention(7));
    compiles(&cluster.has_backup_retention(7));
    compiles(&database.has_deletion_protection());
    compiles(&cluster.has_deletion_protection());
    compiles(&database.is_private());
    compiles(&database.has_engine("postgres", "16"));
    compiles(&database.has_parameter("rds.force_ssl", "1"));
    compiles(&database.has_iam_authentication());
}

fn who_may_do_what(t: &Scope) {
    let role = t.aws().iam().role("worker");
    let policy = t.aws().iam().policy("arn:aws:iam::111122223333:policy/worker");
    let caller = t.aws().sts();
    compiles(&role.trusts("ec2.amazonaws.com"));
    compiles(&role.trusts_only("ec2.amazonaws.com"));
    compiles(&role.allows("s3:GetObject", "arn:aws:s3:::orders/*"));
    compiles(&role.denies("s3:DeleteBucket", "*"));
    compiles(&role.has_policy("arn:aws:iam::111122223333:policy/worker"));
    compiles(&role.has_inline_policy("own"));
    compiles(&policy.is_attached());
    compiles(&role.has_no_wildcard_admin());
    compiles(&policy.has_no_wildcard_admin());
    compiles(&caller.is_account("111122223333"));
    compiles(&caller.is_role("terraproof"));
}

fn keys_and_secrets(t: &Scope) {
    let key = t.aws().kms().key("alias/orders");
    let alias = t.aws().kms().alias("orders");
    let secret = t.aws().secretsmanager().secret("database");
    let parameter = t.aws().ssm().parameter("/orders/token");
    compiles(&key.is_enabled());
    compiles(&key.rotates());
    compiles(&secret.rotates());
    compiles(&key.is_customer_managed());
    compiles(&key.is_private());
    compiles(&alias.points_to("arn:aws:kms:us-east-1:111122223333:key/k-1"));
    compiles(&secret.value_is("correct horse"));
    compiles(&secret.has_field("password", "correct horse"));
    compiles(&secret.is_encrypted_with("alias/orders"));
    compiles(&parameter.value_is("correct horse"));
    compiles(&parameter.is_secure());
}

fn logs_metrics_and_alarms(t: &Scope) {
    let logs = t.aws().logs().group("/orders");
    let alarm = t.aws().cloudwatch().alarm("stuck");
    let metric =
        t.aws().cloudwatch().metric("AWS/SQS", "ApproximateAgeOfOldestMessage").dimension("QueueName", "orders");
    compiles(&logs.has_line("order accepted"));
    compiles(&logs.has_line_after("order accepted", SystemTime::UNIX_EPOCH));
    compiles(&logs.has_retention(30));
    compiles(&logs.never_expires());
    compiles(&logs.has_metric_filter("errors"));
    compiles(&logs.feeds_metric("Orders", "Errors"));
    compiles(&logs.has_subscription_to("arn:stream"));
    compiles(&logs.is_encrypted_with("arn:aws:kms:us-east-1:111122223333:key/k-1"));
    compiles(&metric.exists());
    compiles(&metric.has_alarm());
    compiles(&alarm.is_on_metric("AWS/SQS", "ApproximateAgeOfOldestMessage"));
    compiles(&alarm.has_threshold(300.0));
    compiles(&alarm.notifies("arn:aws:sns:us-east-1:111122223333:ops"));
    compiles(&alarm.is_ok());
    compiles(&alarm.is_in_alarm());
    compiles(&alarm.has_state("INSUFFICIENT_DATA".into()));
}

fn names_and_certificates(t: &Scope) {
    let zone = t.aws().route53().zone("Z0123456789ABC");
    let record = zone.record("www.example.com", "A");
    let certificate = t.aws().acm().certificate("arn:aws:acm:us-east-1:111122223333:certificate/c");
    compiles(&record.has_values(["192.0.2.1"]));
    compiles(&record.is_alias_of("web-1.elb.amazonaws.com"));
    compiles(&record.has_ttl(60));
    compiles(&zone.has_name("example.com"));
    compiles(&zone.is_public());
    compiles(&zone.is_private());
    compiles(&zone.is_seen_by("vpc-0123456789abcdef0"));
    compiles(&zone.has_name_servers(["ns-1.awsdns-01.org"]));
    compiles(&certificate.is_issued());
    compiles(&certificate.covers("www.example.com"));
    compiles(&certificate.is_valid_for(Duration::from_secs(30 * 86400)));
    compiles(&certificate.is_used_by("arn:lb"));
}
