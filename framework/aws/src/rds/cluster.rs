//! A cluster of databases.

use std::fmt;

use aws_sdk_rds::Client;
use aws_sdk_rds::types::DbCluster as DbClusterDescription;

use super::status::{available, refused, retention};
use crate::handle::Handle;
use crate::words::counted;
use crate::{Aws, Check, Error, Seen};

/// Names a DB cluster. A status that does not recover, or a deletion, ends the wait for [`is_available`](Self::is_available).
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// assert_eq!(aws.rds().cluster("orders").has_members(2).look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct DbCluster {
    aws: Aws,
    identifier: String,
}

impl DbCluster {
    pub(super) fn new(aws: Aws, identifier: String) -> Self {
        Self { aws, identifier }
    }

    /// Returns what RDS knows of the cluster.
    ///
    /// # Errors
    /// Fails when the cluster does not exist or may not be read.
    pub async fn describe(&self) -> Result<DbClusterDescription, Error> {
        let call = Client::new(&self.config().await?).describe_db_clusters().db_cluster_identifier(&self.identifier);
        let answer = call.send().await.map_err(self.failed("DescribeDBClusters"))?;
        answer.db_clusters.unwrap_or_default().into_iter().next().ok_or_else(|| Error::absent(self))
    }

    /// Promises that the cluster can be used.
    pub fn is_available(&self) -> Check<DbClusterDescription> {
        self.check("is available", |cluster| async move {
            let described = cluster.describe().await?;
            let status = described.status.clone();
            available(&cluster, status.as_deref(), described)
        })
    }

    /// Promises that the cluster does not exist any more; one that is being deleted still does.
    pub fn is_gone(&self) -> Check {
        self.gone(|cluster| async move { cluster.describe().await })
    }

    /// Promises that storage is encrypted.
    pub fn is_encrypted(&self) -> Check {
        self.flag("is encrypted", "is not encrypted", |cluster| cluster.storage_encrypted)
    }

    /// Promises that instances are in several availability zones.
    pub fn is_multi_az(&self) -> Check {
        self.flag("is multi-AZ", "is in one zone only", |cluster| cluster.multi_az)
    }

    /// Promises that nobody can delete the cluster before protection is taken off.
    pub fn has_deletion_protection(&self) -> Check {
        self.flag("has deletion protection", "has no deletion protection", |cluster| cluster.deletion_protection)
    }

    /// Promises that automated backups are kept for at least so many days.
    pub fn has_backup_retention(&self, days: i32) -> Check {
        self.check(format!("keeps backups for {days} days"), move |cluster| async move {
            Ok(retention(cluster.describe().await?.backup_retention_period, days))
        })
    }

    /// Promises that the cluster has so many instances.
    pub fn has_members(&self, count: usize) -> Check {
        self.check(format!("has {}", counted(count, "member")), move |cluster| async move {
            let actual = cluster.describe().await?.db_cluster_members.unwrap_or_default().len();
            Ok(Seen::when(actual == count, (), || format!("has {}", counted(actual, "member"))))
        })
    }

    /// Promises that the cluster has an endpoint for writers; the value is its host name.
    pub fn has_endpoint(&self) -> Check<String> {
        self.check("has an endpoint", |cluster| async move {
            let endpoint = cluster.describe().await?.endpoint;
            Ok(Seen::some(endpoint, || "has no endpoint yet".to_owned()))
        })
    }

    /// Promises that the cluster has an endpoint for readers; the value is its host name.
    pub fn has_reader_endpoint(&self) -> Check<String> {
        self.check("has a reader endpoint", |cluster| async move {
            let endpoint = cluster.describe().await?.reader_endpoint;
            Ok(Seen::some(endpoint, || "has no reader endpoint".to_owned()))
        })
    }

    fn flag(&self, promise: &str, otherwise: &'static str, read: fn(&DbClusterDescription) -> Option<bool>) -> Check {
        self.check(promise, move |cluster| async move {
            let on = read(&cluster.describe().await?) == Some(true);
            Ok(Seen::when(on, (), || otherwise.to_owned()))
        })
    }
}

impl Handle for DbCluster {
    const SERVICE: &'static str = "rds";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        refused("a DB cluster", &self.identifier)
    }
}

impl fmt::Display for DbCluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DB cluster `{}`{}", self.identifier, self.aws.place())
    }
}
