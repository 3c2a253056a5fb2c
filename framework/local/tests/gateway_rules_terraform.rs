//! Terraform destroys what it made, although the gateway is as strict and as slow as AWS.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod gateway_rules_support;
mod gateway_support;

use std::process::Stdio;
use std::time::Duration;

use gateway_rules_support::Account;
use terraproof_local::gateway::Behaviour;
use tokio::process::Command;

const NETWORK: &str = r#"
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region = "eu-west-1"
}
resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
}
resource "aws_subnet" "this" {
  vpc_id     = aws_vpc.this.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_eip" "this" {
  vpc        = true
  depends_on = [aws_internet_gateway.this]
}
resource "aws_nat_gateway" "this" {
  allocation_id = aws_eip.this.id
  subnet_id     = aws_subnet.this.id
}
resource "aws_security_group" "one" {
  vpc_id = aws_vpc.this.id
}
resource "aws_security_group" "other" {
  vpc_id = aws_vpc.this.id
  ingress {
    from_port       = 80
    to_port         = 80
    protocol        = "tcp"
    security_groups = [aws_security_group.one.id]
  }
}
resource "aws_network_interface" "this" {
  subnet_id       = aws_subnet.this.id
  security_groups = [aws_security_group.other.id]
}
resource "aws_iam_policy" "this" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })
}
resource "aws_iam_user" "this" {
  name = "user"
}
resource "aws_iam_user_policy_attachment" "this" {
  user       = aws_iam_user.this.name
  policy_arn = aws_iam_policy.this.arn
}
"#;

async fn terraform(account: &Account, directory: &std::path::Path, arguments: &[&str]) {
    let cloud = &account.cloud;
    let mut command = Command::new(cloud.toolchain().terraform().unwrap());
    command.current_dir(directory).args(arguments).env_clear().envs(cloud.variables());
    command.env("PATH", "/usr/bin:/bin").env("TF_CLI_CONFIG_FILE", directory.join("terraform.rc"));
    command.stdin(Stdio::null()).kill_on_drop(true);
    let output = tokio::time::timeout(Duration::from_secs(240), command.output()).await.unwrap().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test]
#[ignore = "a minute and a half, most of it the fixed waits of the AWS provider"]
async fn terraform_takes_a_network_down_in_the_order_that_the_rules_demand() {
    let behaviour = Behaviour { nat_gateway_deleting: Duration::from_secs(3), ..Behaviour::default() };
    let account = Account::behaving(behaviour).await;
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("main.tf"), NETWORK).unwrap();
    let mirror = account.cloud.toolchain().mirror().unwrap().display().to_string();
    let settings = format!("provider_installation {{\n  filesystem_mirror {{\n    path = \"{mirror}\"\n  }}\n}}\n");
    std::fs::write(directory.path().join("terraform.rc"), settings).unwrap();

    terraform(&account, directory.path(), &["init", "-input=false"]).await;
    terraform(&account, directory.path(), &["apply", "-auto-approve", "-input=false"]).await;
    terraform(&account, directory.path(), &["destroy", "-auto-approve", "-input=false"]).await;

    let calls = account.cloud.gateway().calls().snapshot();
    let deleted = |operation: &str| calls.iter().any(|call| call.operation == operation && call.status == Some(200));
    assert!(
        deleted("DeleteNatGateway") && deleted("ReleaseAddress") && deleted("DeleteVpc") && deleted("DeletePolicy")
    );
    account.close().await;
}
