//! What a listing makes of answers.

use std::sync::Arc;

use serde_json::{Value, json};
use wiremock::matchers::{body_string_contains, header};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{Listing, NotOffered, Scope, Survey, Tally};
use crate::nuke::api::services::{IAM, LAMBDA, S3, SQS};
use crate::nuke::api::{Account, Api, Lack, Rest};
use crate::nuke::config::Nuke;
use crate::nuke::emulated;
use crate::nuke::model::GLOBAL;
use crate::nuke::safety::Untouchable;
use crate::nuke::select::{Cause, Flags, Judge, Selection, Verdict};

async fn listed(account: &Account, flags: Flags, regions: &[&str]) -> Listing {
    let (nuke, now) = (Nuke::default(), jiff::Timestamp::now());
    let selection = Selection::new(&nuke, &flags, Untouchable::default(), now).unwrap();
    let survey = Survey {
        account: account.clone(),
        scope: Scope::new(&nuke, &flags, regions.iter().map(|region| (*region).to_owned()).collect()),
        selection: Some(Arc::new(selection)),
        judge: Judge { now },
        concurrency: 16,
        tally: Arc::new(Tally::default()),
        seen: Arc::default(),
    };
    survey.list().await
}

/// Plays a region that answers.
async fn region() -> MockServer {
    let server = MockServer::start().await;
    let identity = "<R><GetCallerIdentityResult><Account>111122223333</Account></GetCallerIdentityResult></R>";
    let answer = ResponseTemplate::new(200).set_body_string(identity);
    Mock::given(body_string_contains("GetCallerIdentity")).respond_with(answer).mount(&server).await;
    server
}

async fn refuses(server: &MockServer, target: &str, status: u16, body: Value) {
    let answer = ResponseTemplate::new(status).set_body_json(body);
    Mock::given(header("x-amz-target", target)).respond_with(answer).mount(server).await;
}

#[tokio::test]
async fn an_operation_that_a_service_does_not_know_is_no_proof_that_nothing_is_there() {
    let server = region().await;
    refuses(&server, "AmazonSQS.ListQueues", 400, json!({ "__type": "UnknownOperationException" })).await;
    let disabled = json!({ "__type": "UnknownOperationException", "message": "Operation is disabled in this region" });
    refuses(&server, "CodeBuild_20161006.ListProjects", 400, disabled).await;
    emulated::played(&server, async |account| {
        // EKS is played by nobody: a 404 without a code.
        let kinds = ["sqs-queue", "codebuild-project", "eks-cluster"].map(str::to_owned).to_vec();
        let listing = listed(&account, Flags { kinds, ..Flags::default() }, &["eu-west-1"]).await;
        let unknown: Vec<&str> = listing.not_listed.iter().filter_map(|failed| failed.kind.as_deref()).collect();
        assert!(unknown.contains(&"sqs-queue") && unknown.contains(&"eks-cluster"), "{:?}", listing.not_listed);
        let absent: Vec<(&str, Lack)> = listing.not_offered.iter().map(|absent| (&*absent.kind, absent.by)).collect();
        assert_eq!(absent, [("codebuild-project", Lack::Region)]);
    })
    .await;
}

#[tokio::test]
async fn every_kind_is_listed_or_told_to_be_unknown_to_the_emulator() {
    emulated::account(async |account| {
        let listing = listed(&account, Flags::default(), &["eu-west-1", GLOBAL]).await;
        assert_eq!(listing.not_listed, []);
        assert!(listing.not_offered.iter().all(|absent| absent.by == Lack::Emulator), "{:?}", listing.not_offered);
        assert!(NotOffered::text(&listing.not_offered).starts_with("not emulated in eu-west-1: "));
    })
    .await;
}

/// An archive with nothing in it, which is all that the emulator asks for.
const ZIP: &str = "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==";

#[tokio::test]
async fn what_uses_a_chosen_kind_is_listed_although_its_own_kind_is_left_out() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let trust = json!({ "Version": "2012-10-17", "Statement": [] }).to_string();
        let role = json!({ "RoleName": "fn", "AssumeRolePolicyDocument": trust });
        let role = api.call(&IAM, "CreateRole", role).await.unwrap();
        let function = json!({
            "FunctionName": "f", "Runtime": "python3.12", "Role": role.text("Role/Arn"), "Handler": "a.b",
            "Code": { "ZipFile": ZIP },
        });
        let function = Rest::new(http::Method::POST, "/2015-03-31/functions").body(function.to_string());
        api.rest(&LAMBDA, "CreateFunction", function).await.unwrap();

        let flags = Flags { kinds: vec!["iam-role".to_owned()], ..Flags::default() };
        let listing = listed(&account, flags, &["eu-west-1", GLOBAL]).await;
        let found = |kind: &str| listing.judged.iter().find(|judged| judged.resource.reference.kind == kind).unwrap();
        assert_eq!(found("iam-role").verdict, Verdict::Delete);
        let Verdict::Keep(reason) = &found("lambda-function").verdict else { panic!("{listing:?}") };
        assert_eq!(reason.cause, Cause::LeftOut);
        assert_eq!(found("lambda-function").resource.uses[0].of, found("iam-role").resource.reference);
    })
    .await;
}

#[tokio::test]
async fn an_age_that_no_listing_tells_is_asked_for() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        api.call(&SQS, "CreateQueue", json!({ "QueueName": "young" })).await.unwrap();
        let kinds = || vec!["sqs-queue".to_owned()];
        let young = Flags { kinds: kinds(), newer_than: Some("1h".parse().unwrap()), ..Flags::default() };
        let listing = listed(&account, young, &["eu-west-1"]).await;
        let verdict = |listing: &Listing| {
            let queue = listing.judged.iter().find(|judged| judged.resource.reference.kind == "sqs-queue");
            queue.unwrap().verdict.clone()
        };
        assert_eq!(verdict(&listing), Verdict::Delete);
        let old = Flags { kinds: kinds(), older_than: Some("1h".parse().unwrap()), ..Flags::default() };
        let listing = listed(&account, old, &["eu-west-1"]).await;
        assert!(matches!(verdict(&listing), Verdict::Keep(reason) if reason.cause == Cause::NotSelected));
    })
    .await;
}

/// Makes a bucket and says of it what each of its configurations is.
async fn bucket(api: &Api, name: &str, configurations: &[(&str, String)]) {
    let asked = [("", String::new())].into_iter().chain(configurations.iter().cloned());
    for (parameter, body) in asked {
        let asked = Rest::new(http::Method::PUT, format!("/{name}")).body(body);
        let asked = if parameter.is_empty() { asked } else { asked.query(parameter, "") };
        api.rest(&S3, "Put", asked).await.unwrap_or_else(|error| panic!("{name}?{parameter}: {error}"));
    }
}

#[tokio::test]
async fn whom_a_bucket_needs_is_asked_of_those_that_stay_and_of_those_that_stay_for_their_sake() {
    emulated::account(async |account| {
        let api = account.api("us-east-1");
        let [kept, logs, gone] = ["kept", "logs", "gone"].map(|name| format!("{name}-{}", fastrand::u64(..)));
        let grant = |rights: &str| {
            let group = "<Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"Group\"><URI>http://acs.amazonaws.com/groups/s3/LogDelivery</URI></Grantee>";
            format!("<Grant>{group}<Permission>{rights}</Permission></Grant>")
        };
        let rights = format!(
            "<AccessControlPolicy><Owner><ID>1</ID></Owner><AccessControlList>{}{}</AccessControlList></AccessControlPolicy>",
            grant("WRITE"),
            grant("READ_ACP"),
        );
        let rule = "<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>alias/mine</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></Rule>";
        let encryption = format!("<ServerSideEncryptionConfiguration>{rule}</ServerSideEncryptionConfiguration>");
        let tagging = "<Tagging><TagSet><Tag><Key>terraproof:keep</Key><Value>1</Value></Tag></TagSet></Tagging>";
        let logging = format!("<BucketLoggingStatus><LoggingEnabled><TargetBucket>{logs}</TargetBucket><TargetPrefix/></LoggingEnabled></BucketLoggingStatus>");
        bucket(&api, &logs, &[("acl", rights), ("encryption", encryption.clone())]).await;
        bucket(&api, &kept, &[("tagging", tagging.to_owned()), ("logging", logging)]).await;
        bucket(&api, &gone, &[("encryption", encryption)]).await;

        let flags = Flags { kinds: vec!["s3-bucket".to_owned()], ..Flags::default() };
        let listing = listed(&account, flags, &["us-east-1", GLOBAL]).await;
        let names = |bucket: &str| -> Vec<&str> {
            let found = listing.judged.iter().find(|judged| judged.resource.id() == bucket).unwrap();
            found.resource.mentions.iter().map(|mention| mention.text.as_str()).collect()
        };
        assert!(names(&kept).contains(&logs.as_str()), "{listing:#?}");
        assert!(names(&logs).contains(&"alias/mine"), "{listing:#?}");
        assert_eq!(names(&gone), [""; 0], "what goes is not asked whom it needs");
    })
    .await;
}

#[tokio::test]
async fn needs_that_cannot_be_read_make_the_plan_incomplete() {
    let server = region().await;
    let bucket = |name: &str| format!("<Bucket><Name>{name}</Name><BucketRegion>eu-west-1</BucketRegion></Bucket>");
    let buckets = format!("<R><Buckets>{}{}</Buckets></R>", bucket("kept"), bucket("gone"));
    let tags = "<T><TagSet><Tag><Key>terraproof:keep</Key><Value>1</Value></Tag></TagSet></T>";
    let denied = "<Error><Code>AccessDenied</Code><Message>no</Message></Error>";
    for (path, parameter, status, body) in [
        ("/", "max-buckets", 200, buckets.as_str()),
        ("/kept", "tagging", 200, tags),
        ("/gone", "tagging", 200, "<T><TagSet/></T>"),
        ("/kept", "encryption", 403, denied),
        ("/kept", "logging", 403, denied),
    ] {
        let answer = ResponseTemplate::new(status).set_body_string(body);
        let asks = move |request: &wiremock::Request| {
            request.url.path() == path && request.url.query_pairs().any(|(name, _)| name == parameter)
        };
        Mock::given(asks).respond_with(answer).mount(&server).await;
    }
    emulated::played(&server, async |account| {
        let flags = Flags { kinds: vec!["s3-bucket".to_owned()], ..Flags::default() };
        let listing = listed(&account, flags, &["eu-west-1", GLOBAL]).await;
        assert_eq!(listing.judged.len(), 2, "{listing:#?}");
        let unknown = listing.not_listed.iter().find(|unknown| unknown.error.contains("what kept needs"));
        assert!(unknown.is_some_and(|unknown| unknown.error.contains("AccessDenied")), "{:?}", listing.not_listed);
    })
    .await;
}
