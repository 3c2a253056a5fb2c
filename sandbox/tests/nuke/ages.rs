//! Filters of age, and what AWS tells no age of.

use serde_json::Value;

use crate::place::Place;

const KINDS: [&str; 6] = ["--kind", "ec2-vpc", "--kind", "ec2-subnet", "--older-than", "24h"];
const LEFT: &str =
    "print(sorted(vpc['CidrBlock'] for vpc in client('ec2').describe_vpcs()['Vpcs'] if not vpc['IsDefault']))";

#[test]
fn what_tells_no_age_goes_once_it_was_seen_long_enough_ago() {
    let place = Place::open();
    place.python(
        "
ec2 = client('ec2')
old = ec2.create_vpc(CidrBlock='10.0.0.0/16')['Vpc']['VpcId']
ec2.create_subnet(VpcId=old, CidrBlock='10.0.1.0/24')
",
    );
    let memory = format!("state/terraproof/nuke/seen-{}.json", place.account.id);
    let plan = |place: &Place| place.nuke(&[&["plan", "-o", "plan.json"][..], &KINDS].concat());
    plan(&place).ends(0, &["nothing would be deleted", "nobody knows when it was made, and no earlier plan saw it"]);
    plan(&place).ends(0, &["nothing would be deleted", "it was first seen at"]);

    // A day passes.
    let mut seen: Value = serde_json::from_str(&place.read(&memory)).unwrap();
    for line in seen["seen"].as_array_mut().unwrap() {
        line["first"] = "2026-01-01T00:00:00Z".into();
    }
    place.write(&memory, &seen.to_string());
    place.python("client('ec2').create_vpc(CidrBlock='10.9.0.0/16')");
    // The two, and what goes with a VPC: its main route table, its access control list, its default security group.
    plan(&place).ends(0, &["5 to delete"]);
    place.nuke(&["show", "--all", "plan.json"]).ends(0, &["at least"]);
    place.nuke(&["apply", "plan.json", "--yes"]).ends(0, &["5 of 5 deleted"]);
    assert_eq!(place.python(LEFT), "['10.9.0.0/16']");

    place.write(&memory, "{");
    plan(&place).ends(0, &["is not what an earlier plan remembered", "next:", "nothing would be deleted"]);
}
