use serde_json::{Value, json};

use super::{deleted, listed, names, only};
use crate::nuke::api::Api;
use crate::nuke::api::services::IAM;
use crate::nuke::emulated;
use crate::nuke::model::{GLOBAL, Reference, Use};

async fn done(api: &Api, operation: &str, parameters: Value) {
    api.call(&IAM, operation, parameters).await.unwrap();
}

async fn policy(api: &Api, name: &str) -> String {
    let document =
        json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "s3:*", "Resource": "*" }] });
    let parameters = json!({ "PolicyName": name, "PolicyDocument": document.to_string() });
    api.call(&IAM, "CreatePolicy", parameters).await.unwrap().text("Policy/Arn").unwrap().to_owned()
}

fn uses(kind: &str, id: &str) -> Use {
    Use::of(Reference::global(kind, id))
}

#[tokio::test]
async fn a_role_with_policies_in_a_profile_goes_after_its_profile() {
    emulated::account(async |account| {
        let api = account.api(GLOBAL);
        let arn = policy(&api, "reads").await;
        let provider = "arn:aws:iam::111122223333:oidc-provider/tokens.example.com";
        let trusted = json!({ "Effect": "Allow", "Principal": { "Federated": provider }, "Action": "sts:AssumeRoleWithWebIdentity" });
        let trust = json!({ "Version": "2012-10-17", "Statement": [trusted] }).to_string();
        let tags = json!([{ "Key": "team", "Value": "a=b & c" }]);
        done(&api, "CreateRole", json!({ "RoleName": "app", "AssumeRolePolicyDocument": trust, "Tags": tags })).await;
        done(&api, "AttachRolePolicy", json!({ "RoleName": "app", "PolicyArn": arn })).await;
        let inline = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" }] });
        done(&api, "PutRolePolicy", json!({ "RoleName": "app", "PolicyName": "own", "PolicyDocument": inline.to_string() })).await;
        done(&api, "CreateInstanceProfile", json!({ "InstanceProfileName": "app" })).await;
        done(&api, "AddRoleToInstanceProfile", json!({ "InstanceProfileName": "app", "RoleName": "app" })).await;
        done(&api, "CreateServiceLinkedRole", json!({ "AWSServiceName": "autoscaling.amazonaws.com" })).await;

        let role = only(&api, "iam-role").await;
        assert_eq!(role.tags.get("team"), Some("a=b & c"));
        assert_eq!(role.uses, [uses("iam-policy", &arn)]);
        assert!(names(&role, provider), "{role:#?}");
        assert!(role.created.is_some() && role.identity.as_deref().is_some_and(|id| id.starts_with("AROA")));
        let profile = only(&api, "iam-instance-profile").await;
        assert_eq!(profile.uses, [uses("iam-role", "app")]);
        for resource in [profile, role, only(&api, "iam-policy").await] {
            deleted(&api, &resource).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_user_goes_with_keys_and_memberships() {
    emulated::account(async |account| {
        let api = account.api(GLOBAL);
        let arn = policy(&api, "reads").await;
        let version = json!({ "PolicyArn": arn, "PolicyDocument": json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Deny", "Action": "*", "Resource": "*" }] }).to_string(), "SetAsDefault": true });
        done(&api, "CreatePolicyVersion", version).await;
        done(&api, "CreateUser", json!({ "UserName": "eve+a@x.org", "Tags": [{ "Key": "k", "Value": "v" }] })).await;
        done(&api, "CreateGroup", json!({ "GroupName": "all" })).await;
        done(&api, "AddUserToGroup", json!({ "GroupName": "all", "UserName": "eve+a@x.org" })).await;
        done(&api, "AttachUserPolicy", json!({ "UserName": "eve+a@x.org", "PolicyArn": arn })).await;
        done(&api, "AttachGroupPolicy", json!({ "GroupName": "all", "PolicyArn": arn })).await;
        done(&api, "CreateAccessKey", json!({ "UserName": "eve+a@x.org" })).await;
        done(&api, "CreateLoginProfile", json!({ "UserName": "eve+a@x.org", "Password": "Unguessable-1" })).await;

        let user = only(&api, "iam-user").await;
        assert_eq!(user.tags.get("k"), Some("v"));
        assert_eq!(user.uses, [uses("iam-policy", &arn), uses("iam-group", "all")]);
        for resource in [user, only(&api, "iam-group").await, only(&api, "iam-policy").await] {
            deleted(&api, &resource).await;
        }
        assert!(listed(&api, "iam-user").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn identity_providers_and_certificates_are_deleted() {
    emulated::account(async |account| {
        let api = account.api(GLOBAL);
        let thumbprints = json!(["0123456789012345678901234567890123456789"]);
        done(
            &api,
            "CreateOpenIDConnectProvider",
            json!({ "Url": "https://ci.example.com", "ThumbprintList": thumbprints }),
        )
        .await;
        let provider = only(&api, "iam-oidc-provider").await;
        assert_eq!(provider.shown_name(), "ci.example.com");
        deleted(&api, &provider).await;

        let certificate = json!({ "ServerCertificateName": "old", "CertificateBody": "x", "PrivateKey": "y" });
        done(&api, "UploadServerCertificate", certificate).await;
        let mut found = crate::nuke::kinds::Found::default();
        let kind = crate::nuke::kinds::find("iam-server-certificate").unwrap();
        kind.list(&api, &mut found).await.unwrap();
        let resources = found.into_resources();
        assert_eq!(resources[0].id(), "old");
        // The emulator has no tags for them, so `look` is shown by the others.
        kind.delete(&api, &resources).await.remove(0).unwrap();
    })
    .await;
}
