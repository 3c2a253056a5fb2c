//! What a request is about, as an ARN.

use super::request::ApiRequest;

/// The parameters that name a resource, by service, with what stands before the name in its ARN.
///
/// See <https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html>, the resource types of each service.
const NAMES: &[(&str, &str, &str)] = &[
    ("autoscaling", "AutoScalingGroupName", "autoScalingGroup:*:autoScalingGroupName/"),
    ("dynamodb", "TableName", "table/"),
    ("ec2", "GroupId", "security-group/"),
    ("ec2", "SecurityGroupId", "security-group/"),
    ("ec2", "InstanceId", "instance/"),
    ("ec2", "InstanceId.1", "instance/"),
    ("ec2", "InternetGatewayId", "internet-gateway/"),
    ("ec2", "NatGatewayId", "natgateway/"),
    ("ec2", "NetworkInterfaceId", "network-interface/"),
    ("ec2", "RouteTableId", "route-table/"),
    ("ec2", "SubnetId", "subnet/"),
    ("ec2", "VolumeId", "volume/"),
    ("ec2", "VpcId", "vpc/"),
    ("ecr", "repositoryName", "repository/"),
    ("ecs", "clusterName", "cluster/"),
    ("ecs", "cluster", "cluster/"),
    ("elasticloadbalancing", "LoadBalancerArn", ""),
    ("elasticloadbalancing", "TargetGroupArn", ""),
    ("events", "Name", "rule/"),
    ("iam", "RoleName", "role/"),
    ("iam", "UserName", "user/"),
    ("iam", "GroupName", "group/"),
    ("iam", "InstanceProfileName", "instance-profile/"),
    ("iam", "PolicyArn", ""),
    ("iam", "PolicyName", "policy/"),
    ("kms", "KeyId", "key/"),
    ("logs", "logGroupName", "log-group:"),
    ("monitoring", "AlarmName", "alarm:"),
    ("rds", "DBInstanceIdentifier", "db:"),
    ("rds", "DBClusterIdentifier", "cluster:"),
    ("secretsmanager", "SecretId", "secret:"),
    ("secretsmanager", "Name", "secret:"),
    ("sns", "TopicArn", ""),
    ("sns", "Name", ""),
    ("sqs", "QueueName", ""),
    ("ssm", "Name", "parameter/"),
    ("states", "stateMachineArn", ""),
    ("sts", "RoleArn", ""),
];

/// Names the resource; `*` where the request does not tell, and nothing for the listings of EC2, which are about none.
pub(in crate::gateway) fn resource(request: &ApiRequest, account: &str) -> Option<String> {
    if let Some(bucket) = &request.bucket {
        return Some(match (&bucket.bucket, &bucket.key) {
            (None, _) => "*".to_owned(),
            (Some(bucket), None) => format!("arn:aws:s3:::{bucket}"),
            (Some(bucket), Some(key)) => format!("arn:aws:s3:::{bucket}/{key}"),
        });
    }
    let service = &*request.service;
    if service == "ec2" && (request.operation.starts_with("Describe") || request.operation.starts_with("Get")) {
        return None;
    }
    let region = if service == "iam" { "" } else { request.region.as_deref().unwrap_or_default() };
    let name = if service == "monitoring" { "cloudwatch" } else { service };
    let arn = |place: &str| format!("arn:aws:{name}:{region}:{account}:{place}");
    if service == "ec2"
        && let Some(created) = request.operation.strip_prefix("Create").filter(|it| !it.starts_with("Tags"))
    {
        return Some(arn(&format!("{}/*", kebab_case(created))));
    }
    if let Some(url) = request.text("QueueUrl") {
        return Some(arn(url.rsplit('/').next().unwrap_or_default()));
    }
    let named = NAMES.iter().filter(|(it, _, _)| *it == service);
    let found = named.into_iter().find_map(|(_, parameter, place)| {
        let value = request.text(parameter)?;
        Some(if value.starts_with("arn:") { value } else { arn(&format!("{place}{}", value.trim_start_matches('/'))) })
    });
    Some(found.unwrap_or_else(|| "*".to_owned()))
}

/// `SecurityGroup` stands in ARNs as `security-group`.
fn kebab_case(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !text.is_empty() {
            text.push('-');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn about(service: &str, body: &'static str) -> Option<String> {
        let is_json = body.starts_with('{');
        let kind = if is_json { "application/x-amz-json-1.1" } else { "application/x-www-form-urlencoded" };
        let request = http::Request::builder().method("POST").uri("/").header("content-type", kind);
        let request = if is_json { request.header("x-amz-target", "S.DoIt") } else { request };
        let (head, ()) = request.body(()).unwrap().into_parts();
        let host = format!("{service}.eu-west-1.amazonaws.com");
        resource(&ApiRequest::new(&head, &host, Bytes::from_static(body.as_bytes())), "1")
    }

    #[test]
    fn the_resource_is_read_from_the_parameter_that_names_it() {
        for (service, body, expected) in [
            ("sqs", "Action=DeleteQueue&QueueUrl=https://sqs.eu-west-1.amazonaws.com/1/q", "arn:aws:sqs:eu-west-1:1:q"),
            ("dynamodb", r#"{"TableName":"t"}"#, "arn:aws:dynamodb:eu-west-1:1:table/t"),
            ("ssm", r#"{"Name":"/a/b"}"#, "arn:aws:ssm:eu-west-1:1:parameter/a/b"),
            ("kms", r#"{"KeyId":"arn:aws:kms:eu-west-1:1:alias/a"}"#, "arn:aws:kms:eu-west-1:1:alias/a"),
            ("ec2", "Action=CreateSecurityGroup&VpcId=vpc-1", "arn:aws:ec2:eu-west-1:1:security-group/*"),
            ("ec2", "Action=DeleteVpc&VpcId=vpc-1", "arn:aws:ec2:eu-west-1:1:vpc/vpc-1"),
            ("sqs", "Action=ListQueues", "*"),
        ] {
            assert_eq!(about(service, body).as_deref(), Some(expected));
        }
        assert_eq!(about("ec2", "Action=DescribeVpcs&VpcId.1=vpc-1"), None);
    }
}
