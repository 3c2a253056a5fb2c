//! What belongs to what, though it is deleted by itself.

/// Parts with the wholes that they use, and are nothing without.
pub(crate) const PARTS: [(&str, &str); 20] = [
    ("scheduler-schedule", "scheduler-group"),
    ("events-rule", "events-bus"),
    ("rds-instance", "rds-cluster"),
    ("ecs-service", "ecs-cluster"),
    ("eks-node-group", "eks-cluster"),
    ("ec2-subnet", "ec2-vpc"),
    ("ec2-route-table", "ec2-vpc"),
    ("ec2-network-acl", "ec2-vpc"),
    ("ec2-internet-gateway", "ec2-vpc"),
    ("ec2-egress-only-internet-gateway", "ec2-vpc"),
    ("ec2-nat-gateway", "ec2-vpc"),
    ("ec2-vpc-endpoint", "ec2-vpc"),
    ("ec2-vpn-gateway", "ec2-vpc"),
    ("ec2-vpn-connection", "ec2-vpn-gateway"),
    ("ec2-vpc-peering-connection", "ec2-vpc"),
    ("ec2-transit-gateway-attachment", "ec2-transit-gateway"),
    ("ec2-transit-gateway-route-table", "ec2-transit-gateway"),
    ("kms-alias", "kms-key"),
    ("sns-subscription", "sns-topic"),
    ("lambda-event-source-mapping", "lambda-function"),
];
/// The tag that CloudFormation puts on what it makes.
pub(crate) const MADE_BY_STACK: &str = "aws:cloudformation:stack-name";
