use serde_json::{Value, json};

use super::tell::{misses, tell};
use crate::canned::Canned;
use crate::{Command, ManagedInstance, Parameter};

#[tokio::test]
async fn a_parameter_is_told_by_its_type_and_never_shows_its_value() {
    let of = |canned: Canned| -> Parameter { canned.aws().0.ssm().parameter("/orders/token") };
    let parameter = |kind: &str| {
        let body = json!({ "Parameter": { "Name": "/orders/token", "Type": kind, "Value": "v", "Version": 1 } });
        of(Canned::default().json(200, body.to_string()).whenever("GetParameter"))
    };
    let (secure, plain) = (parameter("SecureString"), parameter("String"));
    let absent = || of(Canned::default().json_error("ParameterNotFound", "none").whenever(""));
    tell(secure.exists(), absent().exists(), "does not exist yet").await;
    tell(absent().is_gone(), secure.is_gone(), "is still there").await;
    tell(secure.value_is("v"), secure.value_is("w"), "its value differs").await;
    tell(secure.is_secure(), plain.is_secure(), "is a String").await;
}

#[tokio::test]
async fn an_instance_is_told_by_what_its_agent_reports() {
    let instance = |list: Value| -> ManagedInstance {
        let body = json!({ "InstanceInformationList": list }).to_string();
        let canned = Canned::default().json(200, body).whenever("DescribeInstanceInformation");
        canned.aws().0.ssm().instance("i-0123456789abcdef0")
    };
    let agent = |status: &str| instance(json!([{ "PingStatus": status }]));
    tell(agent("Online").is_managed(), agent("ConnectionLost").is_managed(), "its agent is connection lost").await;
    misses(instance(json!([])).is_managed(), "its agent has not reported").await;
}

#[tokio::test]
async fn a_command_is_told_by_its_end_and_its_output() {
    let command = |ended: Value| -> Command {
        let canned = Canned::default().json(200, r#"{"Command":{"CommandId":"c-1"}}"#).whenever("SendCommand");
        let canned = canned.json(200, ended.to_string()).whenever("GetCommandInvocation");
        canned.aws().0.ssm().command("i-0123456789abcdef0", "systemctl is-active nginx")
    };
    let well = command(json!({ "Status": "Success", "StandardOutputContent": "active\n" }));
    let badly = command(json!({ "Status": "TimedOut", "ResponseCode": 1, "StandardErrorContent": "" }));
    let reason = "is timed out, with exit code 1 and stderr \"\"";
    tell(well.succeeds(), badly.succeeds(), reason).await;
    tell(well.prints("active"), well.prints("failed"), "prints \"active\"").await;
}
