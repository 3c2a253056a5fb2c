//! Rows that are no deletes: protections that are switched off, and uses that are ended.

use crate::place::Place;

const SEED: &str = "
ec2, rds = client('ec2'), client('rds')
machine = ec2.run_instances(ImageId='ami-12c6146b', MinCount=1, MaxCount=1)['Instances'][0]['InstanceId']
ec2.modify_instance_attribute(InstanceId=machine, DisableApiTermination={'Value': True})
rds.create_db_instance(DBInstanceIdentifier='shop', Engine='postgres', DBInstanceClass='db.t3.micro', AllocatedStorage=20,
    MasterUsername='shop', MasterUserPassword='a-password', DeletionProtection=True)
print(machine)
";
const LEFT: &str = "
machines = [i['State']['Name'] for r in client('ec2').describe_instances()['Reservations'] for i in r['Instances']]
print(set(machines) - {'terminated'}, [d['DBInstanceIdentifier'] for d in client('rds').describe_db_instances()['DBInstances']])
";
const KINDS: [&str; 4] = ["--kind", "ec2-instance", "--kind", "rds-instance"];

#[test]
fn a_deletion_protection_keeps_until_the_kind_is_named_and_then_has_a_row_of_its_own() {
    let place = Place::open();
    let machine = place.python(SEED);
    place
        .nuke(&[&["plan", "-o", "kept.json", "--detailed-exitcode"], &KINDS[..]].concat())
        .ends(0, &["nothing would be deleted"]);
    place
        .nuke(&["show", "--all", "kept.json"])
        .ends(0, &[&machine, "shop", "termination protection", "--disable-protection"]);

    let off = ["--disable-protection", "ec2-instance", "--disable-protection", "rds-instance"];
    place.plan(&[&KINDS[..], &off].concat());

    let rows = ["termination protection is switched off", "deletion protection is switched off", "2 to unprotect"];
    place.nuke(&["show", "plan.json"]).ends(0, &rows);
    place.nuke(&["apply", "plan.json", "--yes"]).ends(0, &["4 of 4 deleted"]);
    assert_eq!(place.python(LEFT), "set() []");
}

const RING: &str = "
ec2 = client('ec2')
vpc = ec2.create_vpc(CidrBlock='10.9.0.0/16')['Vpc']['VpcId']
groups = [ec2.create_security_group(GroupName=f'ring-{n}', Description='ring', VpcId=vpc)['GroupId'] for n in range(3)]
for group, other in zip(groups, groups[1:] + groups[:1]):
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[
        {'IpProtocol': 'tcp', 'FromPort': 80, 'ToPort': 80, 'UserIdGroupPairs': [{'GroupId': other}]}])
";

#[test]
fn a_ring_of_security_groups_is_cut_where_the_plan_says_so() {
    let place = Place::open();
    place.python(RING);
    place.plan(&["--kind", "ec2-security-group", "--kind", "ec2-vpc"]);
    place
        .nuke(&["show", "plan.json"])
        .ends(0, &["1 to cut", "cut       ec2-security-group", "it gives up ec2-security-group"]);
    place.nuke(&["apply", "plan.json", "--yes"]).ends(0, &["deleted"]);
    let left = "print([v['IsDefault'] for v in client('ec2').describe_vpcs()['Vpcs']], len(client('ec2').describe_security_groups()['SecurityGroups']))";
    assert_eq!(place.python(left), "[True] 1");
}

const RUNNING: &str = "
ec2, scaling, ecs = client('ec2'), client('autoscaling'), client('ecs')
KEEP = {'Key': 'terraproof:keep', 'Value': 'true'}
vpc = ec2.create_vpc(CidrBlock='10.9.0.0/16')['Vpc']['VpcId']
gateway = ec2.create_internet_gateway()['InternetGateway']['InternetGatewayId']
ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
table = ec2.create_route_table(VpcId=vpc)['RouteTable']['RouteTableId']
ec2.create_route(RouteTableId=table, DestinationCidrBlock='0.0.0.0/0', GatewayId=gateway)
ec2.create_tags(Resources=[table], Tags=[KEEP])
groups = [ec2.create_security_group(GroupName=f'g{n}', Description='of a version', VpcId=vpc)['GroupId'] for n in range(3)]
data = lambda group: {'ImageId': 'ami-12c6146b', 'InstanceType': 't3.micro', 'SecurityGroupIds': [group]}
ec2.create_launch_template(LaunchTemplateName='web', LaunchTemplateData=data(groups[0]))
for group in groups[1:]:
    ec2.create_launch_template_version(LaunchTemplateName='web', LaunchTemplateData=data(group))
def group(name, tags):
    scaling.create_auto_scaling_group(AutoScalingGroupName=name, MinSize=0, MaxSize=0, AvailabilityZones=['eu-west-1a'],
        LaunchTemplate={'LaunchTemplateName': 'web', 'Version': '2'}, Tags=tags)
    return scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])['AutoScalingGroups'][0]['AutoScalingGroupARN']
group('pinned', [KEEP])
ecs.create_capacity_provider(name='more', autoScalingGroupProvider={'autoScalingGroupArn': group('machines', [])})
ecs.create_cluster(clusterName='c', capacityProviders=['more'], tags=[{'key': 'terraproof:keep', 'value': 'true'}])
make_queues('spare')
print(' '.join([gateway, *groups]))
";

#[test]
fn what_stays_keeps_what_it_runs_with_and_nothing_else() {
    let place = Place::open();
    let needed = place.python(RUNNING);
    place.nuke(&["plan", "-o", "plan.json"]).ends(0, &["1 to delete"]);
    let needed: Vec<&str> = needed.split_whitespace().chain(["machines"]).collect();
    place.nuke(&["show", "--all", "plan.json"]).ends(0, &needed);
    place.nuke(&["apply", "plan.json", "--yes"]).ends(0, &["1 of 1 deleted"]);
}

#[test]
fn what_is_protected_after_the_plan_was_made_keeps_what_it_needs_where_the_account_is_listed_anew() {
    let place = Place::open();
    place.python(
        "
make_queues('dead', 'other')
dead = 'arn:aws:sqs:eu-west-1:%s:dead' % client('sts').get_caller_identity()['Account']
client('sqs').create_queue(QueueName='work', Attributes={'RedrivePolicy': '{\"deadLetterTargetArn\":\"' + dead + '\",\"maxReceiveCount\":1}'})
",
    );
    place.plan(&["--kind", "sqs-queue"]);
    place.python("sqs = client('sqs')\nsqs.tag_queue(QueueUrl=sqs.get_queue_url(QueueName='work')['QueueUrl'], Tags={'terraproof:keep': 'true'})");
    let parts = ["1 of 3 deleted", "2 skipped", "2 of the plan's rows stay", "needed by sqs-queue", "protects it"];
    place.nuke(&["apply", "plan.json", "--yes", "--recheck"]).ends(0, &parts);
    assert_eq!(place.python("print(queues())"), "['dead', 'work']");
}
