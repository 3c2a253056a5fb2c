//! Network access control lists.

use std::collections::BTreeSet;

use async_trait::async_trait;
use serde_json::json;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind, ec2_subnet, ec2_vpc, relate};

use crate::nuke::api::services::EC2;
use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::{Reference, Resource};

/// Network ACLs. The default one goes with its VPC.
#[derive(Debug)]
pub(super) struct Ec2NetworkAcl;

const ABOUT: About = About {
    uses: &["ec2-vpc"],
    goes_with: &["ec2-vpc"],
    age: false,
    cloud_nuke: Some("NetworkACL"),
    aws_nuke: Some("EC2NetworkACL"),
    ..About::new("ec2-network-acl", "AWS::EC2::NetworkAcl")
};

pub(super) static LISTING: Listing =
    Listing::new("DescribeNetworkAcls", "networkAclSet", |api, entry, found| found.extend(read(api, entry)));

#[async_trait]
impl Kind for Ec2NetworkAcl {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        LISTING.list(api, found).await
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        let mut seen = LISTING.look(api, ids).await?;
        let vpcs: BTreeSet<String> = seen.iter().filter_map(vpc).map(str::to_owned).collect();
        if !vpcs.is_empty() {
            // A default one is gone with its VPC, even where an emulator goes on listing it.
            let vpcs: Vec<&str> = vpcs.iter().map(String::as_str).collect();
            let there = ec2_vpc::LISTING.look(api, &vpcs).await?;
            seen.retain(|acl| vpc(acl).is_none_or(|vpc| there.iter().any(|there| there.id() == vpc)));
        }
        Ok(seen)
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        move_outlived(api, resource).await?;
        ec2::requested(api, "DeleteNetworkAcl", json!({ "NetworkAclId": resource.id() })).await
    }

    async fn blockers(&self, _api: &Api, resource: &Resource) -> Result<Vec<Reference>, ApiError> {
        let subnet = |id: &String| Reference::new("ec2-subnet", resource.reference.region.clone(), id);
        Ok(resource.fact_list(relate::SUBNETS).iter().map(subnet).collect())
    }
}

/// The fact that holds the associations with subnets, in the order of those.
const ASSOCIATIONS: &str = "subnet_associations";

/// Gives associations with subnets that are gone, which emulators keep, to the default one of the VPC: there is no other way to end them.
async fn move_outlived(api: &Api, resource: &Resource) -> Result<(), ApiError> {
    let subnets = resource.fact_list(relate::SUBNETS);
    if subnets.is_empty() {
        return Ok(());
    }
    let ids: Vec<&str> = subnets.iter().map(String::as_str).collect();
    let there = ec2_subnet::LISTING.look(api, &ids).await?;
    let vpcs: Vec<&str> = resource.uses.iter().map(|used| used.of.id.as_str()).collect();
    let others = LISTING.filtered(api, "vpc-id", &vpcs).await?;
    let Some(default) = others.iter().find(|acl| acl.goes_with.is_some()) else { return Ok(()) };
    for (subnet, association) in subnets.iter().zip(resource.fact_list(ASSOCIATIONS)) {
        if there.iter().all(|there| there.id() != subnet.as_str()) {
            let moved = json!({ "AssociationId": association, "NetworkAclId": default.id() });
            api.call(&EC2, "ReplaceNetworkAclAssociation", moved).await?;
        }
    }
    Ok(())
}

/// Returns the VPC that it goes with.
fn vpc(acl: &Resource) -> Option<&str> {
    acl.goes_with.as_ref().map(|vpc| vpc.id.as_str())
}

pub(super) fn read(api: &Api, acl: Node<'_>) -> Option<Resource> {
    let mut resource = ec2::started(api, ABOUT.name, acl.text("networkAclId")?, acl);
    ec2::owned(api, &mut resource, acl.text("ownerId"));
    ec2::uses(&mut resource, "ec2-vpc", acl.text("vpcId"));
    if acl.flag("default") {
        resource.goes_with = acl.text("vpcId").map(|vpc| Reference::new("ec2-vpc", api.region(), vpc));
        return Some(resource);
    }
    let associations = acl.list("associationSet");
    let texts = |field: &str| associations.iter().filter_map(|one| one.text(field)).collect::<Vec<_>>();
    for (fact, field) in [(relate::SUBNETS, "subnetId"), (ASSOCIATIONS, "networkAclAssociationId")] {
        let ids = texts(field);
        if !ids.is_empty() {
            resource.facts.insert(fact.to_owned(), json!(ids));
        }
    }
    Some(resource)
}
