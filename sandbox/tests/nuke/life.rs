//! One account, from a plan to an empty account, through `terraproof shell` and the real host names.

use std::fs;

use terraproof_local::Toolchain;

use crate::common::{Home, said};

const SEED: &str = "import boto3
ec2, sqs = boto3.client('ec2', region_name='eu-west-1'), boto3.client('sqs', region_name='eu-west-1')
vpc = ec2.create_vpc(CidrBlock='10.9.0.0/16')['Vpc']['VpcId']
ec2.create_subnet(VpcId=vpc, CidrBlock='10.9.1.0/24')
for name in ['one', 'two']: sqs.create_queue(QueueName=name)
sqs.create_queue(QueueName='vip', tags={'cloud-nuke-excluded': 'true'})
";
const LEFT: &str = "import boto3
ec2, sqs = boto3.client('ec2', region_name='eu-west-1'), boto3.client('sqs', region_name='eu-west-1')
print(sorted(url.split('/')[-1] for url in sqs.list_queues().get('QueueUrls', [])), [vpc['IsDefault'] for vpc in ec2.describe_vpcs()['Vpcs']])
";

/// One account, from a plan to an empty account, through the command line and the real host names.
#[test]
fn an_account_is_planned_shown_applied_and_empty() {
    let home = Home::new();
    let work = home.path().join("work");
    fs::create_dir_all(&work).unwrap();
    fs::write(work.join("seed.py"), SEED).unwrap();
    fs::write(work.join("left.py"), LEFT).unwrap();
    let python = Toolchain::find(&home.cache()).unwrap().python().display().to_string();
    let terraproof = env!("CARGO_BIN_EXE_terraproof");
    let script = format!(
        "set -x; printf '[sandbox.playing]\\nkind = \"aws\"\\naccount = \"%s\"\\nregions = [\"eu-west-1\"]\\n' \
         $TERRAPROOF_ACCOUNT > terraproof.toml
         '{python}' seed.py
         '{terraproof}' nuke plan --sandbox playing --region eu-west-1 -o plan.json --detailed-exitcode; echo plan=$?
         '{terraproof}' nuke show --all plan.json; echo show=$?
         '{terraproof}' nuke apply plan.json; echo unconfirmed=$?
         sed 's/\"one\"/\"vip\"/' plan.json > edited.json; '{terraproof}' nuke apply edited.json --yes; echo edited=$?
         '{terraproof}' nuke explain vip --sandbox playing --region eu-west-1 --kind sqs-queue; echo explain=$?
         '{terraproof}' nuke apply plan.json --yes; echo apply=$?
         '{python}' left.py
         '{terraproof}' nuke plan --sandbox playing --region eu-west-1 --detailed-exitcode; echo again=$?
         sed -i 's/account = \"./account = \"0/' terraproof.toml; '{terraproof}' nuke plan --sandbox playing; echo other=$?"
    );
    let (stdout, stderr, _) = said(&mut home.terraproof(&["shell", "--", "sh", "-c", &script]));
    for part in [
        "plan=2",
        "show=0",
        "unconfirmed=6",
        "edited=6",
        "explain=0",
        "apply=0",
        "['vip'] [True]",
        "again=0",
        "other=6",
        "its tag `cloud-nuke-excluded` protects it",
    ] {
        assert!(stdout.contains(part), "{part}: {stdout}{stderr}");
    }
}
