use super::tell::{misses, tell};
use crate::canned::Canned;
use crate::{DbCluster, DbInstance, ErrorKind};

fn answered(canned: Canned, operation: &'static str, lists: &str) -> Canned {
    let result = format!("<{operation}Result>{lists}</{operation}Result>");
    canned.xml(200, format!("<{operation}Response>{result}</{operation}Response>")).whenever(operation)
}

fn cluster(fields: &str) -> DbCluster {
    let list = format!("<DBClusters><DBCluster>{fields}</DBCluster></DBClusters>");
    answered(Canned::default(), "DescribeDBClusters", &list).aws().0.rds().cluster("orders")
}

fn absent(code: &str) -> Canned {
    Canned::default().xml_error(404, code, "none").whenever("")
}

#[tokio::test]
async fn a_cluster_is_told_by_its_description() {
    let flags =
        "<StorageEncrypted>true</StorageEncrypted><MultiAZ>true</MultiAZ><DeletionProtection>true</DeletionProtection>";
    let members = "<DBClusterMembers><DBClusterMember/><DBClusterMember/></DBClusterMembers>";
    let ends = "<Endpoint>orders.cluster</Endpoint><ReaderEndpoint>orders.cluster-ro</ReaderEndpoint>";
    let kept = "<BackupRetentionPeriod>7</BackupRetentionPeriod>";
    let good = cluster(&format!("<Status>available</Status>{flags}{members}{ends}{kept}"));
    let bare = cluster("<Status>backing-up</Status>");
    tell(good.is_available(), bare.is_available(), "is backing up").await;
    let gone = absent("DBClusterNotFoundFault").aws().0.rds().cluster("orders");
    tell(gone.is_gone(), good.is_gone(), "is still there").await;
    misses(gone.is_available(), "does not exist yet").await;
    tell(good.is_encrypted(), bare.is_encrypted(), "is not encrypted").await;
    tell(good.is_multi_az(), bare.is_multi_az(), "is in one zone only").await;
    tell(good.has_deletion_protection(), bare.has_deletion_protection(), "has no deletion protection").await;
    tell(good.has_backup_retention(7), bare.has_backup_retention(7), "keeps no backups").await;
    misses(good.has_backup_retention(14), "keeps them for 7 days").await;
    tell(good.has_members(2), bare.has_members(2), "has 0 members").await;
    tell(good.has_endpoint(), bare.has_endpoint(), "has no endpoint yet").await;
    tell(good.has_reader_endpoint(), bare.has_reader_endpoint(), "has no reader endpoint").await;
}

#[tokio::test]
async fn a_cluster_that_does_not_recover_ends_the_wait() {
    let error = cluster("<Status>incompatible-network</Status>").is_available().look().await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (&ErrorKind::Other, Some("it is incompatible network")));
    let error = cluster("<Status>deleting</Status>").is_available().look().await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Gone);
    let (aws, calls) = Canned::default().aws();
    let error = aws.rds().cluster("orders_1").is_available().look().await.unwrap_err();
    assert_eq!((error.kind(), calls.count()), (&ErrorKind::Malformed, 0));
}

fn instance(fields: &str, parameters: &str) -> DbInstance {
    let list = format!("<DBInstances><DBInstance>{fields}</DBInstance></DBInstances>");
    let canned = answered(Canned::default(), "DescribeDBInstances", &list);
    let canned = answered(canned, "DescribeDBParameters", &format!("<Parameters>{parameters}</Parameters>"));
    canned.aws().0.rds().instance("orders")
}

#[tokio::test]
async fn an_instance_is_told_by_its_description() {
    let flags =
        "<StorageEncrypted>true</StorageEncrypted><MultiAZ>true</MultiAZ><DeletionProtection>true</DeletionProtection>";
    let login = "<IAMDatabaseAuthenticationEnabled>true</IAMDatabaseAuthenticationEnabled>";
    let engine = "<Engine>postgres</Engine><EngineVersion>16.3</EngineVersion><KmsKeyId>arn:key</KmsKeyId>";
    let kept = "<BackupRetentionPeriod>7</BackupRetentionPeriod>";
    let end = "<Endpoint><Address>orders.rds</Address><Port>5432</Port></Endpoint>";
    let tags = "<TagList><Tag><Key>owner</Key><Value>us</Value></Tag></TagList>";
    let fields = [flags, login, engine, kept, end, tags].concat();
    let good = instance(&format!("<DBInstanceStatus>available</DBInstanceStatus>{fields}"), "");
    let bare = "<DBInstanceStatus>creating</DBInstanceStatus><PubliclyAccessible>true</PubliclyAccessible>";
    let bare = instance(&format!("{bare}<Engine>mysql</Engine><EngineVersion>8.0</EngineVersion>"), "");
    tell(good.is_available(), bare.is_available(), "is creating").await;
    let gone = absent("DBInstanceNotFound").aws().0.rds().instance("orders");
    tell(gone.is_gone(), good.is_gone(), "is still there").await;
    tell(good.is_encrypted(), bare.is_encrypted(), "is not encrypted").await;
    let reason = "is not encrypted with a key of KMS";
    tell(good.is_encrypted_with("arn:key"), bare.is_encrypted_with("arn:key"), reason).await;
    tell(good.is_multi_az(), bare.is_multi_az(), "is in one zone only").await;
    tell(good.has_deletion_protection(), bare.has_deletion_protection(), "has no deletion protection").await;
    tell(good.is_private(), bare.is_private(), "is publicly accessible").await;
    tell(good.has_iam_authentication(), bare.has_iam_authentication(), "lets no IAM users log in").await;
    tell(good.has_backup_retention(7), bare.has_backup_retention(7), "keeps no backups").await;
    tell(good.has_endpoint(), bare.has_endpoint(), "has no endpoint yet, and is creating").await;
    tell(good.has_engine("postgres", "16"), bare.has_engine("postgres", "16"), "runs mysql 8.0").await;
    tell(good.has_tag("owner", "us"), bare.has_tag("owner", "us"), "has no tag owner").await;
}

#[tokio::test]
async fn a_parameter_is_told_by_the_group_of_the_instance() {
    let group = "<DBParameterGroups><DBParameterGroup><DBParameterGroupName>tuned</DBParameterGroupName></DBParameterGroup></DBParameterGroups>";
    let parameter = "<ParameterName>rds.force_ssl</ParameterName><ParameterValue>1</ParameterValue>";
    let tuned = instance(group, &format!("<Parameter>{parameter}</Parameter>"));
    let ssl = |value| tuned.has_parameter("rds.force_ssl", value);
    tell(ssl("1"), ssl("0"), "rds.force_ssl is `1`").await;
    misses(tuned.has_parameter("max_connections", "100"), "has no such parameter").await;
}
