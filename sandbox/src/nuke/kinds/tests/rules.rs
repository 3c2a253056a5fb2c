//! Rules of security groups that name another group.

use serde_json::{Value, json};

use super::listed;
use crate::nuke::api::services::EC2;
use crate::nuke::emulated;
use crate::nuke::kinds::find;
use crate::nuke::model::Reference;

#[tokio::test]
async fn a_rule_is_revoked_as_it_was_told_and_one_that_stays_is_no_success() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let group = async |name: &str| {
            let asked = json!({ "GroupName": name, "GroupDescription": name });
            let made = api.call(&EC2, "CreateSecurityGroup", asked).await.unwrap();
            made.text("groupId").unwrap().to_owned()
        };
        let (user, used) = (group("user").await, group("used").await);
        // The provider names the other group with an empty owner.
        let rule: Value = json!({
            "IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "Groups": [{ "GroupId": used, "UserId": "" }],
        });
        let described: Value = json!({
            "IpProtocol": "udp", "FromPort": 1, "ToPort": 2, "Groups": [{ "GroupId": used, "Description": "d" }],
        });
        let asked = json!({ "GroupId": user, "IpPermissions": [rule, described] });
        api.call(&EC2, "AuthorizeSecurityGroupIngress", asked).await.unwrap();
        let kind = find("ec2-security-group").unwrap();
        let named =
            async || listed(&api, "ec2-security-group").await.into_iter().find(|group| group.id() == user).unwrap();
        let uses = [Reference::new("ec2-security-group", "eu-west-1", &used)];
        assert_eq!(named().await.uses.iter().filter(|it| uses.contains(&it.of)).count(), 1);
        kind.cut(&api, &named().await, &uses).await.unwrap();
        assert_eq!(named().await.uses.iter().filter(|it| uses.contains(&it.of)).count(), 0);
    })
    .await;
}
