//! What cannot be listed: told, and never taken for an empty account.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use terraproof_local::gateway::rules::Refusal;
use terraproof_local::gateway::{ApiRequest, Gateway, Options};
use wiremock::matchers::{any, body_string_contains, header};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::gate::Refusing;
use crate::place::Place;

#[test]
fn a_kind_that_may_not_be_listed_is_told_and_the_others_go() {
    let is_on = Arc::new(AtomicBool::new(true));
    let denies = Arc::clone(&is_on);
    let denied = move |request: &ApiRequest| {
        let sentence =
            "User: arn:aws:sts::111122223333:assumed-role/ci/one is not authorized to perform: sns:ListTopics";
        (request.operation == "ListTopics" && denies.load(Ordering::SeqCst))
            .then(|| Refusal::bad_request("AuthorizationError", sentence))
    };
    let place = Place::with(vec![Box::new(Refusing(denied))]);
    place.python("make_queues('work'); client('sns').create_topic(Name='news'); client('logs').create_log_group(logGroupName='l')");
    let kinds = ["--kind", "sqs-queue", "--kind", "sns-topic", "--kind", "logs-group"];
    let unlisted = ["not listed: sns-topic in eu-west-1", "not authorized to perform: sns:ListTopics"];
    place.nuke(&[&["plan", "-o", "plan.json"], &kinds[..]].concat()).ends(5, &unlisted);
    // A topic that nobody can see may write to the queue.
    let held = "`sns-topic` in eu-west-1 could not be listed, and may need it";
    place.nuke(&["show", "plan.json"]).ends(0, &["unsure, stays: sqs-queue", held]);
    place.nuke(&["apply", "plan.json", "--yes"]).ends(5, &[&unlisted[..], &["1 of 1 deleted"]].concat());
    is_on.store(false, Ordering::SeqCst);
    let left = "print(queues(), len(client('sns').list_topics()['Topics']), client('logs').describe_log_groups()['logGroups'])";
    assert_eq!(place.python(left), "['work'] 1 []");
}

#[test]
fn buckets_whose_tags_nobody_may_read_stay_and_what_else_may_be_read_goes() {
    let denied = |request: &ApiRequest| {
        let refusal = || Refusal::bad_request("AccessDenied", "not authorized to perform: s3:GetBucketTagging");
        (request.operation == "GetBucketTagging").then(refusal)
    };
    let place = Place::with(vec![Box::new(Refusing(denied))]);
    let bucket = format!("b{}", place.account.id);
    let make =
        "client('s3').create_bucket(Bucket=BUCKET, CreateBucketConfiguration={'LocationConstraint': 'eu-west-1'})";
    place.python(&format!("make_queues('work'); {}", make.replace("BUCKET", &format!("'{bucket}'"))));
    let unsure = [&format!("unsure, stays: s3-bucket `{bucket}`"), "its tags cannot be read", "s3:GetBucketTagging"];
    let planned = place.nuke(&["plan", "-o", "plan.json", "--kind", "sqs-queue", "--kind", "s3-bucket"]);
    planned.ends(5, &[&unsure[..], &["1 to delete"]].concat());
    place.nuke(&["apply", "plan.json", "--yes"]).ends(5, &["1 of 1 deleted"]);
    assert_eq!(place.python("print(queues(), len(client('s3').list_buckets()['Buckets']))"), "[] 1");
}

#[test]
fn a_region_that_does_not_resolve_is_told_and_the_others_go() {
    let place = Place::open();
    place.python("make_queues('work')");
    let nowhere = "xx-nowhere-9";
    let id = &place.account.id;
    place.write(
        "terraproof.toml",
        &format!("default = 'x'\n[sandbox.x]\nkind = 'aws'\naccount = '{id}'\nregions = ['eu-west-1', '{nowhere}']\n"),
    );
    let mut command = place.nuke_command(&["run", "--yes", "--kind", "sqs-queue"]);
    // The real way out, which has no such host.
    for name in ["NO_PROXY", "no_proxy"] {
        command.env(name, format!("localhost,127.0.0.1,.{nowhere}.amazonaws.com"));
    }
    crate::place::said(&mut command).ends(5, &[&format!("not listed: every kind in {nowhere}"), "1 of 1 deleted"]);
}

/// Plays an account whose queues are listed with the same token for ever.
async fn endless() -> MockServer {
    let server = MockServer::start().await;
    let answer = |text: &str| ResponseTemplate::new(200).set_body_string(text);
    let identity = "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111122223333</Account>\
        <Arn>arn:aws:iam::111122223333:user/ci</Arn><UserId>AIDA</UserId></GetCallerIdentityResult></GetCallerIdentityResponse>";
    let aliases = "<ListAccountAliasesResponse><ListAccountAliasesResult><AccountAliases/></ListAccountAliasesResult></ListAccountAliasesResponse>";
    let queues = r#"{"QueueUrls": [], "NextToken": "again"}"#;
    Mock::given(body_string_contains("GetCallerIdentity")).respond_with(answer(identity)).mount(&server).await;
    Mock::given(body_string_contains("ListAccountAliases")).respond_with(answer(aliases)).mount(&server).await;
    Mock::given(header("x-amz-target", "AmazonSQS.ListQueues")).respond_with(answer(queues)).mount(&server).await;
    Mock::given(any()).respond_with(ResponseTemplate::new(404)).with_priority(9).mount(&server).await;
    server
}

#[test]
fn a_listing_that_never_ends_is_told_and_not_followed_for_ever() {
    let place = Place::open();
    place.write(
        "terraproof.toml",
        "default = 'x'\n[sandbox.x]\nkind = 'aws'\naccount = '111122223333'\nregions = ['eu-west-1']\n",
    );
    let server = place.wait(endless());
    let options = Options { upstream: Some(Arc::new(*server.address())), ..Options::default() };
    let gateway = place.wait(Gateway::open(options)).unwrap();
    let directory = place.path("played");
    std::fs::create_dir_all(&directory).unwrap();
    let certificates = gateway.write_certificates(&directory).unwrap();
    let mut command = place.nuke_command(&["plan", "--kind", "sqs-queue"]);
    command.envs(gateway.environment(&certificates));
    crate::place::said(&mut command).ends(5, &["not listed: sqs-queue in eu-west-1", "hands out the same token again"]);
}
