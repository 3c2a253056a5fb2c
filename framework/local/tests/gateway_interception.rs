//! The gateway answers for AWS with real TLS, and passes everything through unchanged.

mod gateway_support;

use std::sync::Arc;

use gateway_support::{Echo, LARGE, authorization, client, form, gateway, last_call, open};
use http::header;
use terraproof_local::gateway::{CallKind, Options};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const EC2: &str = "https://ec2.eu-west-1.amazonaws.com/";

#[tokio::test]
async fn a_call_arrives_with_its_host_and_is_recorded_with_its_name() {
    let echo = Echo::start().await;
    let gateway = gateway(echo.address).await;

    let answer = form(&client(&gateway), EC2, "Action=CreateVpc&CidrBlock=10.0.0.0%2F16").send().await.unwrap();

    assert_eq!(answer.text().await.unwrap(), "ok");
    let seen = echo.last();
    assert_eq!(seen.headers[header::HOST], "ec2.eu-west-1.amazonaws.com");
    assert_eq!(seen.body, "Action=CreateVpc&CidrBlock=10.0.0.0%2F16");
    let call = last_call(&gateway);
    assert_eq!((&*call.service, &*call.operation, call.status), ("ec2", "CreateVpc", Some(200)));
    assert_eq!((call.kind, call.region.as_deref()), (CallKind::Api, Some("eu-west-1")));
}

#[tokio::test]
async fn bucket_names_with_dots_have_a_valid_certificate() {
    let echo = Echo::start().await;
    let gateway = gateway(echo.address).await;
    let request = client(&gateway).put("https://my.bucket.with.dots.s3.eu-west-1.amazonaws.com/key");
    let answer = request.header("authorization", authorization("KEY", "s3")).body("data").send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(last_call(&gateway).operation, "PutObject");
}

#[tokio::test]
async fn plain_http_to_aws_is_answered_too() {
    let echo = Echo::start().await;
    let gateway = gateway(echo.address).await;
    let answer = form(&client(&gateway), "http://sqs.eu-west-1.amazonaws.com/path?x=1", "Action=ListQueues")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(echo.last().target, "/path?x=1");
}

#[tokio::test]
async fn calls_of_many_connections_share_a_connection_to_the_emulator() {
    let echo = Echo::start().await;
    let gateway = gateway(echo.address).await;
    for _ in 0..5 {
        form(&client(&gateway), EC2, "Action=DescribeVpcs").send().await.unwrap().bytes().await.unwrap();
    }
    assert_eq!(echo.count(), 5);
    assert_eq!(echo.last().connection, 0);
}

#[tokio::test]
async fn a_head_request_keeps_the_length_it_is_told() {
    let echo = Echo::start().await;
    let gateway = gateway(echo.address).await;
    let request = client(&gateway).head("https://bucket.s3.amazonaws.com/key");
    let answer = request.header("authorization", authorization("KEY", "s3")).send().await.unwrap();
    assert_eq!(answer.headers()[header::CONTENT_LENGTH], "2");
    assert_eq!(answer.bytes().await.unwrap(), "");
}

#[tokio::test]
async fn answers_without_a_body_leave_the_connection_usable() {
    let echo = Echo::start().await;
    let gateway = gateway(echo.address).await;
    let client = client(&gateway);
    for (path, status) in [("empty", 204), ("same", 304), ("", 200)] {
        let answer = form(&client, &format!("{EC2}{path}"), "Action=X").send().await.unwrap();
        assert_eq!(answer.status(), status);
    }
}

#[tokio::test]
async fn a_large_answer_without_length_streams_through() {
    let echo = Echo::start().await;
    let gateway = gateway(echo.address).await;
    let request = client(&gateway)
        .get("https://bucket.s3.amazonaws.com/large")
        .header("authorization", authorization("KEY", "s3"));
    // A path of the upstream's own, in the name of the bucket's key.
    let mut answer = request.send().await.unwrap();
    let mut bytes = 0;
    while let Some(chunk) = answer.chunk().await.unwrap() {
        bytes += chunk.len();
    }
    assert_eq!(bytes, LARGE);
}

#[tokio::test]
async fn a_large_request_with_expect_arrives_whole() {
    let echo = Echo::start().await;
    let gateway = gateway(echo.address).await;
    let request = client(&gateway).put("https://bucket.s3.amazonaws.com/count").header("expect", "100-continue");
    let answer = request.header("authorization", authorization("KEY", "s3")).body(vec![0; LARGE]).send().await.unwrap();
    assert_eq!(answer.text().await.unwrap(), LARGE.to_string());
    assert!(!echo.last().headers.contains_key("expect"));
}

#[tokio::test]
async fn a_request_in_chunks_arrives_in_chunks() {
    let echo = Echo::start().await;
    let gateway = gateway(echo.address).await;
    let mut stream = TcpStream::connect(gateway.address()).await.unwrap();
    let signed = authorization("KEY", "s3");
    let head = format!(
        "PUT http://b.s3.amazonaws.com/count HTTP/1.1\r\nHost: b.s3.amazonaws.com\r\nAuthorization: {signed}\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
        .write_all(b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")
        .await
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("11"), "{answer}");
    assert_eq!(echo.last().headers[header::TRANSFER_ENCODING], "chunked");
}

#[tokio::test]
async fn an_error_is_recorded_with_its_code_and_passed_on_whole() {
    let echo = Echo::start().await;
    let gateway = gateway(echo.address).await;
    let answer = form(&client(&gateway), &format!("{EC2}fails"), "Action=DescribeVpcs").send().await.unwrap();
    assert!(answer.text().await.unwrap().ends_with("</Response>"));
    assert_eq!(last_call(&gateway).error_code.as_deref(), Some("InvalidVpcID.NotFound"));
}

#[tokio::test]
async fn the_timeline_holds_no_credential_and_no_query_value() {
    let echo = Echo::start().await;
    let gateway = gateway(echo.address).await;
    let url = "https://bucket.s3.amazonaws.com/key?X-Amz-Credential=SECRETKEY%2F20260131%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Signature=SECRETSIGN";
    client(&gateway).get(url).send().await.unwrap();
    let timeline = serde_json::to_string(&gateway.calls().snapshot()).unwrap();
    assert!(!timeline.contains("SECRET"), "{timeline}");
}

#[tokio::test]
async fn the_host_inside_a_connection_must_be_aws_as_well() {
    let echo = Echo::start().await;
    let gateway = gateway(echo.address).await;
    let answer = client(&gateway).get(EC2).header("host", "evil.example").send().await.unwrap();
    assert_eq!(answer.status(), 421);
    assert_eq!(echo.count(), 0);
}

#[tokio::test]
async fn a_key_nobody_was_given_is_replaced_by_the_one_of_the_scope() {
    let echo = Echo::start().await;
    let upstream = Some(Arc::new(echo.address) as _);
    let gateway = open(Options { upstream, access_key: Some("SCOPEKEY".into()), ..Options::default() }).await;
    for authorized in [Some(authorization("mock", "ec2")), None] {
        let mut request = form(&client(&gateway), EC2, "Action=DescribeVpcs");
        if let Some(value) = authorized {
            request = request.header("authorization", value);
        }
        request.send().await.unwrap();
        let header = echo.last().headers[header::AUTHORIZATION].to_str().unwrap().to_owned();
        assert!(header.contains("Credential=SCOPEKEY/"), "{header}");
        assert!(header.contains("/eu-west-1/ec2/"), "{header}");
    }
}

#[tokio::test]
async fn closing_ends_connections_and_frees_the_port() {
    let echo = Echo::start().await;
    let gateway = gateway(echo.address).await;
    let client = client(&gateway);
    form(&client, EC2, "Action=DescribeVpcs").send().await.unwrap();
    let address = gateway.address();
    gateway.close().await;
    assert!(std::net::TcpStream::connect(address).is_err());
    assert!(form(&client, EC2, "Action=DescribeVpcs").send().await.is_err());
}

/// No port is configured anywhere: each listener takes a free one, so a port that somebody holds is in nobody's way.
#[tokio::test]
async fn a_port_that_is_taken_is_in_nobodys_way() {
    let echo = Echo::start().await;
    let first = gateway(echo.address).await;
    assert!(std::net::TcpListener::bind(first.address()).is_err(), "the port is not taken");
    let second = gateway(echo.address).await;
    for gateway in [first, second] {
        assert_eq!(form(&client(&gateway), EC2, "Action=DescribeVpcs").send().await.unwrap().status(), 200);
        gateway.close().await;
    }
}
