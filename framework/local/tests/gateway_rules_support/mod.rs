//! An account of the local cloud that is called through its gateway, as any client calls it.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::allow_attributes,
    reason = "test code; each test file uses another part of it"
)]

use reqwest::{Client, Response};
use serde_json::Value;
use terraproof_local::gateway::Behaviour;
use terraproof_local::{Cache, Cloud, Progress};

use crate::gateway_support::{authorization, client};

/// What a service said: the status, and the whole body.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) status: u16,
    pub(crate) text: String,
}

impl Said {
    async fn by(response: Response) -> Self {
        Self { status: response.status().as_u16(), text: response.text().await.unwrap() }
    }

    /// The text of the first element of a name.
    pub(crate) fn element(&self, name: &str) -> String {
        let start =
            self.text.split_once(&format!("<{name}>")).unwrap_or_else(|| panic!("no `{name}` in {}", self.text)).1;
        start.split_once("</").unwrap().0.trim().to_owned()
    }

    /// The status and the error code of a refusal.
    pub(crate) fn refusal(&self) -> (u16, String) {
        assert!(self.status >= 400, "{}", self.text);
        (self.status, self.element("Code"))
    }
}

/// One account, in the region `eu-west-1`.
pub(crate) struct Account {
    pub(crate) cloud: Cloud,
    client: Client,
}

impl Account {
    pub(crate) async fn open() -> Self {
        let cache = Cache::from_environment().unwrap();
        let cloud = Cloud::open(&cache, &[], Progress::default()).await.unwrap();
        Self { client: client(cloud.gateway()), cloud }
    }

    pub(crate) async fn behaving(behaviour: Behaviour) -> Self {
        let account = Self::open().await;
        account.cloud.gateway().behave(behaviour);
        account
    }

    /// Calls a service of forms, as in `call("ec2", "Action=DescribeVpcs")`.
    pub(crate) async fn call(&self, service: &str, form: &str) -> Said {
        let (host, version) = match service {
            "iam" => ("iam.amazonaws.com".to_owned(), "2010-05-08"),
            "autoscaling" => ("autoscaling.eu-west-1.amazonaws.com".to_owned(), "2011-01-01"),
            "elasticloadbalancing" => ("elasticloadbalancing.eu-west-1.amazonaws.com".to_owned(), "2015-12-01"),
            "sns" => ("sns.eu-west-1.amazonaws.com".to_owned(), "2010-03-31"),
            "rds" => ("rds.eu-west-1.amazonaws.com".to_owned(), "2014-10-31"),
            "cloudformation" => ("cloudformation.eu-west-1.amazonaws.com".to_owned(), "2010-05-15"),
            _ => (format!("{service}.eu-west-1.amazonaws.com"), "2016-11-15"),
        };
        let request = self.client.post(format!("https://{host}/")).body(format!("{form}&Version={version}"));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        Said::by(request.header("authorization", self.signature(service)).send().await.unwrap()).await
    }

    /// Calls an operation that must succeed.
    pub(crate) async fn done(&self, service: &str, form: &str) -> Said {
        let said = self.call(service, form).await;
        assert!(said.status < 300, "{form}: {}", said.text);
        said
    }

    /// Calls EC2; gives an element of the answer.
    pub(crate) async fn make(&self, form: &str, element: &str) -> String {
        self.done("ec2", form).await.element(element)
    }

    /// Calls ECS; gives the status and the answer.
    pub(crate) async fn ecs(&self, operation: &str, body: Value) -> (u16, Value) {
        self.json(("ecs", "AmazonEC2ContainerServiceV20141113"), operation, body).await
    }

    /// Calls a service of documents, given by its name and the prefix of its targets; gives the status and the answer.
    pub(crate) async fn json(&self, (service, prefix): (&str, &str), operation: &str, body: Value) -> (u16, Value) {
        let request = self.client.post(format!("https://{service}.eu-west-1.amazonaws.com/")).body(body.to_string());
        let request = request.header("content-type", "application/x-amz-json-1.1");
        let request = request.header("x-amz-target", format!("{prefix}.{operation}"));
        let said = Said::by(request.header("authorization", self.signature(service)).send().await.unwrap()).await;
        (said.status, serde_json::from_str(&said.text).unwrap_or_default())
    }

    /// Calls S3 for a bucket, at the host and with a signature for a region.
    pub(crate) async fn bucket(&self, method: &str, region: &str, bucket: &str, body: &str) -> Said {
        let url = format!("https://s3.{region}.amazonaws.com/{bucket}");
        let signature = self.signature("s3").replace("eu-west-1", region);
        let request = self.client.request(method.parse().unwrap(), url).header("authorization", signature);
        Said::by(request.body(body.to_owned()).send().await.unwrap()).await
    }

    fn signature(&self, service: &str) -> String {
        authorization(&self.cloud.account().credentials.access_key_id, service)
    }

    /// A network with a subnet.
    pub(crate) async fn network(&self) -> (String, String) {
        let network = self.make("Action=CreateVpc&CidrBlock=10.0.0.0/16", "vpcId").await;
        let subnet = format!("Action=CreateSubnet&VpcId={network}&CidrBlock=10.0.1.0/24");
        (network, self.make(&subnet, "subnetId").await)
    }

    pub(crate) async fn group(&self, network: &str, name: &str) -> String {
        let form = format!("Action=CreateSecurityGroup&VpcId={network}&GroupName={name}&GroupDescription=x");
        self.make(&form, "groupId").await
    }

    pub(crate) async fn instance(&self, subnet: &str, group: &str) -> String {
        let image = self.make("Action=DescribeImages", "imageId").await;
        let form = format!(
            "Action=RunInstances&ImageId={image}&MinCount=1&MaxCount=1&SubnetId={subnet}&SecurityGroupId.1={group}"
        );
        self.make(&form, "instanceId").await
    }

    pub(crate) async fn address(&self) -> String {
        self.make("Action=AllocateAddress&Domain=vpc", "allocationId").await
    }

    pub(crate) async fn nat_gateway(&self, subnet: &str, address: &str) -> String {
        self.make(&format!("Action=CreateNatGateway&SubnetId={subnet}&AllocationId={address}"), "natGatewayId").await
    }

    pub(crate) async fn close(self) {
        self.cloud.drop_account().await.unwrap();
    }
}
