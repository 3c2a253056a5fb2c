use serde_json::{Value, json};

use super::tell::{misses, tell};
use crate::canned::Canned;
use crate::{Function, Invocation};

fn function(configuration: &Value) -> Function {
    Canned::default()
        .json(200, configuration.to_string())
        .whenever("/configuration")
        .aws()
        .0
        .lambda()
        .function("orders")
}

#[tokio::test]
async fn a_function_is_told_by_its_configuration() {
    let orders = function(&json!({
        "State": "Active", "LastUpdateStatus": "Successful", "Runtime": "python3.13", "Role": "arn:role",
        "Environment": { "Variables": { "TABLE": "orders" } }, "TracingConfig": { "Mode": "Active" },
    }));
    let bare = function(&json!({ "State": "Pending", "Role": "arn:other" }));
    let absent = Canned::default().json_error("ResourceNotFoundException", "none").whenever("");
    let absent = absent.aws().0.lambda().function("orders");
    tell(orders.exists(), absent.exists(), "does not exist yet").await;
    tell(absent.is_gone(), orders.is_gone(), "is still there").await;
    tell(orders.is_active(), bare.is_active(), "is pending").await;
    tell(orders.has_runtime("python3.13"), bare.has_runtime("python3.13"), "has the runtime `none`").await;
    let table = |function: &Function| function.has_environment("TABLE", "orders");
    tell(table(&orders), table(&bare), "has no such variable").await;
    tell(orders.runs_as("arn:role"), bare.runs_as("arn:role"), "runs as `arn:other`").await;
    tell(orders.is_traced(), bare.is_traced(), "is not traced").await;
}

#[tokio::test]
async fn an_invocation_is_told_by_what_it_returns() {
    let invocation = |headers: &[(&'static str, &str)], body: &str| -> Invocation {
        let canned = Canned::default().answer(200, headers, body).whenever("/invocations");
        canned.aws().0.lambda().function("orders").invoke(json!({ "id": 7 }))
    };
    let well = invocation(&[], r#"{"ok":true}"#);
    let badly = r#"{"errorType":"KeyError","errorMessage":"'id'"}"#;
    let badly = invocation(&[("x-amz-function-error", "Unhandled")], badly);
    let reason = "failed with `KeyError`: 'id'";
    tell(well.succeeds(), badly.succeeds(), reason).await;
    tell(well.returns(json!({ "ok": true })), badly.returns(json!({ "ok": true })), reason).await;
    misses(well.returns(json!({ "ok": false })), r#"returned {"ok":true}"#).await;
    tell(badly.fails_with("KeyError"), well.fails_with("KeyError"), r#"returned {"ok":true}"#).await;
    misses(badly.fails_with("TypeError"), reason).await;
}
