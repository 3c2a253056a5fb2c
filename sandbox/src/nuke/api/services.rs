//! The services that the kinds call.

use super::Protocol::{Ec2, Json, Query, RestJson, RestXml};
use super::Service;

pub(crate) const ACM: Service = Service::new("acm", Json("CertificateManager", "1.1"));
pub(crate) const API_GATEWAY: Service = Service::new("apigateway", RestJson);
pub(crate) const APPLICATION_AUTOSCALING: Service =
    Service::new("application-autoscaling", Json("AnyScaleFrontendService", "1.1"));
pub(crate) const ATHENA: Service = Service::new("athena", Json("AmazonAthena", "1.1"));
pub(crate) const AUTOSCALING: Service = Service::new("autoscaling", Query("2011-01-01"));
pub(crate) const BACKUP: Service = Service::new("backup", RestJson);
pub(crate) const BATCH: Service = Service::new("batch", RestJson);
pub(crate) const CLOUD_CONTROL: Service =
    Service::new("cloudcontrol", Json("CloudApiService", "1.0")).at("cloudcontrolapi").signed_as("cloudcontrolapi");
pub(crate) const CLOUDFORMATION: Service = Service::new("cloudformation", Query("2010-05-15"));
pub(crate) const CLOUDFRONT: Service = Service::new("cloudfront", RestXml).global();
pub(crate) const CLOUDTRAIL: Service =
    Service::new("cloudtrail", Json("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101", "1.1"));
pub(crate) const CLOUDWATCH: Service =
    Service::new("cloudwatch", Query("2010-08-01")).at("monitoring").signed_as("monitoring");
pub(crate) const CODEBUILD: Service = Service::new("codebuild", Json("CodeBuild_20161006", "1.1"));
pub(crate) const CODEPIPELINE: Service = Service::new("codepipeline", Json("CodePipeline_20150709", "1.1"));
pub(crate) const COGNITO: Service = Service::new("cognito-idp", Json("AWSCognitoIdentityProviderService", "1.1"));
pub(crate) const CONFIG: Service = Service::new("config", Json("StarlingDoveService", "1.1"));
pub(crate) const DYNAMODB: Service = Service::new("dynamodb", Json("DynamoDB_20120810", "1.0"));
pub(crate) const EC2: Service = Service::new("ec2", Ec2("2016-11-15"));
pub(crate) const ECR: Service = Service::new("ecr", Json("AmazonEC2ContainerRegistry_V20150921", "1.1")).at("api.ecr");
pub(crate) const ECS: Service = Service::new("ecs", Json("AmazonEC2ContainerServiceV20141113", "1.1"));
pub(crate) const EFS: Service = Service::new("efs", RestJson).at("elasticfilesystem").signed_as("elasticfilesystem");
pub(crate) const EKS: Service = Service::new("eks", RestJson);
pub(crate) const ELASTICACHE: Service = Service::new("elasticache", Query("2015-02-02"));
pub(crate) const ELB: Service =
    Service::new("elb", Query("2012-06-01")).at("elasticloadbalancing").signed_as("elasticloadbalancing");
pub(crate) const ELBV2: Service =
    Service::new("elbv2", Query("2015-12-01")).at("elasticloadbalancing").signed_as("elasticloadbalancing");
pub(crate) const EMR: Service =
    Service::new("emr", Json("ElasticMapReduce", "1.1")).at("elasticmapreduce").signed_as("elasticmapreduce");
pub(crate) const EVENTS: Service = Service::new("events", Json("AWSEvents", "1.1"));
pub(crate) const FIREHOSE: Service = Service::new("firehose", Json("Firehose_20150804", "1.1"));
pub(crate) const GLUE: Service = Service::new("glue", Json("AWSGlue", "1.1"));
pub(crate) const GUARDDUTY: Service = Service::new("guardduty", RestJson);
pub(crate) const IAM: Service = Service::new("iam", Query("2010-05-08")).global();
pub(crate) const KAFKA: Service = Service::new("kafka", RestJson);
pub(crate) const KINESIS: Service = Service::new("kinesis", Json("Kinesis_20131202", "1.1"));
pub(crate) const KMS: Service = Service::new("kms", Json("TrentService", "1.1"));
pub(crate) const LAMBDA: Service = Service::new("lambda", RestJson);
pub(crate) const LOGS: Service = Service::new("logs", Json("Logs_20140328", "1.1"));
pub(crate) const MQ: Service = Service::new("mq", RestJson);
pub(crate) const OPENSEARCH: Service = Service::new("opensearch", RestJson).at("es").signed_as("es");
pub(crate) const PIPES: Service = Service::new("pipes", RestJson);
pub(crate) const RDS: Service = Service::new("rds", Query("2014-10-31"));
pub(crate) const REDSHIFT: Service = Service::new("redshift", Query("2012-12-01"));
pub(crate) const ROUTE53: Service = Service::new("route53", RestXml).global();
pub(crate) const ROUTE53_RESOLVER: Service = Service::new("route53resolver", Json("Route53Resolver", "1.1"));
pub(crate) const S3: Service = Service::new("s3", RestXml);
pub(crate) const SAGEMAKER: Service = Service::new("sagemaker", Json("SageMaker", "1.1")).at("api.sagemaker");
pub(crate) const SCHEDULER: Service = Service::new("scheduler", RestJson);
pub(crate) const SECRETS_MANAGER: Service = Service::new("secretsmanager", Json("secretsmanager", "1.1"));
pub(crate) const SNS: Service = Service::new("sns", Query("2010-03-31"));
pub(crate) const SQS: Service = Service::new("sqs", Json("AmazonSQS", "1.0"));
pub(crate) const SSM: Service = Service::new("ssm", Json("AmazonSSM", "1.1"));
pub(crate) const STATES: Service = Service::new("states", Json("AWSStepFunctions", "1.0"));
pub(crate) const STS: Service = Service::new("sts", Query("2011-06-15"));
pub(crate) const TRANSFER: Service = Service::new("transfer", Json("TransferService", "1.1"));
pub(crate) const WAFV2: Service = Service::new("wafv2", Json("AWSWAF_20190729", "1.1"));
