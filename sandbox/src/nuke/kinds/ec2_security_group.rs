//! Security groups.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind, ec2_network_interface};
use crate::nuke::api::services::EC2;
use crate::nuke::api::{Api, ApiError, Class, Node};
use crate::nuke::model::{Reference, Resource, Use};

/// Groups. The one called `default` goes with its VPC. A rule that names another group is a use that can be cut, by revoking the rule.
#[derive(Debug)]
pub(super) struct Ec2SecurityGroup;

const ABOUT: About = About {
    uses: &["ec2-prefix-list", "ec2-security-group", "ec2-vpc"],
    goes_with: &["ec2-vpc"],
    age: false,
    cloud_nuke: Some("SecurityGroup"),
    aws_nuke: Some("EC2SecurityGroup"),
    ..About::new("ec2-security-group", "AWS::EC2::SecurityGroup")
};

pub(super) static LISTING: Listing =
    Listing::new("DescribeSecurityGroups", "securityGroupInfo", |api, group, found| found.extend(read(api, group)))
        .by("group-id");

/// The fact that holds the rules that name other groups, each as a revoke call takes it.
const RULES: &str = "rules";

#[async_trait]
impl Kind for Ec2SecurityGroup {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        LISTING.list(api, found).await
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        LISTING.look(api, ids).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        ec2::requested(api, "DeleteSecurityGroup", json!({ "GroupId": resource.id() })).await
    }

    async fn cut(&self, api: &Api, resource: &Resource, uses: &[Reference]) -> Result<(), ApiError> {
        let mut is_sure = true;
        for (direction, operation) in [("in", "RevokeSecurityGroupIngress"), ("out", "RevokeSecurityGroupEgress")] {
            let rules = resource.facts.get(RULES).and_then(Value::as_array).into_iter().flatten();
            let named = |rule: &&Value| {
                let other = rule["rule"]["Groups"][0]["GroupId"].as_str();
                rule["direction"] == direction && uses.iter().any(|used| Some(used.id.as_str()) == other)
            };
            let permissions: Vec<&Value> = rules.filter(named).map(|rule| &rule["rule"]).collect();
            if permissions.is_empty() {
                continue;
            }
            if !revoked(api, operation, resource.id(), &permissions).await? {
                is_sure = false;
                // One that is gone already keeps the others.
                for permission in &permissions {
                    revoked(api, operation, resource.id(), &[permission]).await?;
                }
            }
        }
        if is_sure { Ok(()) } else { still_named(api, resource, uses).await }
    }

    async fn blockers(&self, api: &Api, resource: &Resource) -> Result<Vec<Reference>, ApiError> {
        let listings = [
            (&ec2_network_interface::LISTING, "group-id"),
            (&LISTING, "ip-permission.group-id"),
            (&LISTING, "egress.ip-permission.group-id"),
        ];
        ec2::blockers(api, &listings, resource).await
    }
}

/// Revokes rules; tells whether the service knew them all.
async fn revoked(api: &Api, operation: &'static str, group: &str, permissions: &[&Value]) -> Result<bool, ApiError> {
    match api.call(&EC2, operation, json!({ "GroupId": group, "IpPermissions": permissions })).await {
        Ok(_) => Ok(true),
        Err(error) if error.class == Class::Absent => Ok(false),
        Err(error) => Err(error),
    }
}

/// Sees to it that rules are gone that the service said it did not know.
async fn still_named(api: &Api, resource: &Resource, uses: &[Reference]) -> Result<(), ApiError> {
    let group = LISTING.look(api, &[resource.id()]).await?.pop();
    let named = group.and_then(|group| group.uses.into_iter().find(|used| uses.contains(&used.of)));
    named.map_or(Ok(()), |named| {
        Err(ApiError::unexpected(format!("a rule that names {} could not be revoked, and is still there", named.of)))
    })
}

pub(super) fn read(api: &Api, group: Node<'_>) -> Option<Resource> {
    let id = group.text("groupId")?;
    let mut resource = ec2::started(api, ABOUT.name, id, group);
    let name = group.text("groupName");
    resource.name = name.map(str::to_owned).or(resource.name);
    ec2::owned(api, &mut resource, group.text("ownerId"));
    ec2::uses(&mut resource, "ec2-vpc", group.text("vpcId"));
    if name == Some("default") {
        resource.goes_with = group.text("vpcId").map(|vpc| Reference::new("ec2-vpc", api.region(), vpc));
    }
    let mut rules = Vec::new();
    for (direction, permissions) in [("in", "ipPermissions"), ("out", "ipPermissionsEgress")] {
        for permission in group.list(permissions) {
            for list in permission.list("prefixListIds") {
                ec2::uses(&mut resource, "ec2-prefix-list", list.text("prefixListId"));
            }
            for other in permission.list("groups") {
                let Some(named) = other.text("groupId").filter(|named| *named != id) else { continue };
                resource.uses(Use::cuttable(Reference::new(ABOUT.name, api.region(), named)));
                rules.push(json!({ "direction": direction, "rule": rule(permission, other, named) }));
            }
        }
    }
    if !rules.is_empty() {
        resource.facts.insert(RULES.to_owned(), rules.into());
    }
    Some(resource)
}

/// Writes one rule as a revoke call takes it.
fn rule(permission: Node<'_>, other: Node<'_>, named: &str) -> Value {
    let told = |field: &str| other.at(field).and_then(|text| text.0.as_str());
    json!({
        "IpProtocol": permission.text("ipProtocol"),
        "FromPort": permission.number("fromPort"),
        "ToPort": permission.number("toPort"),
        // As it was told, were it empty: a rule may be found by all that it says.
        "Groups": [{ "GroupId": named, "UserId": told("userId"), "Description": told("description") }],
    })
}
