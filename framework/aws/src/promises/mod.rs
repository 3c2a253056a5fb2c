//! Every condition on answers that keep its promise and on answers that break it.

mod acm;
mod autoscaling;
mod cloudwatch;
mod complete;
mod dynamodb;
mod ec2;
mod ecr;
mod ecs;
mod elbv2;
mod iam;
mod kms;
mod lambda;
mod logs;
mod network;
mod rds;
mod route53;
mod s3;
mod secretsmanager;
mod sns;
mod sqs;
mod ssm;
mod sts;
mod tell;
