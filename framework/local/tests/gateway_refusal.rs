//! What a client may not reach, and what it may.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod gateway_support;

use gateway_support::{Echo, builder, client, gateway, last_call, open};
use terraproof_local::gateway::{CallKind, Gateway, Options, OuterProxy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Says CONNECT and gives the whole answer to it.
async fn connect(gateway: &Gateway, authority: &str) -> String {
    say(gateway, &format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n")).await
}

async fn say(gateway: &Gateway, text: &str) -> String {
    let mut stream = TcpStream::connect(gateway.address()).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn a_host_that_is_not_allowed_is_refused_with_the_way_to_allow_it() {
    let gateway = open(Options::default()).await;
    let answer = connect(&gateway, "evil.example:443").await;
    assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
    assert!(
        answer.contains("`evil.example` is not allowed from the local sandbox; add it to `[local] allow = [..]`"),
        "{answer}"
    );
    let call = last_call(&gateway);
    assert_eq!((call.kind, &*call.host, call.status), (CallKind::Refused, "evil.example", Some(403)));
}

#[tokio::test]
async fn lookalikes_addresses_and_other_ports_are_refused() {
    let echo = Echo::start().await;
    let gateway = gateway(echo.address).await;
    for authority in [
        "s3.amazonaws.com.evil.example:443",
        "evilamazonaws.com:443",
        "s3.amazonaws.com:22",
        "169.254.169.254:80",
        "[fd00:ec2::254]:80",
        "[::1]:443",
        "127.0.0.1:443",
        "localhost:443",
        "registry.terraform.io.evil.example:443",
        "github.com:22",
    ] {
        let answer = connect(&gateway, authority).await;
        assert!(answer.starts_with("HTTP/1.1 403"), "{authority}: {answer}");
    }
    assert_eq!(echo.count(), 0);
}

#[tokio::test]
async fn an_authority_with_a_user_is_no_host() {
    let gateway = open(Options::default()).await;
    let answer = connect(&gateway, "s3.amazonaws.com@evil.example:443").await;
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
}

#[tokio::test]
async fn plain_http_to_other_hosts_is_refused() {
    let gateway = open(Options::default()).await;
    let answer = client(&gateway).get("http://169.254.169.254/latest/meta-data/").send().await.unwrap();
    assert_eq!(answer.status(), 403);
}

#[tokio::test]
async fn without_an_emulator_aws_is_refused_with_a_sentence() {
    let gateway = open(Options::default()).await;
    let answer = connect(&gateway, "s3.amazonaws.com:443").await;
    assert!(answer.starts_with("HTTP/1.1 403") && answer.contains("no emulator"), "{answer}");
}

#[tokio::test]
async fn who_calls_the_proxy_itself_is_told_what_it_is() {
    let gateway = open(Options::default()).await;
    let answer = say(&gateway, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 400") && answer.contains("HTTPS_PROXY"), "{answer}");
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let gateway = open(Options::default()).await;
    let answer =
        say(&gateway, &format!("GET http://example.com/ HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(100_000))).await;
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
}

fn allowing(echo: &Echo) -> Options {
    Options { allowed_hosts: vec![echo.address.to_string().parse().unwrap()], ..Options::default() }
}

#[tokio::test]
async fn an_allowed_host_is_tunnelled_untouched() {
    let echo = Echo::start().await;
    let gateway = open(allowing(&echo)).await;
    let mut stream = TcpStream::connect(gateway.address()).await.unwrap();
    stream.write_all(format!("CONNECT {} HTTP/1.1\r\nHost: x\r\n\r\n", echo.address).as_bytes()).await.unwrap();
    let mut head = [0; 19];
    stream.read_exact(&mut head).await.unwrap();
    assert!(head.starts_with(b"HTTP/1.1 200"));
    stream.write_all(b"GET /through HTTP/1.1\r\nHost: anything\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.ends_with("ok"), "{answer}");
    assert_eq!(echo.last().headers["host"], "anything");
    assert_eq!(last_call(&gateway).kind, CallKind::Tunnel);
}

#[tokio::test]
async fn plain_http_to_an_allowed_host_is_passed_on() {
    let echo = Echo::start().await;
    let gateway = open(allowing(&echo)).await;
    let answer = client(&gateway).get(format!("http://{}/a?b=c", echo.address)).send().await.unwrap();
    assert_eq!(answer.text().await.unwrap(), "ok");
    assert_eq!(echo.last().target, "/a?b=c");
}

#[tokio::test]
async fn an_allowed_host_that_is_down_is_an_error_with_its_name() {
    let echo = Echo::start().await;
    let gateway = open(allowing(&echo)).await;
    let address = echo.kill().await;
    let answer = connect(&gateway, &address.to_string()).await;
    assert!(answer.starts_with("HTTP/1.1 502") && answer.contains("`127.0.0.1` could not be reached"), "{answer}");
}

/// A gateway that reaches the world through another gateway's port, as through a company's proxy.
fn behind(proxy: &str) -> Option<OuterProxy> {
    OuterProxy::from_environment(|name| (name == "HTTPS_PROXY").then(|| proxy.to_owned())).unwrap()
}

#[tokio::test]
async fn tunnels_go_through_the_outer_proxy() {
    let echo = Echo::start().await;
    let outer = open(allowing(&echo)).await;
    let inner =
        open(Options { outer_proxy: behind(&format!("http://me:word@{}", outer.address())), ..allowing(&echo) }).await;
    let answer = builder(&inner).build().unwrap().get(format!("http://{}/", echo.address)).send().await.unwrap();
    assert_eq!(answer.text().await.unwrap(), "ok");
    assert!(!echo.last().headers.contains_key("proxy-authorization"));
    assert_eq!(outer.calls().len(), 1);

    let mut stream = TcpStream::connect(inner.address()).await.unwrap();
    stream.write_all(format!("CONNECT {} HTTP/1.1\r\nHost: x\r\n\r\n", echo.address).as_bytes()).await.unwrap();
    let mut head = [0; 12];
    stream.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 200");
    assert_eq!(outer.calls().len(), 2);
}

#[tokio::test]
async fn what_the_outer_proxy_refuses_is_told() {
    let outer = open(Options::default()).await;
    let allowed_hosts = vec!["example.com".parse().unwrap()];
    let inner = open(Options {
        outer_proxy: behind(&format!("http://me:word@{}", outer.address())),
        allowed_hosts,
        ..Options::default()
    })
    .await;
    let answer = connect(&inner, "example.com:443").await;
    assert!(answer.starts_with("HTTP/1.1 502") && answer.contains("403 Forbidden"), "{answer}");
    assert!(!answer.contains("word"));
}
