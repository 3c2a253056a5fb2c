//! Whose a network interface is that a service made for itself.
//!
//! Nothing but the description names what it serves; the forms are those that
//! <https://repost.aws/knowledge-center/troubleshoot-delete-vpc-eni> and the services' guides show.

use serde_json::json;

use super::relate::{MADE_BY, MADE_FOR};
use crate::nuke::api::Node;
use crate::nuke::model::{Reference, Resource};

/// Says how a description begins, whom that serves, and how it names it.
struct Form {
    start: &'static str,
    kinds: &'static [&'static str],
    name: Name,
}

/// Says what of the rest of a description is a name.
#[derive(Clone, Copy)]
enum Name {
    /// All of it.
    Rest,
    /// The first word.
    Word,
    /// All but the unique id at its end.
    BeforeUniqueId,
    /// Nothing.
    None,
}

const fn form(start: &'static str, kinds: &'static [&'static str], name: Name) -> Form {
    Form { start, kinds, name }
}

static FORMS: [Form; 18] = [
    form("Interface for NAT Gateway ", &["ec2-nat-gateway"], Name::Word),
    form("VPC Endpoint Interface ", &["ec2-vpc-endpoint"], Name::Word),
    form("Network Interface for Transit Gateway Attachment ", &["ec2-transit-gateway-attachment"], Name::Word),
    form("ELB app/", &["elbv2-load-balancer"], Name::Rest),
    form("ELB net/", &["elbv2-load-balancer"], Name::Rest),
    form("ELB gwy/", &["elbv2-load-balancer"], Name::Rest),
    form("ELB ", &["elb-load-balancer"], Name::Rest),
    form(EFS, &["efs-file-system"], Name::Word),
    form("AWS Lambda VPC ENI-", &["lambda-function"], Name::BeforeUniqueId),
    form(LAMBDA, &["lambda-function"], Name::None),
    form("Amazon EKS ", &["eks-cluster"], Name::Rest),
    form("RDSNetworkInterface", &["rds-instance", "rds-cluster"], Name::None),
    form("ElastiCache", &["elasticache-cluster"], Name::None),
    form("Network interface for DBProxy ", &["rds-proxy"], Name::Rest),
    form("Route 53 Resolver: ", &["route53resolver-endpoint"], Name::None),
    form("RedshiftNetworkInterface", &["redshift-cluster"], Name::None),
    form("ES ", &["opensearch-domain"], Name::Rest),
    form("arn:aws:ecs:", &["ecs-service", "ecs-cluster"], Name::None),
];

/// The kinds that an interface may go with: instances, and everything above.
pub(super) const KINDS: &[&str] = &[
    "ec2-instance",
    "ec2-nat-gateway",
    "ec2-transit-gateway-attachment",
    "ec2-vpc-endpoint",
    "ecs-cluster",
    "ecs-service",
    "efs-file-system",
    "eks-cluster",
    "elasticache-cluster",
    "elb-load-balancer",
    "elbv2-load-balancer",
    "lambda-function",
    "opensearch-domain",
    "rds-cluster",
    "rds-instance",
    "rds-proxy",
    "redshift-cluster",
    "route53resolver-endpoint",
    "sagemaker-notebook",
];

const LAMBDA: &str = "AWS Lambda VPC ENI";
const EFS: &str = "EFS mount target for ";

/// Tells whether a service made the interface for itself, so that it alone can delete it.
pub(super) fn is_a_service(interface: Node<'_>) -> bool {
    let kind = interface.text("interfaceType").unwrap_or("interface");
    let attached_by = interface.text("attachment/instanceOwnerId");
    if interface.text("status") == Some("available") && interface.text_or_empty("description").starts_with(LAMBDA) {
        // Lambda leaves it behind for a while, detached, and lets anybody delete it.
        return false;
    }
    interface.flag("requesterManaged")
        || !matches!(kind, "interface" | "efa" | "efa-only" | "trunk" | "branch")
        || attached_by.is_some_and(|owner| owner.starts_with("amazon-"))
        || interface.text("description").is_some_and(|description| description.starts_with(EFS))
}

/// Tells of an interface as it was read whether it is a service's own, or was left behind by one: then it goes by itself, in its own time.
pub(crate) fn goes_by_itself(interface: &Resource) -> bool {
    let is_lambdas = interface.name.as_deref().is_some_and(|name| name.starts_with(LAMBDA));
    interface.facts.contains_key(MADE_BY) || is_lambdas
}

/// Notes who made it and what it serves; what EC2 itself serves, it goes with at once.
pub(super) fn mark(resource: &mut Resource, interface: Node<'_>) {
    let description = interface.text_or_empty("description");
    let requester = interface.text("attachment/instanceOwnerId").or_else(|| interface.text("requesterId"));
    let by = [requester.unwrap_or("a service"), &description].join(": ");
    resource.facts.insert(MADE_BY.to_owned(), by.trim_end_matches(": ").into());
    resource.name = resource.name.take().or_else(|| Some(description.clone()).filter(|text| !text.is_empty()));
    let Some(form) = FORMS.iter().find(|form| description.starts_with(form.start)) else { return };
    let name = named(form, &description);
    match (form.kinds, &name) {
        ([kind], Some(id)) if kind.starts_with("ec2-") => {
            resource.goes_with = Some(Reference::new(*kind, resource.reference.region.clone(), id));
        }
        _ => {
            resource.facts.insert(MADE_FOR.to_owned(), json!({ "kinds": form.kinds, "name": name }));
        }
    }
}

fn named(form: &Form, description: &str) -> Option<String> {
    /// `-` and 36 characters.
    const UNIQUE_ID: usize = 37;
    let start = if form.start.starts_with("ELB ") { "ELB " } else { form.start };
    let rest = description.strip_prefix(start)?.trim();
    let name = match form.name {
        Name::Rest => rest,
        Name::Word => rest.split_whitespace().next()?,
        Name::BeforeUniqueId => rest.len().checked_sub(UNIQUE_ID).and_then(|end| rest.get(..end))?,
        Name::None => return None,
    };
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads an interface of a service as its listing describes it; the emulator makes none.
    fn marked(description: &str) -> Resource {
        let mut resource = Resource::new(Reference::new("ec2-network-interface", "eu-west-1", "eni-1"));
        let listed = json!({ "description": description, "requesterManaged": "true", "requesterId": "amazon-x" });
        assert!(is_a_service(Node(&listed)));
        mark(&mut resource, Node(&listed));
        resource
    }

    #[test]
    fn what_ec2_serves_is_named_by_its_id() {
        for (description, kind, id) in [
            ("Interface for NAT Gateway nat-0a", "ec2-nat-gateway", "nat-0a"),
            ("VPC Endpoint Interface vpce-0b", "ec2-vpc-endpoint", "vpce-0b"),
            (
                "Network Interface for Transit Gateway Attachment tgw-attach-0c",
                "ec2-transit-gateway-attachment",
                "tgw-attach-0c",
            ),
        ] {
            assert_eq!(marked(description).goes_with, Some(Reference::new(kind, "eu-west-1", id)));
        }
    }

    #[test]
    fn an_interface_that_lambda_left_behind_is_nobodys() {
        let is_lambdas = |status: &str| {
            let listed = json!({
                "description": "AWS Lambda VPC ENI-f-3f2b8a1c-0000-4000-8000-000000000000", "status": status,
                "interfaceType": "lambda", "requesterManaged": "true",
            });
            is_a_service(Node(&listed))
        };
        assert!(is_lambdas("in-use") && !is_lambdas("available"));
    }

    #[test]
    fn what_other_services_serve_is_told_by_kind_and_name() {
        let made_for = |description: &str| marked(description).facts.get(MADE_FOR).cloned();
        let expected = |kinds: &[&str], name: Option<&str>| Some(json!({ "kinds": kinds, "name": name }));
        assert_eq!(made_for("ELB app/web/50dc6c"), expected(&["elbv2-load-balancer"], Some("app/web/50dc6c")));
        assert_eq!(made_for("ELB old one"), expected(&["elb-load-balancer"], Some("old one")));
        assert_eq!(made_for("EFS mount target for fs-1 (fsmt-2)"), expected(&["efs-file-system"], Some("fs-1")));
        let lambda = "AWS Lambda VPC ENI-my-function-3f2b8a1c-0000-4000-8000-000000000000";
        assert_eq!(made_for(lambda), expected(&["lambda-function"], Some("my-function")));
        assert_eq!(made_for("RDSNetworkInterface"), expected(&["rds-instance", "rds-cluster"], None));
        assert_eq!(made_for("ES logs"), expected(&["opensearch-domain"], Some("logs")));
        assert_eq!(made_for("DO NOT DELETE - Amazon MSK"), None);
    }
}
