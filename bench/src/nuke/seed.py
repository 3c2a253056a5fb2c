"""Fills an account for one workload, by calls of the AWS API to the emulator, and tells what it made.

Called as `seed.py ENDPOINT SPECIFICATION OUTPUT`, with credentials in the environment. The specification is a JSON object: for each workload
the function of its name takes the rest as parameters. The output has `made` and `goes`: how many of each kind are there, and are to go, by
region; and `stays`: ids and names of what nobody may touch.
"""

import collections
import concurrent.futures
import json
import os
import sys
import threading

import boto3
from botocore.config import Config

ENDPOINT, SPECIFICATION, OUTPUT = sys.argv[1:4]
AT_ONCE = 12
RUN = "terraproof:run"
PROTECTED = "cloud-nuke-excluded"
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
ALLOWED = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}]})

session = boto3.Session()
guard = threading.Lock()
clients = {}
made = collections.defaultdict(collections.Counter)
goes = collections.defaultdict(collections.Counter)
stays = []


def client(service, region="us-east-1"):
    """A client for each service and region; a client may be shared by threads, making one may not."""
    with guard:
        if (service, region) not in clients:
            config = Config(max_pool_connections=AT_ONCE, retries={"max_attempts": 2}, s3={"addressing_style": "path"}, parameter_validation=False)
            clients[service, region] = session.client(service, region_name=region, endpoint_url=ENDPOINT, config=config)
        return clients[service, region]


def note(region, kind, count=1, going=True):
    with guard:
        made[region][kind] += count
        if going:
            goes[region][kind] += count


def keep(*names):
    with guard:
        stays.extend(names)


def at_once(calls):
    """Makes the calls, some at a time; the first failure ends it."""
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda call: call(), calls))


def pairs(tags):
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def specified(kind, tags):
    return [{"ResourceType": kind, "Tags": pairs(tags)}] if tags else []


class Tagging:
    """Says what carries the run, and what is protected: without a run everything goes that is not protected."""

    def __init__(self, run=None, run_every=0, protect_every=0):
        self.run, self.run_every, self.protect_every = run, run_every, protect_every

    def tags(self, number):
        tags = {}
        if self.run_every and number % self.run_every == 0:
            tags[RUN] = self.run
        # Some of the protected ones carry the run as well.
        if self.protect_every and number % self.protect_every == 0:
            tags[PROTECTED] = "true"
        return tags

    def goes(self, number):
        tags = self.tags(number)
        return PROTECTED not in tags and (RUN in tags or not self.run)


def image(region):
    """Any image of AWS."""
    return client("ec2", region).describe_images(Filters=[{"Name": "architecture", "Values": ["x86_64"]}])["Images"][0]["ImageId"]


def instances(region, count, tags=None, **more):
    """Starts instances by one call for each hundred, which is what it costs on AWS too."""
    found = []
    ami = image(region)
    for first in range(0, count, 100):
        some = min(100, count - first)
        answer = client("ec2", region).run_instances(ImageId=ami, MinCount=some, MaxCount=some, InstanceType="t3.micro", TagSpecifications=specified("instance", tags), **more)
        found += answer["Instances"]
    return found


def parts(instance):
    """What goes with an instance: its root volume and its first interface."""
    volumes = [mapping["Ebs"]["VolumeId"] for mapping in instance.get("BlockDeviceMappings", [])]
    return volumes + [interface["NetworkInterfaceId"] for interface in instance.get("NetworkInterfaces", [])]


def tagged_instances(region, count, tagging):
    numbers = collections.defaultdict(list)
    for number in range(count):
        numbers[tuple(sorted(tagging.tags(number).items()))].append(number)
    for tags, some in numbers.items():
        going = tagging.goes(some[0])
        for instance in instances(region, len(some), dict(tags)):
            note(region, "ec2-instance", 1, going)
            note(region, "ec2-volume-attached", len(instance.get("BlockDeviceMappings", [])), going)
            note(region, "ec2-network-interface-attached", len(instance.get("NetworkInterfaces", [])), going)
            if not going:
                keep(instance["InstanceId"], *parts(instance))


def one_of_each(region, number, tagging, addresses):
    ec2, tags, going = client("ec2", region), tagging.tags(number), tagging.goes(number)
    volume = ec2.create_volume(AvailabilityZone=f"{region}a", Size=8, TagSpecifications=specified("volume", tags))["VolumeId"]
    group = ec2.create_security_group(GroupName=f"group-{number}", Description="bench", TagSpecifications=specified("security-group", tags))["GroupId"]
    queue = f"queue-{region}-{number}"
    client("sqs", region).create_queue(QueueName=queue, tags=tags)
    log = f"/bench/{region}/{number}"
    client("logs", region).create_log_group(logGroupName=log, tags=tags)
    names = [volume, group, queue, log]
    if number < addresses:
        answer = ec2.allocate_address(Domain="vpc", TagSpecifications=specified("elastic-ip", tags))
        names += [answer["AllocationId"], answer["PublicIp"]]
        note(region, "ec2-address", 1, going)
    for kind in ["ec2-volume", "ec2-security-group", "sqs-queue", "logs-group"]:
        note(region, kind, 1, going)
    if not going:
        keep(*names)


def flat(regions, count, addresses, run=None, run_every=0, protect_every=0):
    tagging = Tagging(run, run_every, protect_every)
    calls = [lambda r=region: tagged_instances(r, count, tagging) for region in regions]
    calls += [lambda r=region, n=number: one_of_each(r, n, tagging, addresses) for region in regions for number in range(count)]
    at_once(calls)


def role(number, profiles):
    iam, name = client("iam"), f"role-{number}"
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)
    iam.put_role_policy(RoleName=name, PolicyName="inline", PolicyDocument=ALLOWED)
    policy = iam.create_policy(PolicyName=f"policy-{number}", PolicyDocument=ALLOWED)["Policy"]["Arn"]
    iam.attach_role_policy(RoleName=name, PolicyArn=policy)
    for kind in ["iam-role", "iam-policy"]:
        note("global", kind)
    if profiles:
        iam.create_instance_profile(InstanceProfileName=f"profile-{number}")
        iam.add_role_to_instance_profile(InstanceProfileName=f"profile-{number}", RoleName=name)
        note("global", "iam-instance-profile")


def bucket(s3, region, name):
    """Makes a bucket; the first region of AWS may not be named."""
    where = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    s3.create_bucket(Bucket=name, **where)


def filled_bucket(region, number, objects):
    s3, name = client("s3", region), f"bench-{os.getpid()}-{number}"
    bucket(s3, region, name)
    for key in range(objects):
        s3.put_object(Bucket=name, Key=f"some/path/{key}", Body=b"")
    note(region, "s3-bucket")


def everywhere(regions, roles, buckets, objects, profiles=True):
    calls = [lambda n=number: filled_bucket(regions[n % len(regions)], n, objects) for number in range(buckets)]
    # One after the other: the emulator walks its policies while others change them.
    at_once([lambda: [role(number, profiles) for number in range(roles)]] + calls)


def network(region, number, endpoint, association):
    """A network with everything in it; its groups let each other in, in a ring."""
    ec2, elb = client("ec2", region), client("elbv2", region)
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{zone}.0/24", AvailabilityZone=f"{region}{'ab'[zone]}")["Subnet"]["SubnetId"] for zone in range(2)]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    if association:
        ec2.associate_route_table(RouteTableId=table, SubnetId=subnets[0])
    ec2.create_network_acl(VpcId=vpc)
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    ec2.create_nat_gateway(SubnetId=subnets[0], AllocationId=address)
    groups = [ec2.create_security_group(GroupName=f"ring-{place}", Description="bench", VpcId=vpc)["GroupId"] for place in range(3)]
    for place, group in enumerate(groups):
        rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "UserIdGroupPairs": [{"GroupId": groups[(place + 1) % 3]}]}
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
    for instance in instances(region, 2, SubnetId=subnets[0], SecurityGroupIds=groups[:1]):
        note(region, "ec2-volume-attached", len(instance.get("BlockDeviceMappings", [])))
        note(region, "ec2-network-interface-attached", len(instance.get("NetworkInterfaces", [])))
    ec2.create_network_interface(SubnetId=subnets[1], Groups=groups[1:2])
    if endpoint:
        ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=f"com.amazonaws.{region}.s3", VpcEndpointType="Gateway", RouteTableIds=[table])
    target = elb.create_target_group(Name=f"target-{number}", Protocol="HTTP", Port=80, VpcId=vpc)["TargetGroups"][0]["TargetGroupArn"]
    balancer = elb.create_load_balancer(Name=f"balancer-{number}", Subnets=subnets, SecurityGroups=groups[2:])["LoadBalancers"][0]["LoadBalancerArn"]
    elb.create_listener(LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=[{"Type": "forward", "TargetGroupArn": target}])
    counts = {
        "ec2-vpc": 1, "ec2-subnet": 2, "ec2-internet-gateway": 1, "ec2-route-table": 1, "ec2-network-acl": 1, "ec2-address": 1, "ec2-nat-gateway": 1,
        "ec2-security-group": 3, "ec2-instance": 2, "ec2-network-interface": 1, "ec2-vpc-endpoint": int(endpoint), "elbv2-target-group": 1, "elbv2-load-balancer": 1,
    }
    for kind, count in counts.items():
        note(region, kind, count)


def graph(regions, networks, endpoint=True, association=True):
    at_once([lambda n=number: network(regions[n % len(regions)], n, endpoint, association) for number in range(networks)])


def bigbucket(regions, objects, rounds):
    """One bucket: each object, and on top of it `rounds - 1` delete markers, which are versions too and come a thousand in a call."""
    s3, name = client("s3", regions[0]), f"bench-big-{os.getpid()}"
    bucket(s3, regions[0], name)
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    keys = [f"some/rather/long/path/of/an/object/{number:08}" for number in range(objects)]
    at_once([lambda k=key: s3.put_object(Bucket=name, Key=k, Body=b"") for key in keys])
    thousands = [[{"Key": key} for key in keys[first : first + 1000]] for first in range(0, objects, 1000)]
    for _ in range(rounds - 1):
        for some in thousands:
            s3.delete_objects(Bucket=name, Delete={"Objects": some, "Quiet": True})
    note(regions[0], "s3-bucket")


def many(regions, instances_each, queues_each):
    """Ten thousand rows for few calls: instances, the volume and the interface that each has, and queues."""

    def fill(region):
        for instance in instances(region, instances_each):
            note(region, "ec2-instance")
            note(region, "ec2-volume-attached", len(instance.get("BlockDeviceMappings", [])))
            note(region, "ec2-network-interface-attached", len(instance.get("NetworkInterfaces", [])))

    def queue(region, number):
        client("sqs", region).create_queue(QueueName=f"queue-{number}")
        note(region, "sqs-queue")

    calls = [lambda r=region: fill(r) for region in regions]
    at_once(calls + [lambda r=region, n=number: queue(r, n) for region in regions for number in range(queues_each)])


def bystanders(region, count):
    """What lies in a region that the sandbox does not name: nobody may touch it."""
    for number in range(count):
        name = f"bystander-{number}"
        client("sqs", region).create_queue(QueueName=name)
        client("logs", region).create_log_group(logGroupName=f"/{name}")
        keep(name, f"/{name}")


def alias(name):
    """Some tools refuse to touch an account that has no alias."""
    client("iam").create_account_alias(AccountAlias=name)
    keep(name)


def standing(regions):
    """Counts what AWS makes by itself in every region, which nobody may touch."""
    for region in regions:
        ec2 = client("ec2", region)
        vpcs = [vpc["VpcId"] for vpc in ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"]]
        inside = {"Filters": [{"Name": "vpc-id", "Values": vpcs or ["none"]}]}
        note(region, "default-vpc", len(vpcs))
        note(region, "default-subnet", len(ec2.describe_subnets(**inside)["Subnets"]))
        note(region, "default-group", [group["GroupName"] for group in ec2.describe_security_groups(**inside)["SecurityGroups"]].count("default"))
        note(region, "default-route-table", len(ec2.describe_route_tables(**inside)["RouteTables"]))


WORKLOADS = {
    "alias": alias, "standing": standing, "flat": flat, "everywhere": everywhere, "graph": graph, "bigbucket": bigbucket, "many": many,
    "bystanders": bystanders,
}
specification = json.loads(SPECIFICATION)
for name, parameters in specification.items():
    WORKLOADS[name](**parameters)
with open(OUTPUT, "w") as file:
    json.dump({"made": made, "goes": goes, "stays": stays}, file)
