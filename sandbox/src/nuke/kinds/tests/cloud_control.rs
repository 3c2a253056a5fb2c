//! The emulator has no Cloud Control: a server plays it.

use serde_json::{Value, json};
use wiremock::matchers::{body_partial_json, header};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::listed;
use crate::nuke::api::Class;
use crate::nuke::emulated;
use crate::nuke::kinds::{Deleted, find};

const TYPE: &str = "AWS::Logs::QueryDefinition";

/// Answers an operation, the first `times` times.
async fn answers(server: &MockServer, operation: &str, asked: Value, times: u64, status: u16, body: Value) {
    Mock::given(header("x-amz-target", format!("CloudApiService.{operation}").as_str()))
        .and(body_partial_json(asked))
        .respond_with(ResponseTemplate::new(status).set_body_json(body))
        .up_to_n_times(times)
        .mount(server)
        .await;
}

#[tokio::test]
async fn resources_of_any_type_are_listed_page_by_page_and_deletions_followed() {
    let server = MockServer::start().await;
    let described = |id: &str| json!({ "Identifier": id, "Properties": "{}" });
    answers(
        &server,
        "ListResources",
        json!({ "NextToken": "2" }),
        1,
        200,
        json!({ "ResourceDescriptions": [described("b")] }),
    )
    .await;
    answers(
        &server,
        "ListResources",
        json!({ "TypeName": TYPE }),
        1,
        200,
        json!({ "ResourceDescriptions": [described("a")], "NextToken": "2" }),
    )
    .await;
    let properties = json!({ "Name": "slow", "Tags": [{ "Key": "team", "Value": "x" }] }).to_string();
    let description = json!({ "ResourceDescription": { "Identifier": "a", "Properties": properties } });
    answers(&server, "GetResource", json!({}), 2, 200, description).await;
    let progress = |status: &str| json!({ "ProgressEvent": { "RequestToken": "t", "OperationStatus": status } });
    answers(&server, "DeleteResource", json!({ "Identifier": "a" }), 1, 200, progress("IN_PROGRESS")).await;
    answers(&server, "GetResourceRequestStatus", json!({ "RequestToken": "t" }), 1, 200, progress("IN_PROGRESS")).await;
    answers(&server, "GetResourceRequestStatus", json!({ "RequestToken": "t" }), 1, 200, progress("SUCCESS")).await;
    let gone = json!({ "__type": "com.amazon.cloudapiservice#ResourceNotFoundException", "Message": "gone" });
    answers(&server, "GetResource", json!({}), 1, 400, gone).await;

    emulated::played(&server, async |account| {
        let api = account.api("eu-west-1");
        let resources = listed(&api, TYPE).await;
        assert_eq!(resources.iter().map(|resource| resource.id()).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!((resources[0].shown_name(), resources[0].tags.get("team")), ("slow", Some("x")));
        let kind = find(TYPE).unwrap();
        let outcome = kind.delete(&api, &resources[..1]).await.remove(0).unwrap();
        assert_eq!(outcome, Deleted::Requested(Some("t".to_owned())));
        assert!(kind.look(&api, &["a"]).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_listing_that_hands_out_the_same_page_again_ends_with_an_error() {
    let server = MockServer::start().await;
    answers(&server, "ListResources", json!({}), 10, 200, json!({ "ResourceDescriptions": [], "NextToken": "again" }))
        .await;
    emulated::played(&server, async |account| {
        let mut found = crate::nuke::kinds::Found::default();
        let error = find(TYPE).unwrap().list(&account.api("eu-west-1"), &mut found).await.unwrap_err();
        assert_eq!(error.class, Class::Permanent);
        assert!(error.to_string().contains("the same token again"), "{error}");
    })
    .await;
}

#[tokio::test]
async fn a_throttled_call_is_made_again() {
    let server = MockServer::start().await;
    let slow = json!({ "__type": "ThrottlingException", "message": "Rate exceeded" });
    answers(&server, "ListResources", json!({}), 2, 400, slow).await;
    answers(&server, "ListResources", json!({}), 1, 200, json!({ "ResourceDescriptions": [] })).await;
    emulated::played(&server, async |account| {
        assert!(listed(&account.api("eu-west-1"), TYPE).await.is_empty());
        assert_eq!(account.counts().total(), 3);
    })
    .await;
}
