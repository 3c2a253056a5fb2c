//! Every kind there is.

use super::Kind;

static ALL: &[&dyn Kind] = &[
    &super::acm_certificate::AcmCertificate,
    &super::apigateway_http::ApigatewayHttp,
    &super::apigateway_rest::ApigatewayRest,
    &super::athena_workgroup::AthenaWorkgroup,
    &super::autoscaling_group::AutoscalingGroup,
    &super::autoscaling_launch_configuration::AutoscalingLaunchConfiguration,
    &super::backup_plan::BackupPlan,
    &super::backup_vault::BackupVault,
    &super::batch_compute_environment::BatchComputeEnvironment,
    &super::batch_job_definition::BatchJobDefinition,
    &super::batch_job_queue::BatchJobQueue,
    &super::cloudformation_stack::CloudformationStack,
    &super::cloudfront_distribution::CloudfrontDistribution,
    &super::cloudtrail_trail::CloudtrailTrail,
    &super::cloudwatch_alarm::CloudwatchAlarm,
    &super::cloudwatch_dashboard::CloudwatchDashboard,
    &super::codebuild_project::CodebuildProject,
    &super::codepipeline_pipeline::CodepipelinePipeline,
    &super::cognito_pool::CognitoPool,
    &super::config_delivery_channel::ConfigDeliveryChannel,
    &super::config_recorder::ConfigRecorder,
    &super::config_rule::ConfigRule,
    &super::dynamodb_backup::DynamodbBackup,
    &super::dynamodb_table::DynamodbTable,
    &super::ec2_address::Ec2Address,
    &super::ec2_customer_gateway::Ec2CustomerGateway,
    &super::ec2_dhcp_options::Ec2DhcpOptions,
    &super::ec2_egress_only_internet_gateway::Ec2EgressOnlyInternetGateway,
    &super::ec2_fleet::Ec2Fleet,
    &super::ec2_flow_log::Ec2FlowLog,
    &super::ec2_host::Ec2Host,
    &super::ec2_image::Ec2Image,
    &super::ec2_instance::Ec2Instance,
    &super::ec2_internet_gateway::Ec2InternetGateway,
    &super::ec2_key_pair::Ec2KeyPair,
    &super::ec2_launch_template::Ec2LaunchTemplate,
    &super::ec2_nat_gateway::Ec2NatGateway,
    &super::ec2_network_acl::Ec2NetworkAcl,
    &super::ec2_network_interface::Ec2NetworkInterface,
    &super::ec2_placement_group::Ec2PlacementGroup,
    &super::ec2_prefix_list::Ec2PrefixList,
    &super::ec2_route_table::Ec2RouteTable,
    &super::ec2_security_group::Ec2SecurityGroup,
    &super::ec2_snapshot::Ec2Snapshot,
    &super::ec2_spot_request::Ec2SpotRequest,
    &super::ec2_subnet::Ec2Subnet,
    &super::ec2_transit_gateway::Ec2TransitGateway,
    &super::ec2_transit_gateway_attachment::Ec2TransitGatewayAttachment,
    &super::ec2_transit_gateway_route_table::Ec2TransitGatewayRouteTable,
    &super::ec2_volume::Ec2Volume,
    &super::ec2_vpc::Ec2Vpc,
    &super::ec2_vpc_endpoint::Ec2VpcEndpoint,
    &super::ec2_vpc_peering_connection::Ec2VpcPeeringConnection,
    &super::ec2_vpn_connection::Ec2VpnConnection,
    &super::ec2_vpn_gateway::Ec2VpnGateway,
    &super::ecr_repository::EcrRepository,
    &super::ecs_cluster::EcsCluster,
    &super::ecs_service::EcsService,
    &super::ecs_task_definition::EcsTaskDefinition,
    &super::efs_file_system::EfsFileSystem,
    &super::eks_cluster::EksCluster,
    &super::eks_node_group::EksNodeGroup,
    &super::elasticache_cluster::ElasticacheCluster,
    &super::elasticache_parameter_group::GROUPS,
    &super::elasticache_replication_group::ElasticacheReplicationGroup,
    &super::elasticache_subnet_group::GROUPS,
    &super::elb_load_balancer::ElbLoadBalancer,
    &super::elbv2_load_balancer::Elbv2LoadBalancer,
    &super::elbv2_target_group::Elbv2TargetGroup,
    &super::emr_cluster::EmrCluster,
    &super::events_archive::EventsArchive,
    &super::events_bus::EventsBus,
    &super::events_rule::EventsRule,
    &super::firehose_stream::FirehoseStream,
    &super::glue_crawler::GlueCrawler,
    &super::glue_database::GlueDatabase,
    &super::glue_job::GlueJob,
    &super::guardduty_detector::GuarddutyDetector,
    &super::iam_group::IamGroup,
    &super::iam_instance_profile::IamInstanceProfile,
    &super::iam_oidc_provider::IamOidcProvider,
    &super::iam_policy::IamPolicy,
    &super::iam_role::IamRole,
    &super::iam_saml_provider::IamSamlProvider,
    &super::iam_server_certificate::IamServerCertificate,
    &super::iam_user::IamUser,
    &super::kafka_cluster::KafkaCluster,
    &super::kinesis_stream::KinesisStream,
    &super::kms_alias::KmsAlias,
    &super::kms_key::KmsKey,
    &super::lambda_event_source_mapping::LambdaEventSourceMapping,
    &super::lambda_function::LambdaFunction,
    &super::lambda_layer::LambdaLayer,
    &super::logs_group::LogsGroup,
    &super::mq_broker::MqBroker,
    &super::opensearch_domain::OpensearchDomain,
    &super::pipes_pipe::PipesPipe,
    &super::rds_cluster::RdsCluster,
    &super::rds_cluster_parameter_group::GROUPS,
    &super::rds_cluster_snapshot::RdsClusterSnapshot,
    &super::rds_instance::RdsInstance,
    &super::rds_parameter_group::GROUPS,
    &super::rds_proxy::RdsProxy,
    &super::rds_snapshot::RdsSnapshot,
    &super::rds_subnet_group::GROUPS,
    &super::redshift_cluster::RedshiftCluster,
    &super::redshift_subnet_group::RedshiftSubnetGroup,
    &super::route53_health_check::Route53HealthCheck,
    &super::route53_zone::Route53Zone,
    &super::route53resolver_endpoint::Route53resolverEndpoint,
    &super::s3_bucket::S3Bucket,
    &super::sagemaker_endpoint::SagemakerEndpoint,
    &super::sagemaker_notebook::SagemakerNotebook,
    &super::scheduler_group::SchedulerGroup,
    &super::scheduler_schedule::SchedulerSchedule,
    &super::secretsmanager_secret::SecretsmanagerSecret,
    &super::sns_subscription::SnsSubscription,
    &super::sns_topic::SnsTopic,
    &super::sqs_queue::SqsQueue,
    &super::ssm_parameter::SsmParameter,
    &super::states_machine::StatesMachine,
    &super::transfer_server::TransferServer,
    &super::wafv2_web_acl::Wafv2WebAcl,
];

/// Returns every kind, by name.
pub(crate) fn all() -> &'static [&'static dyn Kind] {
    ALL
}

/// Finds a kind by its name; one that is the name of a CloudFormation type goes through Cloud Control.
pub(crate) fn find(name: &str) -> Option<&'static dyn Kind> {
    ALL.iter().copied().find(|kind| kind.about().name == name).or_else(|| super::cloud_control::kind(name))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// What else the folder holds: the shape of a kind, the table, and what several kinds of one service share.
    const OTHERS: [&str; 28] = [
        "along",
        "apigateway",
        "backup",
        "batch",
        "beside",
        "calls",
        "cloud-control",
        "dns",
        "ec2",
        "ecs",
        "eks",
        "elbv2",
        "found",
        "glue",
        "groups",
        "iam",
        "interface-owner",
        "kind",
        "lambda",
        "mod",
        "needs",
        "parts",
        "relate",
        "s3",
        "scaling",
        "table",
        "tests",
        "told",
    ];

    #[test]
    fn every_file_is_a_registered_kind_named_after_it() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/nuke/kinds");
        let stems = std::fs::read_dir(folder)
            .unwrap()
            .map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().replace('_', "-"));
        let files: BTreeSet<String> = stems.filter(|stem| !OTHERS.contains(&stem.as_str())).collect();
        let kinds: BTreeSet<String> = all().iter().map(|kind| kind.about().name.to_owned()).collect();
        assert_eq!(files, kinds, "add the kind to `ALL` in table.rs, or name the file after it");
    }

    #[test]
    fn the_kinds_are_sorted_by_name() {
        assert!(all().is_sorted_by_key(|kind| kind.about().name));
    }
}
