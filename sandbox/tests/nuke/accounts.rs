//! Several accounts at once.

use serde_json::Value;

use crate::place::Place;

const SEED: &str = "
def assumed(account):
    keys = client('sts').assume_role(RoleArn=f'arn:aws:iam::{account}:role/terraproof', RoleSessionName='seed')['Credentials']
    return dict(aws_access_key_id=keys['AccessKeyId'], aws_secret_access_key=keys['SecretAccessKey'],
        aws_session_token=keys['SessionToken'])
def held(account): return len(client('sqs', **assumed(account)).list_queues().get('QueueUrls', []))
";

#[test]
fn an_account_that_is_refused_stays_as_it_is_and_the_others_are_cleaned() {
    let mut place = Place::open();
    let ids = ["clean", "wrong", "production"].map(|name| (name, place.another()));
    let [clean, wrong, production] = ids.each_ref().map(|(_, id)| id.as_str());
    let sandbox = |name: &str, pinned: &str, id: &str| {
        format!(
            "[sandbox.{name}]\nkind = 'aws'\naccount = '{pinned}'\nrole = 'arn:aws:iam::{id}:role/terraproof'\nregions = ['eu-west-1']\n"
        )
    };
    let sandboxes = [
        sandbox("clean", clean, clean),
        sandbox("wrong", "111122223333", wrong),
        sandbox("production", production, production),
    ];
    place.write("terraproof.toml", &sandboxes.concat());
    place.python(&format!(
        "{SEED}
for account in ['{clean}', '{wrong}', '{production}']: client('sqs', **assumed(account)).create_queue(QueueName='work')
client('iam', **assumed('{production}')).create_account_alias(AccountAlias='acme-prod-{production}')"
    ));

    let explained = place.nuke(&["explain", "work", "--all-sandboxes", "--kind", "sqs-queue"]);
    explained.ends(6, &["sandbox `clean`: would be deleted", "111122223333", &format!("acme-prod-{production}")]);

    let said = place.nuke(&["run", "--all-sandboxes", "--yes", "--kind", "sqs-queue", "--json"]);

    said.ends(6, &["111122223333", &format!("acme-prod-{production}"), "the sandbox `local` is left out"]);
    let report: Value = serde_json::from_str(&said.stdout).unwrap();
    let code = |name: &str| {
        let accounts = report["accounts"].as_array().unwrap();
        accounts.iter().find(|account| account["sandbox"] == name).unwrap()["exit_code"].as_i64()
    };
    assert_eq!((code("clean"), code("wrong"), code("production")), (Some(0), Some(6), Some(6)), "{report}");
    let held =
        place.python(&format!("{SEED}\nprint([held(account) for account in ['{clean}', '{wrong}', '{production}']])"));
    assert_eq!(held, "[0, 1, 1]");
}
