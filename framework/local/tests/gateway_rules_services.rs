//! The gateway refuses what IAM, RDS and other services refuse, with the emulator's own data.

mod gateway_rules_support;
mod gateway_support;

use gateway_rules_support::Account;
use serde_json::json;

const POLICY: &str = "%7B%22Version%22:%222012-10-17%22,%22Statement%22:%5B%7B%22Effect%22:%22Allow%22,%22Action%22:%22s3:*%22,%22Resource%22:%22*%22%7D%5D%7D";

fn conflict() -> (u16, String) {
    (409, "DeleteConflict".to_owned())
}

fn refused(code: &str) -> (u16, String) {
    (400, code.to_owned())
}

#[tokio::test]
async fn a_managed_policy_goes_once_it_is_no_boundary() {
    let account = Account::open().await;
    let create = format!("Action=CreatePolicy&PolicyName=p&PolicyDocument={POLICY}");
    let policy = account.done("iam", &create).await.element("Arn");
    let role = format!("Action=CreateRole&RoleName=r&AssumeRolePolicyDocument=%7B%7D&PermissionsBoundary={policy}");
    account.done("iam", &role).await;
    let delete = format!("Action=DeletePolicy&PolicyArn={policy}");

    assert_eq!(account.call("iam", &delete).await.refusal(), conflict());
    account.done("iam", "Action=DeleteRolePermissionsBoundary&RoleName=r").await;
    account.done("iam", &delete).await;
    account.close().await;
}

#[tokio::test]
async fn a_user_goes_once_he_has_no_key_no_password_and_no_group() {
    let account = Account::open().await;
    account.done("iam", "Action=CreateGroup&GroupName=g").await;
    account.done("iam", "Action=CreateUser&UserName=u").await;
    let key = account.done("iam", "Action=CreateAccessKey&UserName=u").await.element("AccessKeyId");
    account.done("iam", "Action=CreateLoginProfile&UserName=u&Password=Pa55word!").await;
    account.done("iam", "Action=AddUserToGroup&GroupName=g&UserName=u").await;
    let delete = "Action=DeleteUser&UserName=u";

    for (word, undo) in [
        ("access keys", format!("Action=DeleteAccessKey&UserName=u&AccessKeyId={key}")),
        ("login profile", "Action=DeleteLoginProfile&UserName=u".to_owned()),
        ("from group", "Action=RemoveUserFromGroup&GroupName=g&UserName=u".to_owned()),
    ] {
        let refused = account.call("iam", delete).await;
        assert_eq!(refused.refusal(), conflict());
        assert!(refused.text.contains(word), "{}", refused.text);
        account.done("iam", &undo).await;
    }
    account.done("iam", delete).await;
    account.close().await;
}

#[tokio::test]
async fn a_group_of_users_goes_once_it_is_empty_and_has_no_policy() {
    let account = Account::open().await;
    account.done("iam", "Action=CreateGroup&GroupName=g").await;
    account.done("iam", "Action=CreateUser&UserName=u").await;
    account.done("iam", "Action=AddUserToGroup&GroupName=g&UserName=u").await;
    let create = format!("Action=CreatePolicy&PolicyName=p&PolicyDocument={POLICY}");
    let policy = account.done("iam", &create).await.element("Arn");
    account.done("iam", &format!("Action=AttachGroupPolicy&GroupName=g&PolicyArn={policy}")).await;
    let put = format!("Action=PutGroupPolicy&GroupName=g&PolicyName=own&PolicyDocument={POLICY}");
    account.done("iam", &put).await;
    let delete = "Action=DeleteGroup&GroupName=g";

    for undo in [
        "Action=RemoveUserFromGroup&GroupName=g&UserName=u".to_owned(),
        format!("Action=DetachGroupPolicy&GroupName=g&PolicyArn={policy}"),
        "Action=DeleteGroupPolicy&GroupName=g&PolicyName=own".to_owned(),
    ] {
        assert_eq!(account.call("iam", delete).await.refusal(), conflict());
        account.done("iam", &undo).await;
    }
    account.done("iam", delete).await;
    account.close().await;
}

#[tokio::test]
async fn a_launch_configuration_goes_once_no_group_uses_it() {
    let account = Account::open().await;
    let image = account.make("Action=DescribeImages", "imageId").await;
    let create =
        format!("Action=CreateLaunchConfiguration&LaunchConfigurationName=l&ImageId={image}&InstanceType=t2.micro");
    account.done("autoscaling", &create).await;
    let group = "Action=CreateAutoScalingGroup&AutoScalingGroupName=g&LaunchConfigurationName=l&MinSize=0&MaxSize=0\
                 &AvailabilityZones.member.1=eu-west-1a";
    account.done("autoscaling", group).await;
    let delete = "Action=DeleteLaunchConfiguration&LaunchConfigurationName=l";

    assert_eq!(account.call("autoscaling", delete).await.refusal(), refused("ResourceInUse"));
    account.done("autoscaling", "Action=DeleteAutoScalingGroup&AutoScalingGroupName=g").await;
    account.done("autoscaling", delete).await;
    account.close().await;
}

#[tokio::test]
async fn groups_of_a_database_go_once_it_is_gone_and_it_goes_with_a_word_about_its_data() {
    let account = Account::open().await;
    let (network, subnet) = account.network().await;
    let other = format!("Action=CreateSubnet&VpcId={network}&CidrBlock=10.0.2.0/24&AvailabilityZone=eu-west-1b");
    let other = account.make(&other, "subnetId").await;
    let subnets = format!(
        "Action=CreateDBSubnetGroup&DBSubnetGroupName=Private&DBSubnetGroupDescription=x\
         &SubnetIds.SubnetIdentifier.1={subnet}&SubnetIds.SubnetIdentifier.2={other}"
    );
    account.done("rds", &subnets).await;
    let parameters =
        "Action=CreateDBParameterGroup&DBParameterGroupName=tuned&DBParameterGroupFamily=postgres14&Description=x";
    account.done("rds", parameters).await;
    let create = "Action=CreateDBInstance&DBInstanceIdentifier=d&Engine=postgres&DBInstanceClass=db.t3.micro&AllocatedStorage=10\
                  &MasterUsername=a&MasterUserPassword=passw0rd1&DBSubnetGroupName=private&DBParameterGroupName=tuned";
    account.done("rds", create).await;
    let subnets = "Action=DeleteDBSubnetGroup&DBSubnetGroupName=private";
    let parameters = "Action=DeleteDBParameterGroup&DBParameterGroupName=tuned";
    let delete = "Action=DeleteDBInstance&DBInstanceIdentifier=d";

    assert_eq!(account.call("rds", subnets).await.refusal(), refused("InvalidDBSubnetGroupStateFault"));
    assert_eq!(account.call("rds", parameters).await.refusal(), refused("InvalidDBParameterGroupState"));
    assert_eq!(account.call("rds", delete).await.refusal(), refused("InvalidParameterCombination"));

    account.done("rds", &format!("{delete}&SkipFinalSnapshot=true")).await;
    account.done("rds", subnets).await;
    account.done("rds", parameters).await;
    account.close().await;
}

#[tokio::test]
async fn a_parameter_group_of_clusters_goes_once_no_cluster_uses_it() {
    let account = Account::open().await;
    let group = "DBClusterParameterGroupName=tuned";
    let family = "DBParameterGroupFamily=aurora-postgresql14&Description=x";
    account.done("rds", &format!("Action=CreateDBClusterParameterGroup&{group}&{family}")).await;
    let create = format!(
        "Action=CreateDBCluster&DBClusterIdentifier=c&Engine=aurora-postgresql&MasterUsername=aaa\
         &MasterUserPassword=passw0rd1&{group}"
    );
    account.done("rds", &create).await;
    let delete = format!("Action=DeleteDBClusterParameterGroup&{group}");

    assert_eq!(account.call("rds", &delete).await.refusal(), refused("InvalidDBParameterGroupState"));
    let cluster = "Action=DeleteDBCluster&DBClusterIdentifier=c";
    assert_eq!(account.call("rds", cluster).await.refusal(), refused("InvalidParameterCombination"));
    account.done("rds", &format!("{cluster}&SkipFinalSnapshot=true")).await;
    account.done("rds", &delete).await;
    account.close().await;
}

#[tokio::test]
async fn a_bucket_goes_through_its_own_region_only() {
    let account = Account::open().await;
    let bucket = format!("elsewhere-{}", account.cloud.account().id);
    let place =
        "<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>";
    let made = account.bucket("PUT", "eu-west-1", &bucket, place).await;
    assert_eq!(made.status, 200, "{}", made.text);

    let wrong = account.bucket("DELETE", "us-west-2", &bucket, "").await;
    assert_eq!(wrong.refusal(), refused("AuthorizationHeaderMalformed"));
    assert!(wrong.text.contains("expecting 'eu-west-1'"), "{}", wrong.text);
    assert_eq!(account.bucket("DELETE", "eu-west-1", &bucket, "").await.status, 204);
    account.close().await;
}

#[tokio::test]
async fn a_stack_that_is_protected_stays() {
    let account = Account::open().await;
    let template = "%7B%22Resources%22:%7B%22q%22:%7B%22Type%22:%22AWS::SQS::Queue%22%7D%7D%7D";
    let create = format!("Action=CreateStack&StackName=s&EnableTerminationProtection=true&TemplateBody={template}");
    account.done("cloudformation", &create).await;
    let delete = "Action=DeleteStack&StackName=s";
    assert_eq!(account.call("cloudformation", delete).await.refusal(), refused("ValidationError"));
    account.close().await;
}

#[tokio::test]
async fn a_user_pool_that_is_protected_or_has_a_domain_stays() {
    let account = Account::open().await;
    let create = json!({ "PoolName": "p", "DeletionProtection": "ACTIVE" });
    let service = ("cognito-idp", "AWSCognitoIdentityProviderService");
    let (status, made) = account.json(service, "CreateUserPool", create).await;
    assert_eq!(status, 200, "{made}");
    let pool = json!({ "UserPoolId": made["UserPool"]["Id"] });

    let (status, error) = account.json(service, "DeleteUserPool", pool.clone()).await;
    assert_eq!((status, error["__type"].as_str()), (400, Some("InvalidParameterException")));

    let free = json!({ "UserPoolId": pool["UserPoolId"], "DeletionProtection": "INACTIVE" });
    assert_eq!(account.json(service, "UpdateUserPool", free).await.0, 200);
    let domain = json!({ "Domain": "users-of-p", "UserPoolId": pool["UserPoolId"] });
    assert_eq!(account.json(service, "CreateUserPoolDomain", domain.clone()).await.0, 200);
    let (_, error) = account.json(service, "DeleteUserPool", pool.clone()).await;
    assert!(error["message"].as_str().unwrap().contains("domain"), "{error}");
    assert_eq!(account.json(service, "DeleteUserPoolDomain", domain).await.0, 200);
    let (status, error) = account.json(service, "DeleteUserPool", pool).await;
    assert_eq!(status, 200, "{error}");
    account.close().await;
}
