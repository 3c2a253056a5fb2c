//! Faults on request, in the words of each service.

mod gateway_support;

use std::time::Duration;

use gateway_support::{Echo, authorization, client, form, gateway, last_call};
use terraproof_local::gateway::{Cut, FaultKind, Matcher, Occurrence};

const EC2: &str = "https://ec2.eu-west-1.amazonaws.com/";
const SQS: &str = "https://sqs.eu-west-1.amazonaws.com/";

#[tokio::test]
async fn each_service_throttles_in_its_own_protocol() {
    let echo = Echo::start().await;
    let gateway = gateway(echo.address).await;
    gateway.faults().throttle(Matcher::any(), Occurrence::Every);
    let client = client(&gateway);
    let json =
        client.post("https://dynamodb.eu-west-1.amazonaws.com/").header("x-amz-target", "DynamoDB_20120810.ListTables");
    let object = client.put("https://b.s3.amazonaws.com/k").header("authorization", authorization("K", "s3")).body("x");
    let lambda = client.get("https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions");
    for (request, status, expected) in [
        (form(&client, EC2, "Action=DescribeVpcs"), 503, "<Response><Errors><Error><Code>RequestLimitExceeded</Code>"),
        (
            form(&client, SQS, "Action=ListQueues"),
            400,
            "<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code>",
        ),
        (json, 400, "ProvisionedThroughputExceededException"),
        (object, 503, "<Error><Code>SlowDown</Code>"),
        (lambda, 429, "TooManyRequestsException"),
    ] {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), status);
        let text = answer.text().await.unwrap();
        assert!(text.contains(expected), "{text}");
        assert_eq!(last_call(&gateway).fault, Some(FaultKind::Throttle));
        assert!(last_call(&gateway).error_code.is_some());
    }
    assert_eq!(echo.count(), 0);
}

#[tokio::test]
async fn each_service_denies_in_its_own_protocol_and_names_action_and_resource() {
    let echo = Echo::start().await;
    let gateway = gateway(echo.address).await;
    gateway.faults().deny(Matcher::any(), Occurrence::Every);
    let client = client(&gateway);
    let json = client
        .post("https://dynamodb.eu-west-1.amazonaws.com/")
        .header("x-amz-target", "DynamoDB_20120810.DescribeTable")
        .header("content-type", "application/x-amz-json-1.0")
        .body(r#"{"TableName":"orders"}"#);
    let object = client.put("https://b.s3.amazonaws.com/k").header("authorization", authorization("K", "s3")).body("x");
    for (request, status, code, words) in [
        (
            form(&client, EC2, "Action=CreateVpc"),
            403,
            "UnauthorizedOperation",
            "to perform: ec2:CreateVpc on resource: ",
        ),
        (form(&client, SQS, "Action=ListQueues"), 403, "AccessDenied", "to perform: sqs:ListQueues on resource: *"),
        (json, 400, "AccessDeniedException", "dynamodb:DescribeTable on resource: arn:aws:dynamodb:eu-west-1:"),
        (
            object,
            403,
            "AccessDenied",
            "s3:PutObject on resource: \"arn:aws:s3:::b/k\" because no identity-based policy",
        ),
    ] {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), status);
        let text = answer.text().await.unwrap();
        assert!(text.replace("\\\"", "\"").contains(words), "{text}");
        let call = last_call(&gateway);
        assert_eq!((call.fault, call.error_code.as_deref()), (Some(FaultKind::Deny), Some(code)));
    }
}

#[tokio::test]
async fn only_the_nth_call_of_an_operation_fails() {
    let echo = Echo::start().await;
    let gateway = gateway(echo.address).await;
    gateway.faults().fail(Matcher::operation("ec2", "CreateVpc"), 2, 503);
    let client = client(&gateway);
    let mut statuses = Vec::new();
    for body in ["Action=CreateVpc", "Action=DescribeVpcs", "Action=CreateVpc", "Action=CreateVpc"] {
        statuses.push(form(&client, EC2, body).send().await.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [200, 200, 503, 200]);
}

#[tokio::test]
async fn a_call_that_is_cut_before_its_request_does_nothing() {
    let echo = Echo::start().await;
    let gateway = gateway(echo.address).await;
    gateway.faults().cut(Matcher::any(), 1, Cut::BeforeRequest);
    assert!(form(&client(&gateway), EC2, "Action=CreateVpc").send().await.is_err());
    assert_eq!(echo.count(), 0);
    let call = last_call(&gateway);
    assert_eq!((call.fault, call.status), (Some(FaultKind::Cut), None));
}

#[tokio::test]
async fn a_call_that_is_cut_before_its_answer_was_done() {
    let echo = Echo::start().await;
    let gateway = gateway(echo.address).await;
    gateway.faults().cut(Matcher::any(), 1, Cut::BeforeAnswer);
    assert!(form(&client(&gateway), EC2, "Action=CreateVpc").send().await.is_err());
    assert_eq!(echo.count(), 1);
}

#[tokio::test]
async fn an_answer_is_cut_after_some_bytes() {
    let echo = Echo::start().await;
    let gateway = gateway(echo.address).await;
    gateway.faults().cut(Matcher::any(), 1, Cut::AfterBytes(100_000));
    let request =
        client(&gateway).get("https://b.s3.amazonaws.com/large").header("authorization", authorization("K", "s3"));
    let mut answer = request.send().await.unwrap();
    let mut bytes = 0;
    let error = loop {
        match answer.chunk().await {
            Ok(Some(chunk)) => bytes += chunk.len(),
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    assert!(error.is_some());
    assert!(bytes <= 100_000, "{bytes}");
}

#[tokio::test]
async fn latency_is_added_to_every_call_and_recorded() {
    let echo = Echo::start().await;
    let gateway = gateway(echo.address).await;
    let delay = Duration::from_millis(30);
    let id = gateway.faults().latency(delay);
    form(&client(&gateway), EC2, "Action=DescribeVpcs").send().await.unwrap();
    let call = last_call(&gateway);
    assert!(call.latency >= delay);
    assert_eq!(call.fault, Some(FaultKind::Latency));
    assert!(gateway.faults().remove(id));
}

#[tokio::test]
async fn a_large_upload_that_is_throttled_still_reads_its_answer() {
    let echo = Echo::start().await;
    let gateway = gateway(echo.address).await;
    gateway.faults().throttle(Matcher::service("s3"), 1);
    let request =
        client(&gateway).put("https://b.s3.amazonaws.com/k").header("authorization", authorization("K", "s3"));
    let answer = request.body(vec![0; 900_000]).send().await.unwrap();
    assert_eq!(answer.status(), 503);
}
