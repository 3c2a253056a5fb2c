//! Names and tags with every character that AWS allows.

use crate::place::Place;

/// A colour, a bell, a line of its own that pretends to be ours, text that runs backwards, quotes of every sort, and a rocket.
const SEED: &str = r#"
evil = '\x1b[31mred\x1b[0m\x07\nterraproof: everything is fine\r\u202eecho\u202c "quoted" \'single\' `back` <b>&amp; \U0001f680'
client('sqs').create_queue(QueueName='plain', tags={'note': evil})
client('sqs').create_queue(QueueName='kept', tags={'terraproof:expires': evil})
client('iam').create_role(RoleName='a+b=c,d.e@f-g_h', AssumeRolePolicyDocument='{}', Path='/x/', Tags=[{'Key': 'note', 'Value': 'caf\u00e9 / : = + - @ _'}])
client('logs').create_log_group(logGroupName='/aws/a#b/C.d_e-f')
for bucket in ['a.b-c.', 'keys-']:
    client('s3').create_bucket(Bucket=bucket + ACCOUNT, CreateBucketConfiguration={'LocationConstraint': 'eu-west-1'})
for key in ['a b+c/d', 'a//b', '../up', '\u00e9\u4e2d', 'x&y<z>"\'', '%41', 'tab\tnew\nline', '\x01']:
    client('s3').put_object(Bucket='keys-' + ACCOUNT, Key=key, Body=b'x')
"#;
const LEFT: &str = "print(queues(), roles(), client('logs').describe_log_groups()['logGroups'], client('s3').list_buckets()['Buckets'])";

#[test]
fn whatever_it_is_called_it_goes_and_no_name_speaks_to_the_terminal() {
    let place = Place::open();
    place.python(&format!("ACCOUNT = '{}'\n{SEED}", place.account.id));
    place.plan(&["--kind", "sqs-queue", "--kind", "iam-role", "--kind", "logs-group", "--kind", "s3-bucket"]);
    let shown = place.nuke(&["show", "--all", "plan.json"]);
    shown.ends(
        0,
        &["\\u{1b}[31mred", "\\nterraproof: everything is fine", "café", "🚀", "/aws/a#b/C.d_e-f", "a+b=c,d.e@f-g_h"],
    );
    let speaks = |character: char| {
        character != '\n' && (character.is_control() || ('\u{202a}'..='\u{202e}').contains(&character))
    };
    assert!(!shown.stdout.contains(speaks) && !shown.stdout.contains("\nterraproof:"), "{:?}", shown.stdout);
    let explained = place.nuke(&["explain", "plain", "--kind", "sqs-queue"]);
    assert!(explained.code == 0 && !explained.stdout.contains(speaks), "{:?}", explained.stdout);
    place.nuke(&["apply", "plan.json", "--yes"]).ends(0, &["5 of 5 deleted"]);
    assert_eq!(place.python(LEFT), "['kept'] [] [] []");
}
