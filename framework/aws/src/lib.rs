//! Handles and conditions over AWS: one file and one cargo feature per service.
//!
//! A **handle** names something: `aws.s3().bucket("logs")`, `aws.sqs().queue(url)`. Making one calls nothing. It has
//! - `describe()`, which returns the SDK's own type ([`document`] makes JSON of it, for `match_json`);
//! - conditions that read as sentences: `bucket.is_versioned()`, `queue.dead_letters_to(arn, 5)`.
//!
//! A **condition** is a [`Check`]: a sentence and one look, which sees [`Seen::Yes`] or [`Seen::No`] with what was there instead. It never waits
//! and never retries. `terraproof` (feature `aws`) hands checks to `t.eventually(..)`, `t.consistently(..)` and `t.watch(..)`:
//!
//! ```no_run
//! # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
//! # #[cfg(feature = "sqs")] {
//! let queue = aws.sqs().queue("https://sqs.us-east-1.amazonaws.com/111122223333/orders");
//! let seen = queue.is_encrypted().look().await?;
//! assert_eq!(seen.reason(), None);
//! # }
//! # Ok(())
//! # }
//! ```
//!
//! An **[`Error`]** knows whether looking again may help, names action and resource of a denial and the region of what is elsewhere. What does not
//! exist is "not yet" to a condition, since AWS is eventually consistent; what is being deleted is an error, since it does not come back. A name
//! that nothing can have is refused before any call.
//!
//! | feature | from | handles |
//! |---|---|---|
//! | `acm` | `aws.acm()` | `certificate(arn)` |
//! | `autoscaling` | `aws.autoscaling()` | `group(name)` |
//! | `cloudwatch` | `aws.cloudwatch()` | `alarm(name)`, `metric(namespace, name)` |
//! | `dynamodb` | `aws.dynamodb()` | `table(name)`, `table(name).item(attribute, value)` |
//! | `ec2` | `aws.ec2()` | `instance(id)`, `vpc(id)`, `subnet(id)`, `route_table(id)`, `security_group(id)`, `nat_gateway(id)`, `address(id)`, `volume(id)`, `image(id)`, `images()` |
//! | `ecr` | `aws.ecr()` | `repository(name)` |
//! | `ecs` | `aws.ecs()` | `cluster(name)`, `cluster(name).service(name)`, `task_definition(name)` |
//! | `elbv2` | `aws.elbv2()` | `load_balancer(arn)`, `listener(arn)`, `target_group(arn)` |
//! | `iam` | `aws.iam()` | `role(name)`, `policy(arn)` |
//! | `kms` | `aws.kms()` | `key(id)`, `alias(name)` |
//! | `lambda` | `aws.lambda()` | `function(name)`, `function(name).invoke(payload)` |
//! | `logs` | `aws.logs()` | `group(name)` |
//! | `rds` | `aws.rds()` | `instance(identifier)`, `cluster(identifier)` |
//! | `route53` | `aws.route53()` | `zone(id)`, `zone(id).record(name, type)` |
//! | `s3` | `aws.s3()` | `bucket(name)`, `bucket(name).object(key)` |
//! | `secretsmanager` | `aws.secretsmanager()` | `secret(name)` |
//! | `sns` | `aws.sns()` | `topic(arn)` |
//! | `sqs` | `aws.sqs()` | `queue(url)` |
//! | `ssm` | `aws.ssm()` | `parameter(name)`, `instance(id)`, `command(instance, script)` |
//! | `sts` | `aws.sts()` | itself: who is calling |
//!
//! # How a service is made
//!
//! One file, named after the feature (a folder of that name where it grows past 300 lines), written like `sns.rs`:
//! 1. `impl Aws { pub fn sqs(&self) -> Sqs }`, and `Sqs` with one method per kind of handle, named as AWS names the kind;
//! 2. the handle: `Clone`, the [`Aws`] and the name; `Display` says kind, name in backticks and `aws.place()`;
//! 3. `impl Handle`: the IAM prefix of the service, the way to the account, and `refused()` for names that nothing can have;
//! 4. `describe()`: one call with `.map_err(self.failed("GetQueueAttributes"))`, the operation by its API name;
//! 5. conditions with `self.check("is encrypted", |queue| async move { .. })`: absence turns into "does not exist yet" by itself; a state that is
//!    final returns `Error::gone`. The reason of a `Seen::No` says what was there instead.
//!    `is_gone()` is `self.gone(..)`, `has_tag(..)` is `self.tagged(..)`; a part that may be missing (a policy, a lifecycle) is read with
//!    [`Error::unless_missing`];
//! 6. codes that mean something of their own go into the table in `codes.rs`, actions that are not named after their operation into `handle.rs`;
//! 7. a line for each condition in `promises/`, where it holds and where it does not (a test names what is forgotten), and a module in
//!    `tests/emulator/`; a reason is told in words (`words.rs`), not in the identifiers of the API;
//! 8. a line in the table above, and `mod` and `pub use` below.

mod arn;
mod aws;
#[cfg(test)]
mod canned;
mod check;
mod codes;
mod connection;
mod debug_text;
mod document;
mod error;
mod handle;
mod policy;
#[cfg(all(test, feature = "full"))]
mod promises;
mod words;

#[cfg(feature = "acm")]
mod acm;
#[cfg(feature = "autoscaling")]
mod autoscaling;
#[cfg(feature = "cloudwatch")]
mod cloudwatch;
#[cfg(feature = "dynamodb")]
mod dynamodb;
#[cfg(feature = "ec2")]
mod ec2;
#[cfg(feature = "ecr")]
mod ecr;
#[cfg(feature = "ecs")]
mod ecs;
#[cfg(feature = "elbv2")]
mod elbv2;
#[cfg(feature = "iam")]
mod iam;
#[cfg(feature = "kms")]
mod kms;
#[cfg(feature = "lambda")]
mod lambda;
#[cfg(feature = "logs")]
mod logs;
#[cfg(feature = "rds")]
mod rds;
#[cfg(feature = "route53")]
mod route53;
#[cfg(feature = "s3")]
mod s3;
#[cfg(feature = "secretsmanager")]
mod secretsmanager;
#[cfg(feature = "sns")]
mod sns;
#[cfg(feature = "sqs")]
mod sqs;
#[cfg(feature = "ssm")]
mod ssm;
#[cfg(feature = "sts")]
mod sts;

#[cfg(feature = "acm")]
pub use acm::{Acm, Certificate};
pub use arn::Arn;
#[cfg(feature = "autoscaling")]
pub use autoscaling::{AutoScaling, AutoScalingGroup};
pub use aws::Aws;
pub use aws_types::SdkConfig;
pub use check::{Check, Seen};
#[cfg(feature = "cloudwatch")]
pub use cloudwatch::{Alarm, CloudWatch, Metric};
pub use connection::Connection;
pub use document::document;
#[cfg(feature = "dynamodb")]
pub use dynamodb::{DynamoDb, Item, KeyValue, Table};
#[cfg(feature = "ec2")]
pub use ec2::{Address, Ec2, Image, Images, Instance, NatGateway, RouteTable, SecurityGroup, Subnet, Volume, Vpc};
#[cfg(feature = "ecr")]
pub use ecr::{Ecr, Repository};
#[cfg(feature = "ecs")]
pub use ecs::{Ecs, EcsCluster, Service, TaskDefinition};
#[cfg(feature = "elbv2")]
pub use elbv2::{Elbv2, Listener, LoadBalancer, TargetGroup};
pub use error::{Error, ErrorKind};
pub use handle::Handle;
#[cfg(feature = "iam")]
pub use iam::{Iam, ManagedPolicy, Role};
#[cfg(feature = "kms")]
pub use kms::{Alias, Key, Kms};
#[cfg(feature = "lambda")]
pub use lambda::{Function, Invocation, Lambda, Returned};
#[cfg(feature = "logs")]
pub use logs::{LogGroup, Logs};
pub use policy::{Effect, Policy, Statement};
#[cfg(feature = "rds")]
pub use rds::{DbCluster, DbInstance, Rds};
#[cfg(feature = "route53")]
pub use route53::{DnsRecord, HostedZone, Route53};
#[cfg(feature = "s3")]
pub use s3::{Bucket, Object, S3};
#[cfg(feature = "secretsmanager")]
pub use secretsmanager::{Secret, SecretsManager};
#[cfg(feature = "sns")]
pub use sns::{Sns, Topic};
#[cfg(feature = "sqs")]
pub use sqs::{Queue, Sqs};
#[cfg(feature = "ssm")]
pub use ssm::{Command, CommandOutput, ManagedInstance, Parameter, Ssm};
#[cfg(feature = "sts")]
pub use sts::{Identity, Sts};
