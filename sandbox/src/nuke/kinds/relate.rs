//! What only several listings together tell: no call is made for it.
//!
//! A subnet's listing does not name its route table, but the route table's names its subnets; an internet gateway cannot be detached while
//! anything in the VPC has a public address; an interface that a service made goes with what it serves.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::nuke::model::{Reference, Resource, Tags, Use};

/// The fact of a route table or network ACL that holds the subnets it is associated with.
pub(super) const SUBNETS: &str = "subnets";
/// The fact that holds the VPC in which something has a public address.
pub(super) const PUBLIC_IN: &str = "public_in";
/// The fact of an interface that holds the service that made it.
pub(super) const MADE_BY: &str = "made_by";
/// The fact of an interface that holds the kinds it may serve, and the name of what it serves: `{"kinds": [..], "name": ..}`.
pub(super) const MADE_FOR: &str = "made_for";

/// Completes what was listed of an account: uses, and what goes with what.
///
/// To be called once with everything that was listed in all regions, before anything is decided.
pub(crate) fn relate(resources: &mut Vec<Resource>) {
    outlived(resources);
    let uses = [subnet_uses(resources), gateway_uses(resources)].concat();
    for (user, used) in uses {
        resources[user].uses(used);
    }
    default_gateways(resources);
    owners(resources);
    super::along::join(resources);
    interfaces(resources);
    super::dns::join(resources);
}

/// Drops the default network ACLs of VPCs that are gone, which emulators go on listing.
fn outlived(resources: &mut Vec<Resource>) {
    let vpcs: HashSet<Reference> = of_kind(resources, "ec2-vpc").map(|vpc| vpc.reference.clone()).collect();
    let regions: HashSet<&str> = vpcs.iter().map(|vpc| vpc.region.as_str()).collect();
    resources.retain(|resource| match &resource.goes_with {
        Some(vpc) if resource.reference.kind == "ec2-network-acl" && regions.contains(vpc.region.as_str()) => {
            vpcs.contains(vpc)
        }
        _ => true,
    });
}

fn of_kind<'a>(resources: &'a [Resource], kind: &'a str) -> impl Iterator<Item = &'a Resource> {
    resources.iter().filter(move |resource| resource.reference.kind == kind)
}

fn fact<'a>(resource: &'a Resource, name: &str) -> Option<&'a str> {
    resource.facts.get(name).and_then(Value::as_str)
}

/// Finds the subnets that use a route table or a network ACL.
fn subnet_uses(resources: &[Resource]) -> Vec<(usize, Use)> {
    let subnets = numbers(resources, "ec2-subnet");
    let mut uses = Vec::new();
    for resource in resources.iter().filter(|resource| resource.facts.contains_key(SUBNETS)) {
        for subnet in resource.fact_list(SUBNETS) {
            if let Some(number) = subnets.get(&(resource.reference.region.as_str(), subnet.as_str())) {
                uses.push((*number, Use::of(resource.reference.clone())));
            }
        }
    }
    uses
}

/// Numbers the resources of a kind by region and id.
fn numbers<'a>(resources: &'a [Resource], kind: &str) -> HashMap<(&'a str, &'a str), usize> {
    let of_kind = resources.iter().enumerate().filter(|(_, resource)| resource.reference.kind == kind);
    of_kind.map(|(number, resource)| ((resource.reference.region.as_str(), resource.id()), number)).collect()
}

/// Finds what has a public address, and therefore uses the internet gateway of its VPC.
fn gateway_uses(resources: &[Resource]) -> Vec<(usize, Use)> {
    let mut gateways = HashMap::new();
    for gateway in of_kind(resources, "ec2-internet-gateway") {
        for used in gateway.uses.iter().filter(|used| used.of.kind == "ec2-vpc") {
            gateways.insert((used.of.region.as_str(), used.of.id.as_str()), &gateway.reference);
        }
    }
    let public = resources.iter().enumerate().filter_map(|(number, resource)| {
        let gateway = gateways.get(&(resource.reference.region.as_str(), fact(resource, PUBLIC_IN)?))?;
        Some((number, Use::of((*gateway).clone())))
    });
    public.collect()
}

/// Marks the internet gateways of default VPCs, which are AWS's own as those are. The main route tables of these are nobody's, unless they
/// were given tags: what they lead to need not stay for their sake.
fn default_gateways(resources: &mut [Resource]) {
    let of_aws = of_kind(resources, "ec2-vpc").filter(|vpc| vpc.built_in.is_some());
    let defaults: HashSet<Reference> = of_aws.map(|vpc| vpc.reference.clone()).collect();
    for gateway in resources.iter_mut().filter(|resource| resource.reference.kind == "ec2-internet-gateway") {
        if gateway.built_in.is_none() && gateway.uses.iter().any(|used| defaults.contains(&used.of)) {
            gateway.built_in = Some("the internet gateway of a default VPC".to_owned());
        }
    }
    let is_default = |vpc: &Option<Reference>| vpc.as_ref().is_some_and(|vpc| defaults.contains(vpc));
    for table in resources.iter_mut().filter(|resource| resource.reference.kind == "ec2-route-table") {
        if is_default(&table.goes_with) && table.tags == Tags::from_iter([("", ""); 0]) {
            table.mentions.clear();
        }
    }
}

/// Whose an instance is, by the tag that says so.
const OWNERS: [(&str, &str); 2] =
    [("aws:ec2:fleet-id", "ec2-fleet"), ("aws:elasticmapreduce:job-flow-id", "emr-cluster")];

/// Finds the instances whose fleet or cluster is there, and would make them again; a deleted fleet may leave them running, by themselves.
fn owners(resources: &mut [Resource]) {
    for (tag, kind) in OWNERS {
        let owners: HashSet<Reference> = of_kind(resources, kind).map(|owner| owner.reference.clone()).collect();
        for instance in resources.iter_mut().filter(|resource| resource.reference.kind == "ec2-instance") {
            let Some(id) = instance.tags.get(tag) else { continue };
            let owner = Reference::new(kind, instance.reference.region.clone(), id);
            if instance.goes_with.is_none() && owners.contains(&owner) {
                instance.goes_with = Some(owner);
            }
        }
    }
}

/// Tells what becomes of an interface that a service made.
enum Fate {
    /// It goes with this.
    With(Reference),
    /// It serves something that was listed, which itself says what it uses.
    Served,
    /// Nothing that was listed is known to be served by it: what it uses has to stay.
    Unknown,
}

fn interfaces(resources: &mut [Resource]) {
    let fates = fates(resources);
    for (number, fate) in fates {
        let interface = &mut resources[number];
        let by = fact(interface, MADE_BY).unwrap_or("a service").to_owned();
        match fate {
            Fate::With(parent) => interface.goes_with = Some(parent),
            Fate::Served => {
                interface.uses.clear();
                interface.built_in = Some(format!("made by {by}"));
            }
            Fate::Unknown => interface.built_in = Some(format!("made by {by}")),
        }
    }
}

fn fates(resources: &[Resource]) -> Vec<(usize, Fate)> {
    let is_made = |resource: &Resource| resource.facts.contains_key(MADE_BY) && resource.goes_with.is_none();
    let made: Vec<usize> = (0..resources.len()).filter(|number| is_made(&resources[*number])).collect();
    if made.is_empty() {
        return Vec::new();
    }
    let wanted: HashSet<&Reference> = made.iter().map(|number| &resources[*number].reference).collect();
    let mut users: HashMap<&Reference, &Reference> = HashMap::new();
    let mut by_kind: HashMap<(&str, &str), Vec<&Resource>> = HashMap::new();
    for resource in resources {
        let key = (resource.reference.region.as_str(), resource.reference.kind.as_str());
        by_kind.entry(key).or_default().push(resource);
        for used in resource.uses.iter().filter(|used| wanted.contains(&used.of)) {
            users.insert(&used.of, &resource.reference);
        }
    }
    made.into_iter()
        .map(|number| {
            let interface = &resources[number];
            let fate = match users.get(&interface.reference) {
                Some(user) => Fate::With((*user).clone()),
                None => served(interface, &by_kind),
            };
            (number, fate)
        })
        .collect()
}

/// Finds what an interface serves among the kinds that its description tells.
fn served(interface: &Resource, by_kind: &HashMap<(&str, &str), Vec<&Resource>>) -> Fate {
    let Some(made_for) = interface.facts.get(MADE_FOR) else { return Fate::Unknown };
    let region = interface.reference.region.as_str();
    let kinds = made_for["kinds"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let candidates: Vec<&Resource> = kinds.filter_map(|kind| by_kind.get(&(region, kind))).flatten().copied().collect();
    if let Some(name) = made_for["name"].as_str() {
        let is_it = |candidate: &&&Resource| {
            let (id, ending) = (candidate.id(), candidate.id().strip_suffix(name));
            id == name || ending.is_some_and(|start| start.ends_with(['/', ':'])) || candidate.shown_name() == name
        };
        if let Some(it) = candidates.iter().find(is_it) {
            return Fate::With(it.reference.clone());
        }
    }
    // Nothing names the database or task behind an interface; one that shares a group or subnet with it speaks for it.
    let shares = |candidate: &&Resource| {
        let network = |used: &&Use| matches!(used.of.kind.as_str(), "ec2-security-group" | "ec2-subnet");
        candidate.uses.iter().filter(network).any(|used| interface.uses.contains(used))
    };
    if candidates.iter().copied().any(|candidate| shares(&candidate)) { Fate::Served } else { Fate::Unknown }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reference(kind: &str, id: &str) -> Reference {
        Reference::new(kind, "eu-west-1", id)
    }

    fn resource(kind: &str, id: &str, uses: &[(&str, &str)], facts: &[(&str, Value)]) -> Resource {
        let mut resource = Resource::new(reference(kind, id));
        for (kind, id) in uses {
            resource.uses(Use::of(reference(kind, id)));
        }
        resource.facts = facts.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        resource
    }

    fn related(mut resources: Vec<Resource>) -> Vec<Resource> {
        relate(&mut resources);
        resources
    }

    fn is_used(resource: &Resource, kind: &str, id: &str) -> bool {
        resource.uses.contains(&Use::of(reference(kind, id)))
    }

    #[test]
    fn a_subnet_uses_the_route_table_that_names_it() {
        let table = resource("ec2-route-table", "rtb-1", &[], &[(SUBNETS, json!(["subnet-1", "subnet-gone"]))]);
        let seen = related(vec![table, resource("ec2-subnet", "subnet-1", &[], &[])]);
        assert!(is_used(&seen[1], "ec2-route-table", "rtb-1"));
    }

    #[test]
    fn what_has_a_public_address_uses_the_gateway_of_its_vpc() {
        let gateway = resource("ec2-internet-gateway", "igw-1", &[("ec2-vpc", "vpc-1")], &[]);
        let nat = |vpc: &str| resource("ec2-nat-gateway", "nat-1", &[], &[(PUBLIC_IN, json!(vpc))]);
        let seen = related(vec![gateway, nat("vpc-1"), nat("vpc-2")]);
        assert!(is_used(&seen[1], "ec2-internet-gateway", "igw-1") && seen[2].uses.is_empty());
        assert_eq!(seen[0].built_in, None);
    }

    #[test]
    fn the_gateway_of_a_default_vpc_is_as_built_in_as_that() {
        let mut vpc = resource("ec2-vpc", "vpc-1", &[], &[]);
        vpc.built_in = Some("the default VPC of its region".to_owned());
        let gateway = resource("ec2-internet-gateway", "igw-1", &[("ec2-vpc", "vpc-1")], &[]);
        assert!(related(vec![vpc, gateway])[1].built_in.is_some());
    }

    #[test]
    fn a_default_network_acl_does_not_outlive_its_vpc() {
        let acl = |id: &str, vpc: &str| {
            let mut acl = resource("ec2-network-acl", id, &[], &[]);
            acl.goes_with = Some(reference("ec2-vpc", vpc));
            acl
        };
        let vpc = resource("ec2-vpc", "vpc-1", &[], &[]);
        let seen = related(vec![acl("acl-1", "vpc-1"), acl("acl-2", "vpc-gone"), vpc]);
        assert_eq!(seen.iter().map(Resource::id).collect::<Vec<_>>(), ["acl-1", "vpc-1"]);
        assert_eq!(related(vec![acl("acl-2", "vpc-2")]).len(), 1, "nobody asked for VPCs");
    }

    fn interface(made_for: &Value) -> Resource {
        let uses = [("ec2-subnet", "subnet-1"), ("ec2-security-group", "sg-1")];
        resource("ec2-network-interface", "eni-1", &uses, &[(MADE_BY, json!("amazon-x")), (MADE_FOR, made_for.clone())])
    }

    #[test]
    fn an_interface_of_a_service_goes_with_what_it_is_named_after_or_used_by() {
        let arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/50dc";
        let made_for = json!({ "kinds": ["elbv2-load-balancer"], "name": "app/web/50dc" });
        let seen = related(vec![interface(&made_for), resource("elbv2-load-balancer", arn, &[], &[])]);
        assert_eq!(seen[0].goes_with, Some(reference("elbv2-load-balancer", arn)));

        let nat = resource("ec2-nat-gateway", "nat-1", &[("ec2-network-interface", "eni-1")], &[]);
        let seen = related(vec![interface(&Value::Null), nat]);
        assert_eq!(seen[0].goes_with, Some(reference("ec2-nat-gateway", "nat-1")));
    }

    #[test]
    fn an_interface_of_a_listed_database_holds_nothing_back_and_one_of_an_unknown_service_does() {
        let made_for = json!({ "kinds": ["rds-instance"], "name": null });
        let database = |group: &str| resource("rds-instance", "db", &[("ec2-security-group", group)], &[]);
        let seen = related(vec![interface(&made_for), database("sg-1")]);
        assert!(seen[0].uses.is_empty() && seen[0].built_in.is_some());

        let seen = related(vec![interface(&made_for), database("sg-2")]);
        assert_eq!((seen[0].uses.len(), seen[0].built_in.as_deref()), (2, Some("made by amazon-x")));
    }
}
