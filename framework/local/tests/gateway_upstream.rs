//! Which worker is asked, and what happens when it dies.

mod gateway_support;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use gateway_support::{Echo, authorization, client, form, gateway, last_call, open};
use terraproof_local::gateway::{Options, Upstream};

const EC2: &str = "https://ec2.eu-west-1.amazonaws.com/";
const OWN: &str = "111111111111";
const OTHER: &str = "222222222222";

/// The own account lives on one worker, every other one on the second.
struct Workers(SocketAddr, SocketAddr);

impl Upstream for Workers {
    fn address(&self, account: Option<&str>, _access_key: Option<&str>) -> SocketAddr {
        if account == Some(OWN) { self.0 } else { self.1 }
    }
}

#[tokio::test]
async fn an_assumed_role_leads_to_the_worker_of_its_account() {
    let (own, other) = (Echo::start().await, Echo::start().await);
    let upstream = Some(Arc::new(Workers(own.address, other.address)) as _);
    let gateway =
        open(Options { upstream, account: Some(OWN.into()), access_key: Some("OWNKEY".into()), ..Options::default() })
            .await;
    let client = client(&gateway);

    form(&client, EC2, "Action=DescribeVpcs")
        .header("authorization", authorization("OWNKEY", "ec2"))
        .send()
        .await
        .unwrap();
    let assume = "Action=AssumeRole&RoleArn=arn%3Aaws%3Aiam%3A%3A222222222222%3Arole%2Fdeploy&RoleSessionName=s";
    let answer = form(&client, "https://sts.amazonaws.com/", assume)
        .header("authorization", authorization("OWNKEY", "sts"))
        .send()
        .await
        .unwrap();
    assert!(answer.text().await.unwrap().contains("ASIA222222222222"));
    form(&client, EC2, "Action=DescribeVpcs")
        .header("authorization", authorization("ASIA222222222222", "ec2"))
        .send()
        .await
        .unwrap();

    assert_eq!((own.count(), other.count()), (1, 2));
    assert_eq!(last_call(&gateway).account.as_deref(), Some(OTHER));
    let header = other.last().headers["authorization"].to_str().unwrap().to_owned();
    assert!(header.contains("Credential=ASIA222222222222/"), "{header}");
}

#[tokio::test]
async fn a_dead_emulator_is_an_error_nobody_retries_and_a_signal() {
    let echo = Echo::start().await;
    let gateway = gateway(echo.address).await;
    let client = client(&gateway);
    form(&client, EC2, "Action=DescribeVpcs").send().await.unwrap().bytes().await.unwrap();
    let mut lost = gateway.upstream_lost();
    assert!(!*lost.borrow());
    echo.kill().await;

    let answer = form(&client, EC2, "Action=DescribeVpcs").send().await.unwrap();

    assert_eq!(answer.status(), 400);
    let text = answer.text().await.unwrap();
    assert!(text.contains("<Code>TerraproofEmulatorGone</Code>") && text.contains("terraproof doctor"), "{text}");
    assert_eq!(last_call(&gateway).error_code.as_deref(), Some("TerraproofEmulatorGone"));
    tokio::time::timeout(Duration::from_secs(10), lost.wait_for(|lost| *lost)).await.unwrap().unwrap();
}

#[tokio::test]
async fn without_an_emulator_nothing_can_be_lost() {
    let gateway = open(Options::default()).await;
    assert!(!*gateway.upstream_lost().borrow());
}
