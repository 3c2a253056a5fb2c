//! IAM users.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, Reach, iam};
use crate::nuke::api::services::IAM;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource, Use};

/// Users, by name, with their keys, passwords and devices.
#[derive(Debug)]
pub(super) struct IamUser;

const ABOUT: About = About {
    uses: &["iam-group", "iam-policy"],
    reach: Reach::Global,
    cloud_nuke: Some("IAMUsers"),
    aws_nuke: Some("IAMUser"),
    ..About::new("iam-user", "AWS::IAM::User")
};

/// What IAM wants gone before the user: the listing, its list and the id in it, and the call that removes one.
const BELONGINGS: [(&str, &str, &str, &str); 5] = [
    ("ListAccessKeys", "AccessKeyMetadata", "AccessKeyId", "DeleteAccessKey"),
    ("ListMFADevices", "MFADevices", "SerialNumber", "DeactivateMFADevice"),
    ("ListSigningCertificates", "Certificates", "CertificateId", "DeleteSigningCertificate"),
    ("ListSSHPublicKeys", "SSHPublicKeys", "SSHPublicKeyId", "DeleteSSHPublicKey"),
    (
        "ListServiceSpecificCredentials",
        "ServiceSpecificCredentials",
        "ServiceSpecificCredentialId",
        "DeleteServiceSpecificCredential",
    ),
];

#[async_trait]
impl Kind for IamUser {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        iam::details(api, "User", "UserDetailList", |user| found.extend(read(user))).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let user = resource.id();
        iam::tolerant(api.call(&IAM, "DeleteLoginProfile", json!({ "UserName": user })).await.map(drop))?;
        for (listing, list, id, removal) in BELONGINGS {
            remove_all(api, user, (listing, list, id, removal)).await?;
        }
        for group in resource.fact_list("groups") {
            let removed = json!({ "GroupName": group, "UserName": user });
            iam::tolerant(api.call(&IAM, "RemoveUserFromGroup", removed).await.map(drop))?;
        }
        iam::without_policies(api, "User", resource).await?;
        let answer = api.call(&IAM, "DeleteUser", json!({ "UserName": user })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

async fn remove_all(
    api: &Api,
    user: &str,
    (listing, list, id, removal): (&'static str, &str, &str, &str),
) -> Result<(), ApiError> {
    let mut pages = api.pages(&IAM, listing, json!({ "UserName": user }), Paging::MARKER);
    let mut ids = Vec::new();
    loop {
        match pages.next().await {
            Ok(Some(page)) => ids.extend(page.list(list).iter().filter_map(|entry| entry.text(id)).map(str::to_owned)),
            Ok(None) => break,
            // An emulator without the listing cannot hold what it would list.
            Err(error) if error.is_absent() || error.lack().is_some() => break,
            Err(error) => return Err(error),
        }
    }
    for found in ids {
        iam::tolerant(api.call(&IAM, removal, json!({ "UserName": user, id: found })).await.map(drop))?;
        // A virtual device is a thing of its own, and of no use without its user.
        if removal == "DeactivateMFADevice" && found.contains(":mfa/") {
            iam::tolerant(api.call(&IAM, "DeleteVirtualMFADevice", json!({ "SerialNumber": found })).await.map(drop))?;
        }
    }
    Ok(())
}

fn read(user: Node<'_>) -> Option<Resource> {
    let mut resource = iam::started(ABOUT.name, user.text("UserName")?, "UserId", user);
    resource.tags = user.tags("Tags");
    iam::inline_policies(&mut resource, &user.list("UserPolicyList"));
    let groups = user.texts("GroupList");
    for group in &groups {
        resource.uses(Use::of(Reference::global("iam-group", group)));
    }
    if !groups.is_empty() {
        resource.facts.insert("groups".to_owned(), json!(groups));
    }
    Some(resource)
}
