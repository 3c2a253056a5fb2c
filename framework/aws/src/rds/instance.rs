//! An instance of a database.

use std::fmt;

use aws_sdk_rds::Client;
use aws_sdk_rds::types::{DbInstance as DbInstanceDescription, Endpoint};

use super::DbCluster;
use super::status::{available, refused, retention};
use crate::handle::Handle;
use crate::words::words;
use crate::{Aws, Check, Error, Seen};

impl Aws {
    /// Leads to the databases.
    #[must_use]
    pub fn rds(&self) -> Rds {
        Rds { aws: self.clone() }
    }
}

/// Leads to the databases of an account.
#[derive(Debug, Clone)]
pub struct Rds {
    aws: Aws,
}

impl Rds {
    /// Names a DB instance by its identifier.
    #[must_use]
    pub fn instance(&self, identifier: impl Into<String>) -> DbInstance {
        DbInstance { aws: self.aws.clone(), identifier: identifier.into() }
    }

    /// Names a DB cluster (Aurora, or Multi-AZ with readable standbys) by its identifier.
    #[must_use]
    pub fn cluster(&self, identifier: impl Into<String>) -> DbCluster {
        DbCluster::new(self.aws.clone(), identifier.into())
    }
}

/// Names a DB instance. A status that does not recover, or a deletion, ends the wait for [`is_available`](Self::is_available).
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let orders = aws.rds().instance("orders");
/// assert_eq!(orders.is_available().look().await?.reason(), None);
/// assert_eq!(orders.is_encrypted().look().await?.reason(), None);
/// assert_eq!(orders.has_backup_retention(7).look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct DbInstance {
    aws: Aws,
    identifier: String,
}

impl DbInstance {
    /// Returns what RDS knows of the instance.
    ///
    /// # Errors
    /// Fails when the instance does not exist or may not be read.
    pub async fn describe(&self) -> Result<DbInstanceDescription, Error> {
        let call = self.client().await?.describe_db_instances().db_instance_identifier(&self.identifier);
        let answer = call.send().await.map_err(self.failed("DescribeDBInstances"))?;
        answer.db_instances.unwrap_or_default().into_iter().next().ok_or_else(|| Error::absent(self))
    }

    /// Promises that the instance can be used.
    pub fn is_available(&self) -> Check<DbInstanceDescription> {
        self.check("is available", |instance| async move {
            let described = instance.describe().await?;
            let status = described.db_instance_status.clone();
            available(&instance, status.as_deref(), described)
        })
    }

    /// Promises that the instance does not exist any more; one that is being deleted still does.
    pub fn is_gone(&self) -> Check {
        self.gone(|instance| async move { instance.describe().await })
    }

    /// Promises that storage is encrypted.
    pub fn is_encrypted(&self) -> Check {
        self.flag("is encrypted", "is not encrypted", |instance| instance.storage_encrypted)
    }

    /// Promises that storage is encrypted with this key of KMS, named by its ARN.
    pub fn is_encrypted_with(&self, key: impl Into<String>) -> Check {
        let key = key.into();
        self.check(format!("is encrypted with `{key}`"), move |instance| {
            let key = key.clone();
            async move {
                Ok(match instance.describe().await?.kms_key_id {
                    Some(actual) => Seen::when(actual == key, (), || format!("is encrypted with `{actual}`")),
                    None => Seen::No("is not encrypted with a key of KMS".to_owned()),
                })
            }
        })
    }

    /// Promises that a standby waits in another availability zone.
    pub fn is_multi_az(&self) -> Check {
        self.flag("is multi-AZ", "is in one zone only", |instance| instance.multi_az)
    }

    /// Promises that nobody can delete the instance before protection is taken off.
    pub fn has_deletion_protection(&self) -> Check {
        self.flag("has deletion protection", "has no deletion protection", |instance| instance.deletion_protection)
    }

    /// Promises that the instance has no public address.
    pub fn is_private(&self) -> Check {
        self.flag("is private", "is publicly accessible", |instance| Some(instance.publicly_accessible != Some(true)))
    }

    /// Promises that users of IAM may log in.
    pub fn has_iam_authentication(&self) -> Check {
        self.flag("lets IAM users log in", "lets no IAM users log in", |instance| {
            instance.iam_database_authentication_enabled
        })
    }

    /// Promises that automated backups are kept for at least so many days.
    pub fn has_backup_retention(&self, days: i32) -> Check {
        self.check(format!("keeps backups for {days} days"), move |instance| async move {
            Ok(retention(instance.describe().await?.backup_retention_period, days))
        })
    }

    /// Promises that the instance has an endpoint; the value is its address and port.
    pub fn has_endpoint(&self) -> Check<Endpoint> {
        self.check("has an endpoint", |instance| async move {
            let described = instance.describe().await?;
            let endpoint = described.endpoint.filter(|endpoint| endpoint.address.is_some());
            let status = described.db_instance_status.unwrap_or_default();
            Ok(Seen::some(endpoint, || format!("has no endpoint yet, and is {}", words(&status))))
        })
    }

    /// Promises that the instance runs an engine, of a version that begins like this: `("postgres", "16")`.
    pub fn has_engine(&self, engine: impl Into<String>, version: impl Into<String>) -> Check {
        let (engine, version) = (engine.into(), version.into());
        self.check(format!("runs {engine} {version}"), move |instance| {
            let (engine, version) = (engine.clone(), version.clone());
            async move {
                let described = instance.describe().await?;
                let actual = described.engine.unwrap_or_default();
                let release = described.engine_version.unwrap_or_default();
                let rest = release.strip_prefix(version.as_str());
                // 1 is not the beginning of 16.
                let begins = rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_digit()));
                let holds = actual == engine && (begins || version.is_empty());
                Ok(Seen::when(holds, (), || format!("runs {actual} {release}")))
            }
        })
    }

    /// Promises that a parameter of the instance's parameter group has a value.
    pub fn has_parameter(&self, name: impl Into<String>, value: impl Into<String>) -> Check {
        let (name, value) = (name.into(), value.into());
        self.check(format!("has the parameter {name} = `{value}`"), move |instance| {
            let (name, value) = (name.clone(), value.clone());
            async move {
                let Some(actual) = instance.parameter(&name).await? else {
                    return Ok(Seen::No("has no such parameter".to_owned()));
                };
                Ok(Seen::when(actual == value, (), || format!("{name} is `{actual}`")))
            }
        })
    }

    /// Promises that the instance has a tag.
    pub fn has_tag(&self, key: impl Into<String>, value: impl Into<String>) -> Check {
        self.tagged(key.into(), value.into(), |instance| async move {
            let tags = instance.describe().await?.tag_list.unwrap_or_default();
            Ok(tags.into_iter().filter_map(|tag| Some((tag.key?, tag.value.unwrap_or_default()))).collect())
        })
    }

    /// Returns the value of a parameter; one without a value is empty.
    async fn parameter(&self, name: &str) -> Result<Option<String>, Error> {
        for group in self.describe().await?.db_parameter_groups.unwrap_or_default() {
            let call = self.client().await?.describe_db_parameters();
            let call = call.set_db_parameter_group_name(group.db_parameter_group_name);
            let mut all = call.into_paginator().items().send();
            while let Some(parameter) = all.next().await {
                let parameter = parameter.map_err(self.failed("DescribeDBParameters"))?;
                if parameter.parameter_name() == Some(name) {
                    return Ok(Some(parameter.parameter_value.unwrap_or_default()));
                }
            }
        }
        Ok(None)
    }

    fn flag(&self, promise: &str, otherwise: &'static str, read: fn(&DbInstanceDescription) -> Option<bool>) -> Check {
        self.check(promise, move |instance| async move {
            let on = read(&instance.describe().await?) == Some(true);
            Ok(Seen::when(on, (), || otherwise.to_owned()))
        })
    }

    async fn client(&self) -> Result<Client, Error> {
        Ok(Client::new(&self.config().await?))
    }
}

impl Handle for DbInstance {
    const SERVICE: &'static str = "rds";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        refused("a DB instance", &self.identifier)
    }
}

impl fmt::Display for DbInstance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DB instance `{}`{}", self.identifier, self.aws.place())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;
    use crate::canned::Canned;

    fn instance(fields: &str) -> DbInstance {
        let list = format!("<DBInstances><DBInstance>{fields}</DBInstance></DBInstances>");
        let result = format!("<DescribeDBInstancesResult>{list}</DescribeDBInstancesResult>");
        let body = format!("<DescribeDBInstancesResponse>{result}</DescribeDBInstancesResponse>");
        let canned = (0..4).fold(Canned::default(), |canned, _| canned.xml(200, &*body));
        canned.aws().0.rds().instance("orders")
    }

    #[tokio::test]
    async fn an_instance_that_is_being_deleted_ends_the_wait_and_is_not_gone_yet() {
        let leaving = instance("<DBInstanceStatus>deleting</DBInstanceStatus>");
        assert_eq!(leaving.is_available().look().await.unwrap_err().kind(), &ErrorKind::Gone);
        assert_eq!(leaving.is_gone().look().await.unwrap().reason(), Some("is still there"));
    }

    #[tokio::test]
    async fn a_version_is_compared_by_its_parts() {
        let postgres = instance("<Engine>postgres</Engine><EngineVersion>16.3</EngineVersion>");
        assert_eq!(postgres.has_engine("postgres", "16").look().await.unwrap(), Seen::Yes(()));
        assert_eq!(postgres.has_engine("postgres", "16.3").look().await.unwrap(), Seen::Yes(()));
        assert_eq!(postgres.has_engine("postgres", "1").look().await.unwrap().reason(), Some("runs postgres 16.3"));
        assert_eq!(postgres.has_engine("mysql", "16").look().await.unwrap().reason(), Some("runs postgres 16.3"));
    }

    #[tokio::test]
    async fn an_absent_instance_is_not_there_yet() {
        let (aws, calls) = Canned::default().xml_error(404, "DBInstanceNotFound", "no such instance").aws();
        let seen = aws.rds().instance("orders").is_encrypted().look().await.unwrap();
        assert_eq!(seen.reason(), Some("does not exist yet"));
        let error = aws.rds().instance("1 db").is_encrypted().look().await.unwrap_err();
        assert_eq!((error.kind(), calls.count()), (&ErrorKind::Malformed, 1));
    }
}
