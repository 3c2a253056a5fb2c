//! How much like AWS the gateway takes its time.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::fmt::serde::unsigned_duration::friendly::compact::required as duration;
use serde::{Deserialize, Serialize};

/// Says how long things take and how many calls a service accepts; by default everything happens at once and nothing is limited.
///
/// It can be changed while the gateway is open: see [`Gateway::behave`](crate::gateway::Gateway::behave). In `terraproof.toml` it is the
/// table `[local.behaviour]`, with durations such as `"20s"`.
///
/// | field | default | what it does |
/// |---|---|---|
/// | `latency` | none | delays every API call |
/// | `nat_gateway_deleting` | none | a deleted NAT gateway stays `deleting`, and keeps its subnet and address |
/// | `instance_shutting_down` | none | a terminated instance stays `shutting-down`, and keeps its subnet and groups |
/// | `listing_delay` | none | listings show what was deleted, and miss what was created, for this long |
/// | `limits` | none | a token bucket per service, account and region |
///
/// ```
/// use std::time::Duration;
/// use terraproof_local::gateway::{Behaviour, RateLimit};
///
/// let mut behaviour = Behaviour { nat_gateway_deleting: Duration::from_secs(20), ..Behaviour::default() };
/// behaviour.limits.insert("ec2".to_owned(), RateLimit { rate: 20.0, burst: 100 });
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Behaviour {
    /// How much longer every API call takes. Calls of the gateway itself are not delayed.
    #[serde(with = "duration")]
    pub latency: Duration,
    /// How long a NAT gateway is `deleting`.
    ///
    /// Minutes in AWS: <https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-working-with.html>.
    #[serde(with = "duration")]
    pub nat_gateway_deleting: Duration,
    /// How long a terminated instance is `shutting-down`; one that its Auto Scaling group takes down is gone at once.
    ///
    /// See <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html>.
    #[serde(with = "duration")]
    pub instance_shutting_down: Duration,
    /// How long a listing is behind.
    ///
    /// See <https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html>, and for queues
    /// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html>, which speaks of 60 seconds. It holds for:
    ///
    /// | service | kinds |
    /// |---|---|
    /// | EC2 | subnets, VPCs, security groups, network interfaces, volumes, snapshots, addresses, route tables, internet gateways, key pairs, launch templates |
    /// | IAM | roles, users, groups, policies |
    /// | SNS | topics |
    /// | SQS, DynamoDB, CloudWatch Logs, Secrets Manager, ECR, Kinesis, KMS, Step Functions | queues, tables, log groups, secrets, repositories, streams, aliases, state machines; only where they are listed in JSON, which older SDKs do not do with queues |
    ///
    /// Every other listing, S3's among them, is up to date at once. A call that names the thing itself is never behind.
    #[serde(with = "duration")]
    pub listing_delay: Duration,
    /// How many calls a service accepts, by its signing name; `*` stands for every service that is not named.
    pub limits: BTreeMap<String, RateLimit>,
}

/// Describes a token bucket: every call takes a token, and a call that finds none is throttled.
///
/// See <https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html>.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLimit {
    /// How many tokens come back in a second.
    pub rate: f64,
    /// How many tokens the bucket holds, and begins with.
    pub burst: u32,
}

impl Behaviour {
    /// Finds the bucket of a service.
    pub(in crate::gateway) fn limit(&self, service: &str) -> Option<RateLimit> {
        self.limits.get(service).or_else(|| self.limits.get("*")).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_written_as_people_write_them_and_a_misspelt_key_is_an_error() {
        let text =
            r#"{ "nat_gateway_deleting": "20s", "latency": "40ms", "limits": { "ec2": { "rate": 5, "burst": 10 } } }"#;
        let behaviour: Behaviour = serde_json::from_str(text).unwrap();
        assert_eq!(behaviour.nat_gateway_deleting, Duration::from_secs(20));
        assert_eq!(behaviour.limit("ec2"), Some(RateLimit { rate: 5.0, burst: 10 }));
        assert_eq!(behaviour.limit("iam"), None);
        let again: Behaviour = serde_json::from_str(&serde_json::to_string(&behaviour).unwrap()).unwrap();
        assert_eq!(again, behaviour);
        assert!(serde_json::from_str::<Behaviour>(r#"{ "nat": "20s" }"#).is_err());
    }
}
