//! Every service against the emulator: one binary, one module for each.

#![expect(clippy::unwrap_used, reason = "a test ends where something is missing")]

mod account;
#[cfg(feature = "sts")]
mod connection;

#[cfg(feature = "acm")]
mod acm;
#[cfg(all(feature = "autoscaling", feature = "ec2"))]
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
#[cfg(all(feature = "ec2", feature = "elbv2"))]
mod elbv2;
#[cfg(all(feature = "dynamodb", feature = "iam", feature = "s3", feature = "sqs", feature = "ssm", feature = "sts"))]
mod faults;
#[cfg(feature = "iam")]
mod iam;
#[cfg(feature = "kms")]
mod kms;
#[cfg(all(feature = "iam", feature = "lambda"))]
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
#[cfg(all(feature = "iam", feature = "kms", feature = "s3", feature = "secretsmanager", feature = "sns"))]
mod tags;
