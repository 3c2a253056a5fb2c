//! The gateway refuses what AWS refuses, with the emulator's own data.

mod gateway_rules_support;
mod gateway_support;

use gateway_rules_support::Account;
use serde_json::json;

fn violation() -> (u16, String) {
    (400, "DependencyViolation".to_owned())
}

#[tokio::test]
async fn a_security_group_goes_once_no_interface_has_it() {
    let account = Account::open().await;
    let (network, subnet) = account.network().await;
    let group = account.group(&network, "web").await;
    let interface = format!("Action=CreateNetworkInterface&SubnetId={subnet}&SecurityGroupId.1={group}");
    let interface = account.make(&interface, "networkInterfaceId").await;
    let delete = format!("Action=DeleteSecurityGroup&GroupId={group}");

    let refused = account.call("ec2", &delete).await;
    assert_eq!(refused.refusal(), violation());
    assert!(refused.text.contains(&format!("resource {group} has a dependent object")));

    account.done("ec2", &format!("Action=DeleteNetworkInterface&NetworkInterfaceId={interface}")).await;
    account.done("ec2", &delete).await;
    account.close().await;
}

#[tokio::test]
async fn a_security_group_goes_once_no_other_group_names_it() {
    let account = Account::open().await;
    let (network, _) = account.network().await;
    let (one, other) = (account.group(&network, "one").await, account.group(&network, "other").await);
    let rule = |direction: &str, action: &str, group: &str, named: &str| {
        format!(
            "Action={action}SecurityGroup{direction}&GroupId={group}&IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort=1\
             &IpPermissions.1.ToPort=2&IpPermissions.1.Groups.1.GroupId={named}"
        )
    };
    account.done("ec2", &rule("Ingress", "Authorize", &one, &one)).await;
    account.done("ec2", &rule("Ingress", "Authorize", &one, &other)).await;
    account.done("ec2", &rule("Egress", "Authorize", &other, &one)).await;
    let delete = |group: &str| format!("Action=DeleteSecurityGroup&GroupId={group}");

    assert_eq!(account.call("ec2", &delete(&one)).await.refusal(), violation());
    assert_eq!(account.call("ec2", &delete(&other)).await.refusal(), violation());

    account.done("ec2", &rule("Egress", "Revoke", &other, &one)).await;
    account.done("ec2", &delete(&one)).await;
    account.done("ec2", &delete(&other)).await;
    account.close().await;
}

#[tokio::test]
async fn a_subnet_and_a_group_go_once_the_instance_is_gone() {
    let account = Account::open().await;
    let (network, subnet) = account.network().await;
    let group = account.group(&network, "web").await;
    let instance = account.instance(&subnet, &group).await;
    let deletes =
        [format!("Action=DeleteSubnet&SubnetId={subnet}"), format!("Action=DeleteSecurityGroup&GroupId={group}")];

    for delete in &deletes {
        assert_eq!(account.call("ec2", delete).await.refusal(), violation());
    }
    account.done("ec2", &format!("Action=TerminateInstances&InstanceId.1={instance}")).await;
    for delete in &deletes {
        account.done("ec2", delete).await;
    }
    account.close().await;
}

#[tokio::test]
async fn a_subnet_and_an_address_go_once_the_nat_gateway_is_gone() {
    let account = Account::open().await;
    let (_, subnet) = account.network().await;
    let address = account.address().await;
    let gateway = account.nat_gateway(&subnet, &address).await;
    let delete = format!("Action=DeleteSubnet&SubnetId={subnet}");
    let release = format!("Action=ReleaseAddress&AllocationId={address}");

    assert_eq!(account.call("ec2", &delete).await.refusal(), violation());
    assert_eq!(account.call("ec2", &release).await.refusal(), (400, "AuthFailure".to_owned()));

    account.done("ec2", &format!("Action=DeleteNatGateway&NatGatewayId={gateway}")).await;
    account.done("ec2", &delete).await;
    account.done("ec2", &release).await;
    account.close().await;
}

#[tokio::test]
async fn an_address_is_released_once_it_is_disassociated() {
    let account = Account::open().await;
    let (_, subnet) = account.network().await;
    let interface =
        account.make(&format!("Action=CreateNetworkInterface&SubnetId={subnet}"), "networkInterfaceId").await;
    let address = account.address().await;
    let associate = format!("Action=AssociateAddress&AllocationId={address}&NetworkInterfaceId={interface}");
    let association = account.make(&associate, "associationId").await;
    let release = format!("Action=ReleaseAddress&AllocationId={address}");

    assert_eq!(account.call("ec2", &release).await.refusal(), (400, "InvalidIPAddress.InUse".to_owned()));

    account.done("ec2", &format!("Action=DisassociateAddress&AssociationId={association}")).await;
    account.done("ec2", &release).await;
    account.close().await;
}

#[tokio::test]
async fn an_internet_gateway_is_detached_once_no_address_is_mapped() {
    let account = Account::open().await;
    let (network, subnet) = account.network().await;
    let gateway = account.make("Action=CreateInternetGateway", "internetGatewayId").await;
    account.done("ec2", &format!("Action=AttachInternetGateway&InternetGatewayId={gateway}&VpcId={network}")).await;
    let address = account.address().await;
    let nat_gateway = account.nat_gateway(&subnet, &address).await;
    let detach = format!("Action=DetachInternetGateway&InternetGatewayId={gateway}&VpcId={network}");

    let refused = account.call("ec2", &detach).await;
    assert_eq!(refused.refusal(), violation());
    assert!(refused.text.contains("has some mapped public address(es)"));

    account.done("ec2", &format!("Action=DeleteNatGateway&NatGatewayId={nat_gateway}")).await;
    account.done("ec2", &detach).await;
    account.close().await;
}

#[tokio::test]
async fn a_network_goes_once_its_groups_and_its_gateway_are_gone() {
    let account = Account::open().await;
    let network = account.make("Action=CreateVpc&CidrBlock=10.0.0.0/16", "vpcId").await;
    let group = account.group(&network, "web").await;
    let gateway = account.make("Action=CreateInternetGateway", "internetGatewayId").await;
    let gateway_of =
        |action: &str| format!("Action={action}InternetGateway&InternetGatewayId={gateway}&VpcId={network}");
    account.done("ec2", &gateway_of("Attach")).await;
    let delete = format!("Action=DeleteVpc&VpcId={network}");

    assert_eq!(account.call("ec2", &delete).await.refusal(), violation());
    account.done("ec2", &format!("Action=DeleteSecurityGroup&GroupId={group}")).await;
    assert_eq!(account.call("ec2", &delete).await.refusal(), violation());
    account.done("ec2", &gateway_of("Detach")).await;
    account.done("ec2", &delete).await;
    account.close().await;
}

#[tokio::test]
async fn a_network_interface_goes_once_its_nat_gateway_is_gone_or_it_is_detached() {
    let account = Account::open().await;
    let (network, subnet) = account.network().await;
    let address = account.address().await;
    account.nat_gateway(&subnet, &address).await;
    let group = account.group(&network, "web").await;
    let instance = account.instance(&subnet, &group).await;
    let of_gateway = account.make("Action=DescribeNatGateways", "networkInterfaceId").await;
    let form = format!("Action=CreateNetworkInterface&SubnetId={subnet}");
    let own = account.make(&form, "networkInterfaceId").await;
    let attach = format!("Action=AttachNetworkInterface&NetworkInterfaceId={own}&InstanceId={instance}&DeviceIndex=1");
    let attachment = account.make(&attach, "attachmentId").await;
    let delete = |id: &str| format!("Action=DeleteNetworkInterface&NetworkInterfaceId={id}");

    for id in [&of_gateway, &own] {
        assert_eq!(account.call("ec2", &delete(id)).await.refusal(), (400, "InvalidParameterValue".to_owned()));
    }
    account.done("ec2", &format!("Action=DetachNetworkInterface&AttachmentId={attachment}")).await;
    account.done("ec2", &delete(&own)).await;
    account.close().await;
}

#[tokio::test]
async fn a_managed_policy_goes_once_nobody_has_it_and_one_version_is_left() {
    let account = Account::open().await;
    let document = "%7B%22Version%22:%222012-10-17%22,%22Statement%22:%5B%7B%22Effect%22:%22Allow%22,%22Action%22:%22s3:*%22,%22Resource%22:%22*%22%7D%5D%7D";
    let create = format!("Action=CreatePolicy&PolicyName=p&PolicyDocument={document}");
    let policy = account.done("iam", &create).await.element("Arn");
    account.done("iam", "Action=CreateUser&UserName=u").await;
    let of_user = |action: &str| format!("Action={action}UserPolicy&UserName=u&PolicyArn={policy}");
    account.done("iam", &of_user("Attach")).await;
    let version = format!("PolicyArn={policy}&PolicyDocument={document}&SetAsDefault=true");
    account.done("iam", &format!("Action=CreatePolicyVersion&{version}")).await;
    let delete = format!("Action=DeletePolicy&PolicyArn={policy}");

    let refused = account.call("iam", &delete).await;
    assert_eq!(refused.refusal(), (409, "DeleteConflict".to_owned()));
    assert!(refused.text.contains("attached to entities"), "{}", refused.text);
    account.done("iam", &of_user("Detach")).await;
    let refused = account.call("iam", &delete).await;
    assert_eq!(refused.refusal(), (409, "DeleteConflict".to_owned()));
    assert!(refused.text.contains("more than one version"), "{}", refused.text);
    account.done("iam", &format!("Action=DeletePolicyVersion&PolicyArn={policy}&VersionId=v1")).await;
    account.done("iam", &delete).await;
    account.close().await;
}

#[tokio::test]
async fn a_cluster_goes_once_its_services_and_tasks_are_gone() {
    let account = Account::open().await;
    for cluster in ["web", "webshop"] {
        account.ecs("CreateCluster", json!({ "clusterName": cluster })).await;
    }
    let container = json!({ "name": "c", "image": "i", "memory": 64 });
    account.ecs("RegisterTaskDefinition", json!({ "family": "f", "containerDefinitions": [container] })).await;
    let service = json!({ "cluster": "webshop", "serviceName": "s", "taskDefinition": "f", "desiredCount": 1 });
    assert_eq!(account.ecs("CreateService", service).await.0, 200);

    let (status, error) = account.ecs("DeleteCluster", json!({ "cluster": "webshop" })).await;
    assert_eq!((status, error["__type"].as_str()), (400, Some("ClusterContainsServicesException")));
    assert_eq!(account.ecs("DeleteCluster", json!({ "cluster": "web" })).await.0, 200);

    let service = json!({ "cluster": "webshop", "service": "s", "force": true });
    assert_eq!(account.ecs("DeleteService", service).await.0, 200);
    assert_eq!(account.ecs("DeleteCluster", json!({ "cluster": "webshop" })).await.0, 200);
    account.close().await;
}

#[tokio::test]
async fn a_cluster_goes_once_its_tasks_have_stopped() {
    let account = Account::open().await;
    let (network, subnet) = account.network().await;
    account.done("ec2", &format!("Action=ModifyVpcAttribute&VpcId={network}&EnableDnsHostnames.Value=true")).await;
    let group = account.group(&network, "web").await;
    account.ecs("CreateCluster", json!({ "clusterName": "web" })).await;
    let container = json!({ "name": "c", "image": "i", "cpu": 64, "memory": 64 });
    let definition = json!({
        "family": "f", "containerDefinitions": [container], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
        "requiresCompatibilities": ["FARGATE"],
    });
    account.ecs("RegisterTaskDefinition", definition).await;
    let place = json!({ "awsvpcConfiguration": { "subnets": [subnet], "securityGroups": [group] } });
    let task = json!({ "cluster": "web", "taskDefinition": "f", "launchType": "FARGATE", "count": 1, "networkConfiguration": place });
    let (status, ran) = account.ecs("RunTask", task).await;
    assert_eq!(status, 200, "{ran}");
    let delete = json!({ "cluster": "web" });

    let (status, error) = account.ecs("DeleteCluster", delete.clone()).await;
    assert_eq!((status, error["__type"].as_str()), (400, Some("ClusterContainsTasksException")));

    let stop = json!({ "cluster": "web", "task": ran["tasks"][0]["taskArn"] });
    assert_eq!(account.ecs("StopTask", stop).await.0, 200);
    assert_eq!(account.ecs("DeleteCluster", delete).await.0, 200);
    account.done("ec2", &format!("Action=DeleteSubnet&SubnetId={subnet}")).await;
    account.close().await;
}

#[tokio::test]
async fn a_dry_run_changes_nothing() {
    let account = Account::open().await;
    let network = account.make("Action=CreateVpc&CidrBlock=10.0.0.0/16", "vpcId").await;
    let asked = account.call("ec2", &format!("Action=DeleteVpc&VpcId={network}&DryRun=true")).await;
    assert_eq!(asked.refusal(), (412, "DryRunOperation".to_owned()));
    account.done("ec2", &format!("Action=DescribeVpcs&VpcId.1={network}")).await;
    account.close().await;
}

async fn group_of_two(account: &Account) {
    let image = account.make("Action=DescribeImages", "imageId").await;
    let template =
        format!("Action=CreateLaunchConfiguration&LaunchConfigurationName=l&ImageId={image}&InstanceType=t2.micro");
    account.done("autoscaling", &template).await;
    account
        .done(
            "autoscaling",
            "Action=CreateAutoScalingGroup&AutoScalingGroupName=g&LaunchConfigurationName=l&MinSize=0&MaxSize=2\
             &DesiredCapacity=2&AvailabilityZones.member.1=eu-west-1a",
        )
        .await;
}

#[tokio::test]
async fn an_auto_scaling_group_goes_empty_or_by_force() {
    let account = Account::open().await;
    group_of_two(&account).await;
    let delete = "Action=DeleteAutoScalingGroup&AutoScalingGroupName=g";

    assert_eq!(account.call("autoscaling", delete).await.refusal(), (400, "ResourceInUse".to_owned()));
    account.done("autoscaling", &format!("{delete}&ForceDelete=true")).await;

    group_of_two_again(&account).await;
    account
        .done("autoscaling", "Action=UpdateAutoScalingGroup&AutoScalingGroupName=g&MaxSize=0&DesiredCapacity=0")
        .await;
    account.done("autoscaling", delete).await;
    account.close().await;
}

async fn group_of_two_again(account: &Account) {
    account.done("autoscaling", "Action=DeleteLaunchConfiguration&LaunchConfigurationName=l").await;
    group_of_two(account).await;
}

#[tokio::test]
async fn an_instance_of_a_group_comes_back_when_it_is_terminated() {
    let account = Account::open().await;
    group_of_two(&account).await;
    let running = "Action=DescribeInstances&Filter.1.Name=instance-state-name&Filter.1.Value.1=running";
    let first = account.make(running, "instanceId").await;

    account.done("ec2", &format!("Action=TerminateInstances&InstanceId.1={first}")).await;

    let left = account.done("ec2", running).await.text;
    assert_eq!(left.matches("<instanceId>").count(), 2, "{left}");
    assert!(!left.contains(&first));
    account.close().await;
}
