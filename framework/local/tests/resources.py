"""Makes one of each of many kinds of resources, or removes them: `resources.py make|remove FILE`, at `$ENDPOINT`.

What `make` made is in FILE as `service kind` pairs, for the test to compare with what the emulator lists.
"""

import json
import os
import sys

import boto3

mode, path = sys.argv[1:]
ZIP = bytes.fromhex("504b0506" + "00" * 18)
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})
clients = {}


def on(service, region="eu-west-1"):
    if (service, region) not in clients:
        clients[service, region] = boto3.client(service, region_name=region, endpoint_url=os.environ["ENDPOINT"])
    return clients[service, region]


def make():
    """Yields what was made as `service`, `kind`, and the call that removes it, in the order of creation."""
    ec2 = on("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    yield "ec2", "VPC", ("ec2", "delete_vpc", {"VpcId": vpc})
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.1.0/24", AvailabilityZone="eu-west-1a")["Subnet"]["SubnetId"]
    yield "ec2", "Subnet", ("ec2", "delete_subnet", {"SubnetId": subnet})
    other = ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.2.0/24", AvailabilityZone="eu-west-1b")["Subnet"]["SubnetId"]
    yield "ec2", "Subnet", ("ec2", "delete_subnet", {"SubnetId": other})
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    yield "ec2", "InternetGateway", ("ec2", "delete_internet_gateway", {"InternetGatewayId": gateway})
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    yield "ec2", None, ("ec2", "detach_internet_gateway", {"InternetGatewayId": gateway, "VpcId": vpc})
    group = ec2.create_security_group(GroupName="mine", Description="d", VpcId=vpc)["GroupId"]
    yield "ec2", "SecurityGroup", ("ec2", "delete_security_group", {"GroupId": group})
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    yield "ec2", "RouteTable", ("ec2", "delete_route_table", {"RouteTableId": table})
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    yield "ec2", "ElasticAddress", ("ec2", "release_address", {"AllocationId": address})
    nat = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)["NatGateway"]["NatGatewayId"]
    yield "ec2", "NatGateway", ("ec2", "delete_nat_gateway", {"NatGatewayId": nat})
    instance = ec2.run_instances(ImageId="ami-12c6146b", MinCount=1, MaxCount=1, SubnetId=subnet)["Instances"][0]["InstanceId"]
    yield "ec2", "Instance", ("ec2", "terminate_instances", {"InstanceIds": [instance]})
    volume = ec2.create_volume(AvailabilityZone="eu-west-1a", Size=8)["VolumeId"]
    yield "ec2", "Volume", ("ec2", "delete_volume", {"VolumeId": volume})
    template = ec2.create_launch_template(LaunchTemplateName="mine", LaunchTemplateData={"ImageId": "ami-12c6146b", "InstanceType": "t3.nano"})["LaunchTemplate"]
    yield "ec2", "LaunchTemplate", ("ec2", "delete_launch_template", {"LaunchTemplateId": template["LaunchTemplateId"]})
    ec2.create_key_pair(KeyName="k")
    yield "ec2", "KeyPair", ("ec2", "delete_key_pair", {"KeyName": "k"})
    far = on("ec2", "us-west-2").create_vpc(CidrBlock="10.8.0.0/16")["Vpc"]["VpcId"]
    yield "ec2", "VPC", ("ec2", "delete_vpc", {"VpcId": far}, "us-west-2")
    endpoint_id = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.eu-west-1.s3", VpcEndpointType="Gateway")["VpcEndpoint"]["VpcEndpointId"]
    yield "ec2", "VPCEndPoint", ("ec2", "delete_vpc_endpoints", {"VpcEndpointIds": [endpoint_id]})
    log = on("logs")
    log.create_log_group(logGroupName="/mine")
    yield "logs", "LogGroup", ("logs", "delete_log_group", {"logGroupName": "/mine"})
    s3 = on("s3")
    s3.create_bucket(Bucket="terraproof-mine", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    yield "s3", "Bucket", ("s3", "delete_bucket", {"Bucket": "terraproof-mine"})
    s3.put_object(Bucket="terraproof-mine", Key="a", Body=b"x")
    yield "s3", None, ("s3", "delete_object", {"Bucket": "terraproof-mine", "Key": "a"})
    iam = on("iam")
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=TRUST)
    yield "iam", "Role", ("iam", "delete_role", {"RoleName": "r"})
    policy = iam.create_policy(PolicyName="p", PolicyDocument=POLICY)["Policy"]["Arn"]
    yield "iam", "ManagedPolicy", ("iam", "delete_policy", {"PolicyArn": policy})
    iam.attach_role_policy(RoleName="r", PolicyArn=policy)
    yield "iam", None, ("iam", "detach_role_policy", {"RoleName": "r", "PolicyArn": policy})
    iam.attach_role_policy(RoleName="r", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    yield "iam", None, ("iam", "detach_role_policy", {"RoleName": "r", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"})
    iam.create_user(UserName="u")
    yield "iam", "User", ("iam", "delete_user", {"UserName": "u"})
    key = iam.create_access_key(UserName="u")["AccessKey"]["AccessKeyId"]
    yield "iam", "AccessKey", ("iam", "delete_access_key", {"UserName": "u", "AccessKeyId": key})
    iam.create_account_alias(AccountAlias="mine")
    yield "iam", "AccountAlias", ("iam", "delete_account_alias", {"AccountAlias": "mine"})
    iam.create_instance_profile(InstanceProfileName="ip")
    yield "iam", "InstanceProfile", ("iam", "delete_instance_profile", {"InstanceProfileName": "ip"})
    yield from simple()
    yield from of_vpc(vpc, [subnet, other])


def simple():
    url = on("sqs").create_queue(QueueName="q")["QueueUrl"]
    yield "sqs", "Queue", ("sqs", "delete_queue", {"QueueUrl": url})
    topic = on("sns").create_topic(Name="t")["TopicArn"]
    yield "sns", "Topic", ("sns", "delete_topic", {"TopicArn": topic})
    subscription = on("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint="arn:aws:sqs:eu-west-1:111122223333:q")["SubscriptionArn"]
    yield "sns", "Subscription", ("sns", "unsubscribe", {"SubscriptionArn": subscription})
    table = {"AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}], "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]}
    on("dynamodb").create_table(TableName="d", BillingMode="PAY_PER_REQUEST", **table)
    yield "dynamodb", "Table", ("dynamodb", "delete_table", {"TableName": "d"})
    key = on("kms").create_key()["KeyMetadata"]["KeyId"]
    yield "kms", "Key", ("kms", "schedule_key_deletion", {"KeyId": key, "PendingWindowInDays": 7})
    on("kms").create_alias(AliasName="alias/mine", TargetKeyId=key)
    yield "kms", None, ("kms", "delete_alias", {"AliasName": "alias/mine"})
    on("secretsmanager").create_secret(Name="s", SecretString="x")
    yield "secretsmanager", "Secret", ("secretsmanager", "delete_secret", {"SecretId": "s", "RecoveryWindowInDays": 7})
    on("ssm").put_parameter(Name="/p", Value="x", Type="String")
    yield "ssm", "Parameter", ("ssm", "delete_parameter", {"Name": "/p"})
    alarm = {"MetricName": "m", "Namespace": "n", "Period": 60, "EvaluationPeriods": 1, "Threshold": 1.0, "Statistic": "Sum"}
    on("cloudwatch").put_metric_alarm(AlarmName="a", ComparisonOperator="GreaterThanThreshold", **alarm)
    yield "cloudwatch", "Alarm", ("cloudwatch", "delete_alarms", {"AlarmNames": ["a"]})
    on("events").put_rule(Name="r", ScheduleExpression="rate(1 day)")
    yield "events", "Rule", ("events", "delete_rule", {"Name": "r"})
    on("ecs").create_cluster(clusterName="c")
    yield "ecs", "Cluster", ("ecs", "delete_cluster", {"cluster": "c"})
    on("ecs").register_task_definition(family="f", containerDefinitions=[{"name": "n", "image": "i", "memory": 64}])
    yield "ecs", "TaskDefinition", ("ecs", "deregister_task_definition", {"taskDefinition": "f:1"})
    on("ecr").create_repository(repositoryName="mine")
    yield "ecr", "Repository", ("ecr", "delete_repository", {"repositoryName": "mine"})
    role = on("iam").get_role(RoleName="r")["Role"]["Arn"]
    on("lambda").create_function(FunctionName="l", Runtime="python3.12", Role=role, Handler="a.b", Code={"ZipFile": ZIP})
    yield "lambda", "LambdaFunction", ("lambda", "delete_function", {"FunctionName": "l"})
    zone = on("route53").create_hosted_zone(Name="example.org.", CallerReference="1")["HostedZone"]["Id"]
    yield "route53", "Zone", ("route53", "delete_hosted_zone", {"Id": zone})
    certificate = on("acm").request_certificate(DomainName="example.org")["CertificateArn"]
    yield "acm", "CertBundle", ("acm", "delete_certificate", {"CertificateArn": certificate})
    api = on("apigateway").create_rest_api(name="api")["id"]
    yield "apigateway", "RestAPI", ("apigateway", "delete_rest_api", {"restApiId": api})
    on("backup").create_backup_vault(BackupVaultName="v")
    yield "backup", "Vault", ("backup", "delete_backup_vault", {"BackupVaultName": "v"})
    pool = on("cognito-idp").create_user_pool(PoolName="u")["UserPool"]["Id"]
    yield "cognito-idp", "CognitoIdpUserPool", ("cognito-idp", "delete_user_pool", {"UserPoolId": pool})
    machine = on("stepfunctions").create_state_machine(name="m", definition='{"StartAt": "a", "States": {"a": {"Type": "Succeed"}}}', roleArn=role)
    yield "stepfunctions", "StateMachine", ("stepfunctions", "delete_state_machine", {"stateMachineArn": machine["stateMachineArn"]})
    on("kinesis").create_stream(StreamName="k", ShardCount=1)
    yield "kinesis", "Stream", ("kinesis", "delete_stream", {"StreamName": "k"})
    destination = {"RoleARN": role, "BucketARN": "arn:aws:s3:::terraproof-mine"}
    on("firehose").create_delivery_stream(DeliveryStreamName="f", S3DestinationConfiguration=destination)
    yield "firehose", "DeliveryStream", ("firehose", "delete_delivery_stream", {"DeliveryStreamName": "f"})
    on("cloudtrail").create_trail(Name="trail", S3BucketName="terraproof-mine")
    yield "cloudtrail", "Trail", ("cloudtrail", "delete_trail", {"Name": "trail"})
    source = {"type": "S3", "location": "terraproof-mine/a"}
    environment = {"type": "LINUX_CONTAINER", "image": "i", "computeType": "BUILD_GENERAL1_SMALL"}
    on("codebuild").create_project(name="mine", source=source, artifacts={"type": "NO_ARTIFACTS"}, environment=environment, serviceRole=role)
    yield "codebuild", "CodeBuild", ("codebuild", "delete_project", {"name": "mine"})


def of_vpc(vpc, subnets):
    balancer = on("elbv2").create_load_balancer(Name="lb", Subnets=subnets)["LoadBalancers"][0]["LoadBalancerArn"]
    yield "elbv2", "LoadBalancer", ("elbv2", "delete_load_balancer", {"LoadBalancerArn": balancer})
    target = on("elbv2").create_target_group(Name="tg", Protocol="HTTP", Port=80, VpcId=vpc)["TargetGroups"][0]["TargetGroupArn"]
    yield "elbv2", "TargetGroup", ("elbv2", "delete_target_group", {"TargetGroupArn": target})
    actions = [{"Type": "forward", "TargetGroupArn": target}]
    listener = on("elbv2").create_listener(LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=actions)["Listeners"][0]["ListenerArn"]
    yield "elbv2", None, ("elbv2", "delete_listener", {"ListenerArn": listener})
    listeners = [{"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 80}]
    on("elb").create_load_balancer(LoadBalancerName="classic", Listeners=listeners, Subnets=subnets[:1])
    yield "elb", "LoadBalancer", ("elb", "delete_load_balancer", {"LoadBalancerName": "classic"})
    launch = {"LaunchTemplateName": "mine", "Version": "$Latest"}
    on("autoscaling").create_auto_scaling_group(
        AutoScalingGroupName="g", LaunchTemplate=launch, MinSize=1, MaxSize=1, VPCZoneIdentifier=subnets[0])
    yield "autoscaling", "AutoScalingGroup", ("autoscaling", "delete_auto_scaling_group", {"AutoScalingGroupName": "g", "ForceDelete": True})
    on("rds").create_db_subnet_group(DBSubnetGroupName="sg", DBSubnetGroupDescription="d", SubnetIds=subnets)
    yield "rds", "DBSubnetGroup", ("rds", "delete_db_subnet_group", {"DBSubnetGroupName": "sg"})
    credentials = {"MasterUsername": "root", "MasterUserPassword": "longenough"}
    on("rds").create_db_instance(
        DBInstanceIdentifier="db", DBInstanceClass="db.t3.micro", Engine="postgres", AllocatedStorage=20, DBSubnetGroupName="sg", **credentials)
    yield "rds", "DBInstance", ("rds", "delete_db_instance", {"DBInstanceIdentifier": "db", "SkipFinalSnapshot": True})
    role = on("iam").get_role(RoleName="r")["Role"]["Arn"]
    on("eks").create_cluster(name="k8s", roleArn=role, resourcesVpcConfig={"subnetIds": subnets})
    yield "eks", "Cluster", ("eks", "delete_cluster", {"name": "k8s"})
    files = on("efs").create_file_system(CreationToken="x")["FileSystemId"]
    yield "efs", "FileSystem", ("efs", "delete_file_system", {"FileSystemId": files})
    on("elasticache").create_cache_cluster(CacheClusterId="cc", Engine="redis", CacheNodeType="cache.t3.micro", NumCacheNodes=1)
    yield "elasticache", "CacheCluster", ("elasticache", "delete_cache_cluster", {"CacheClusterId": "cc"})


if mode == "make":
    made = list(make())
    with open(path, "w") as file:
        json.dump(made, file)
else:
    with open(path) as file:
        made = json.load(file)
    for service, kind, (client, call, arguments, *region) in reversed(made):
        getattr(on(client, *region), call)(**arguments)
