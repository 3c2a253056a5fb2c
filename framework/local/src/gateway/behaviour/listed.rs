//! The kinds whose listings can be behind, and how they are listed.

use crate::gateway::api::{ApiRequest, Filter};
use crate::gateway::emulator_client::EmulatorClient;
use crate::gateway::rules::query;
use crate::gateway::xml::Element;

/// A kind: the operations that create, delete and list it, and where it stands in their answers.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) service: &'static str,
    create: &'static [&'static str],
    delete: &'static str,
    /// The parameter that names the thing to delete.
    named: &'static str,
    pub(super) list: &'static str,
    pub(super) set: &'static str,
    /// The element that holds the identity, in listings and in the answer to a creation.
    pub(super) id: &'static str,
}

const fn ec2(
    create: &'static [&'static str],
    (delete, named): (&'static str, &'static str),
    (list, set, id): (&'static str, &'static str, &'static str),
) -> Listed {
    Listed { service: "ec2", create, delete, named, list, set, id }
}

const fn iam(
    create: &'static [&'static str],
    (delete, named): (&'static str, &'static str),
    (list, set, id): (&'static str, &'static str, &'static str),
) -> Listed {
    Listed { service: "iam", create, delete, named, list, set, id }
}

static KINDS: [Listed; 16] = [
    ec2(&["CreateVpc"], ("DeleteVpc", "VpcId"), ("DescribeVpcs", "vpcSet", "vpcId")),
    ec2(&["CreateSubnet"], ("DeleteSubnet", "SubnetId"), ("DescribeSubnets", "subnetSet", "subnetId")),
    ec2(
        &["CreateSecurityGroup"],
        ("DeleteSecurityGroup", "GroupId"),
        ("DescribeSecurityGroups", "securityGroupInfo", "groupId"),
    ),
    ec2(
        &["CreateNetworkInterface"],
        ("DeleteNetworkInterface", "NetworkInterfaceId"),
        ("DescribeNetworkInterfaces", "networkInterfaceSet", "networkInterfaceId"),
    ),
    ec2(&["CreateVolume"], ("DeleteVolume", "VolumeId"), ("DescribeVolumes", "volumeSet", "volumeId")),
    ec2(&["CreateSnapshot"], ("DeleteSnapshot", "SnapshotId"), ("DescribeSnapshots", "snapshotSet", "snapshotId")),
    ec2(
        &["AllocateAddress"],
        ("ReleaseAddress", "AllocationId"),
        ("DescribeAddresses", "addressesSet", "allocationId"),
    ),
    ec2(
        &["CreateRouteTable"],
        ("DeleteRouteTable", "RouteTableId"),
        ("DescribeRouteTables", "routeTableSet", "routeTableId"),
    ),
    ec2(
        &["CreateInternetGateway"],
        ("DeleteInternetGateway", "InternetGatewayId"),
        ("DescribeInternetGateways", "internetGatewaySet", "internetGatewayId"),
    ),
    ec2(&["CreateKeyPair", "ImportKeyPair"], ("DeleteKeyPair", "KeyName"), ("DescribeKeyPairs", "keySet", "keyName")),
    ec2(
        &["CreateLaunchTemplate"],
        ("DeleteLaunchTemplate", "LaunchTemplateId"),
        ("DescribeLaunchTemplates", "launchTemplates", "launchTemplateId"),
    ),
    Listed {
        service: "sns",
        create: &["CreateTopic"],
        delete: "DeleteTopic",
        named: "TopicArn",
        list: "ListTopics",
        set: "Topics",
        id: "TopicArn",
    },
    iam(&["CreateRole"], ("DeleteRole", "RoleName"), ("ListRoles", "Roles", "RoleName")),
    iam(&["CreateUser"], ("DeleteUser", "UserName"), ("ListUsers", "Users", "UserName")),
    iam(&["CreateGroup"], ("DeleteGroup", "GroupName"), ("ListGroups", "Groups", "GroupName")),
    iam(&["CreatePolicy"], ("DeletePolicy", "PolicyArn"), ("ListPolicies", "Policies", "Arn")),
];

/// Finds the kind that a call deletes.
pub(super) fn deleted_by(request: &ApiRequest) -> Option<&'static Listed> {
    of(request, |listed| listed.delete == request.operation)
}

/// Finds the kind that a call creates.
pub(super) fn created_by(request: &ApiRequest) -> Option<&'static Listed> {
    of(request, |listed| listed.create.contains(&&*request.operation))
}

/// Finds the kind that a call lists, unless it names the things itself.
pub(super) fn shown_by(request: &ApiRequest) -> Option<&'static Listed> {
    of(request, |listed| listed.list == request.operation && request.numbered(listed.named).is_empty())
}

fn of(request: &ApiRequest, is_it: impl Fn(&Listed) -> bool) -> Option<&'static Listed> {
    KINDS.iter().find(|listed| listed.service == request.service && is_it(listed))
}

impl Listed {
    /// Gives the region that matters: IAM has none.
    pub(super) fn region(&self, request: &ApiRequest) -> Option<String> {
        (self.service != "iam").then(|| request.region.clone()).flatten()
    }

    /// Looks up what a call is about to delete, as a listing shows it.
    pub(super) async fn find(&self, emulator: &EmulatorClient, request: &ApiRequest) -> Option<(String, Element)> {
        let id = request.parameter(self.named)?;
        if self.service == "sns" {
            let host = format!("sns.{}.amazonaws.com", request.region.as_deref()?);
            let listing = query::call(emulator, &host, (self.list, "2010-03-31"), &[]).await?;
            let item = listing.find(self.set)?.children.iter().find(|item| item.text_of(self.id) == Some(id))?;
            return Some((id.to_owned(), item.clone()));
        }
        if self.service != "iam" {
            let listing = query::ec2(emulator, request, self.list, &[(&format!("{}.1", self.named), id)]).await?;
            let item = listing.find(self.set)?.children.iter().find(|item| item.text_of(self.id) == Some(id))?;
            return Some((id.to_owned(), item.clone()));
        }
        // `DeleteRole` is about what `GetRole` gives as `Role`, and `ListRoles` as `member`.
        let kind = self.delete.strip_prefix("Delete")?;
        let action = format!("Get{kind}");
        let answer = query::call(emulator, "iam.amazonaws.com", (&action, "2010-05-08"), &[(self.named, id)]).await?;
        let mut item = answer.find(kind)?.clone();
        "member".clone_into(&mut item.name);
        Some((id.to_owned(), item))
    }

    /// Tells whether a listing would show a thing: on its first page, and where its filters can be understood and select it.
    pub(super) fn selects(&self, request: &ApiRequest, item: &Element) -> bool {
        let has = |name: &str| request.parameter(name).is_some_and(|value| !value.is_empty());
        if has("NextToken") || has("Marker") || request.parameter("OnlyAttached") == Some("true") {
            return false;
        }
        let below = request
            .parameter("PathPrefix")
            .is_none_or(|path| item.text_of("Path").is_some_and(|own| own.starts_with(path)));
        below && request.filters().iter().all(|filter| passes(filter, item))
    }
}

fn passes(filter: &Filter, item: &Element) -> bool {
    let tags = || item.child("tagSet").map(|set| &*set.children).unwrap_or_default().iter();
    if let Some(key) = filter.name.strip_prefix("tag:") {
        return tags().any(|tag| {
            tag.text_of("key") == Some(key) && wanted(filter, tag.child("value").map_or("", |value| &value.text))
        });
    }
    if filter.name == "tag-key" {
        return tags().any(|tag| tag.text_of("key").is_some_and(|key| wanted(filter, key)));
    }
    let name = camel_case(filter.name.rsplit('.').next().unwrap_or_default());
    item.find(&name).is_some_and(|element| wanted(filter, element.text.trim()))
}

fn wanted(filter: &Filter, text: &str) -> bool {
    filter.values.iter().any(|value| match value.split_once('*') {
        None => value == text,
        Some((start, "")) => text.starts_with(start),
        Some(("", end)) if !end.contains('*') => text.ends_with(end),
        Some(_) => false,
    })
}

/// `vpc-id` stands in answers as `vpcId`.
fn camel_case(name: &str) -> String {
    let mut words = name.split('-');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut all, word| {
        let mut letters = word.chars();
        all.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        all.push_str(letters.as_str());
        all
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes_with(name: &str, value: &str) -> bool {
        let item = "<item><subnetId>s-1</subnetId><vpcId>vpc-1</vpcId><tagSet><item><key>Name</key><value>web 1</value></item></tagSet></item>";
        let filter = Filter { prefix: "Filter.1".into(), name: name.into(), values: vec![value.into()] };
        passes(&filter, &Element::parse(item.as_bytes()).unwrap())
    }

    #[test]
    fn filters_select_by_element_and_tag_and_what_is_not_understood_selects_nothing() {
        assert!(passes_with("vpc-id", "vpc-1") && passes_with("tag:Name", "web*") && passes_with("tag-key", "Name"));
        assert!(!passes_with("vpc-id", "vpc-2") && !passes_with("tag:Name", "db*") && !passes_with("color", "red"));
    }
}
