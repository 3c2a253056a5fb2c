//! A table.

use std::fmt;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    BillingMode, KeyType, PointInTimeRecoveryStatus, SseStatus, TableDescription, TableStatus, TimeToLiveStatus,
};

use super::{Item, KeyValue};
use crate::handle::Handle;
use crate::words::words;
use crate::{Aws, Check, Error, Seen};

impl Aws {
    /// Leads to the tables.
    #[must_use]
    pub fn dynamodb(&self) -> DynamoDb {
        DynamoDb { aws: self.clone() }
    }
}

/// Leads to the tables of an account.
#[derive(Debug, Clone)]
pub struct DynamoDb {
    aws: Aws,
}

impl DynamoDb {
    /// Names a table.
    #[must_use]
    pub fn table(&self, name: impl Into<String>) -> Table {
        Table { aws: self.aws.clone(), name: name.into() }
    }
}

/// Names a table. A table that is being deleted ends every wait, except for [`is_gone`](Self::is_gone).
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let locks = aws.dynamodb().table("locks");
/// assert_eq!(locks.has_key("LockID").look().await?.reason(), None);
/// assert_eq!(locks.item("LockID", "state").has("Owner", "me").look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Table {
    aws: Aws,
    name: String,
}

impl Table {
    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Names an item by its hash key; [`Item::and`] adds the range key.
    #[must_use]
    pub fn item(&self, attribute: impl Into<String>, value: impl Into<KeyValue>) -> Item {
        Item::new(self.clone(), attribute.into(), value.into())
    }

    /// Returns what DynamoDB knows of the table.
    ///
    /// # Errors
    /// Fails when the table does not exist or may not be read.
    pub async fn describe(&self) -> Result<TableDescription, Error> {
        let call = self.client().await?.describe_table().table_name(&self.name);
        let answer = call.send().await.map_err(self.failed("DescribeTable"))?;
        answer.table.ok_or_else(|| Error::malformed(self, "the answer names no table"))
    }

    /// Promises that the table is active.
    pub fn is_active(&self) -> Check<TableDescription> {
        self.described("is active", |table| {
            let status = table.table_status.clone();
            let name = status.as_ref().map_or("unknown", TableStatus::as_str).to_owned();
            Seen::when(status == Some(TableStatus::Active), table, || format!("is {}", words(&name)))
        })
    }

    /// Promises that the table does not exist any more.
    pub fn is_gone(&self) -> Check {
        self.gone(|table| async move { table.describe().await })
    }

    /// Promises that the key is this attribute alone.
    pub fn has_key(&self, hash: impl Into<String>) -> Check {
        self.keyed(vec![hash.into()])
    }

    /// Promises that the key is a hash and a range attribute.
    pub fn has_keys(&self, hash: impl Into<String>, range: impl Into<String>) -> Check {
        self.keyed(vec![hash.into(), range.into()])
    }

    fn keyed(&self, expected: Vec<String>) -> Check {
        let named = |key: &[String]| format!("has the key `{}`", key.join("`, `"));
        self.described(named(&expected), move |table| {
            let key = table.key_schema();
            let of =
                |kind: &KeyType| key.iter().find(|part| part.key_type == *kind).map(|part| part.attribute_name.clone());
            let actual: Vec<String> = [of(&KeyType::Hash), of(&KeyType::Range)].into_iter().flatten().collect();
            Seen::when(actual == expected, (), || named(&actual))
        })
    }

    /// Promises that a global secondary index of this name is there.
    pub fn has_index(&self, name: impl Into<String>) -> Check {
        let name = name.into();
        self.described(format!("has the index `{name}`"), move |table| {
            let names: Vec<&str> =
                table.global_secondary_indexes().iter().filter_map(|index| index.index_name()).collect();
            Seen::when(names.contains(&name.as_str()), (), || match names.as_slice() {
                [] => "has no index".to_owned(),
                names => format!("has {}", names.join(", ")),
            })
        })
    }

    /// Promises that the table is billed by request, and has no capacity to run out of.
    pub fn is_billed_on_demand(&self) -> Check {
        self.described("is billed on demand", |table| {
            let mode = table.billing_mode_summary().and_then(|summary| summary.billing_mode());
            Seen::when(mode == Some(&BillingMode::PayPerRequest), (), || "has provisioned capacity".to_owned())
        })
    }

    /// Promises that the table is encrypted with a key of KMS.
    ///
    /// Every table is encrypted; without such a key it is one that AWS owns and nobody sees.
    pub fn is_encrypted(&self) -> Check {
        self.described("is encrypted with a key of KMS", |table| {
            let status = table.sse_description().and_then(|sse| sse.status());
            Seen::when(status == Some(&SseStatus::Enabled), (), || {
                status.map_or("is encrypted with a key that AWS owns".to_owned(), |status| {
                    format!("its encryption is {}", words(status.as_str()))
                })
            })
        })
    }

    /// Promises that the table cannot be deleted by mistake.
    pub fn is_protected_from_deletion(&self) -> Check {
        self.described("is protected from deletion", |table| {
            Seen::when(table.deletion_protection_enabled == Some(true), (), || {
                "is not protected from deletion".to_owned()
            })
        })
    }

    /// Promises that items expire by this attribute.
    pub fn has_ttl(&self, attribute: impl Into<String>) -> Check {
        let attribute = attribute.into();
        self.check(format!("lets items expire by `{attribute}`"), move |table| {
            let attribute = attribute.clone();
            async move {
                let call = table.client().await?.describe_time_to_live().table_name(&table.name);
                let answer = call.send().await.map_err(table.failed("DescribeTimeToLive"))?;
                let Some(ttl) = answer.time_to_live_description else {
                    return Ok(Seen::No("its items do not expire".to_owned()));
                };
                let Some(by) = ttl.attribute_name() else { return Ok(Seen::No("its items do not expire".to_owned())) };
                let status = ttl.time_to_live_status.as_ref().map_or("unknown", TimeToLiveStatus::as_str);
                let holds = ttl.time_to_live_status == Some(TimeToLiveStatus::Enabled) && by == attribute;
                Ok(Seen::when(holds, (), || format!("expiry by `{by}` is {}", words(status))))
            }
        })
    }

    /// Promises that the table can be restored to any second of the last days.
    pub fn has_point_in_time_recovery(&self) -> Check {
        self.check("has point-in-time recovery", |table| async move {
            let call = table.client().await?.describe_continuous_backups().table_name(&table.name);
            let answer = call.send().await.map_err(table.failed("DescribeContinuousBackups"))?;
            let recovery =
                answer.continuous_backups_description.and_then(|found| found.point_in_time_recovery_description);
            let on = recovery.and_then(|found| found.point_in_time_recovery_status)
                == Some(PointInTimeRecoveryStatus::Enabled);
            Ok(Seen::when(on, (), || "has no point-in-time recovery".to_owned()))
        })
    }

    /// Promises that the table carries this tag.
    pub fn has_tag(&self, key: impl Into<String>, value: impl Into<String>) -> Check {
        self.tagged(key.into(), value.into(), |table| async move {
            let arn = table.describe().await?.table_arn.unwrap_or_default();
            let (client, mut tags, mut next) = (table.client().await?, Vec::new(), None);
            loop {
                let call = client.list_tags_of_resource().resource_arn(&arn).set_next_token(next);
                let page = call.send().await.map_err(table.failed("ListTagsOfResource"))?;
                tags.extend(page.tags.into_iter().flatten().map(|tag| (tag.key, tag.value)));
                next = page.next_token;
                if next.is_none() {
                    return Ok(tags);
                }
            }
        })
    }

    /// Makes a condition on the description; a table that is being deleted does not come back.
    fn described<T: 'static>(
        &self,
        promise: impl fmt::Display,
        judge: impl Fn(TableDescription) -> Seen<T> + Clone + Send + Sync + 'static,
    ) -> Check<T> {
        self.check(promise, move |table| {
            let judge = judge.clone();
            async move {
                let description = table.describe().await?;
                match description.table_status {
                    Some(TableStatus::Deleting) => Err(Error::gone(&table, "it is being deleted")),
                    _ => Ok(judge(description)),
                }
            }
        })
    }

    pub(super) async fn client(&self) -> Result<Client, Error> {
        Ok(Client::new(&self.config().await?))
    }
}

impl Handle for Table {
    const SERVICE: &'static str = "dynamodb";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        let known = |letter: u8| letter.is_ascii_alphanumeric() || b"_.-".contains(&letter);
        let fine = (3..=255).contains(&self.name.len()) && self.name.bytes().all(known);
        (!fine).then(|| "a table's name takes 3 to 255 letters, digits and `_.-`".to_owned())
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "table `{}`{}", self.name, self.aws.place())
    }
}

#[cfg(test)]
mod tests {
    use crate::ErrorKind;
    use crate::canned::Canned;

    fn table(json: &str) -> Canned {
        Canned::default().json(200, format!(r#"{{"Table":{{{json}}}}}"#))
    }

    #[tokio::test]
    async fn a_table_that_is_being_made_is_not_yet_and_one_that_goes_never() {
        let (aws, _) = table(r#""TableStatus":"CREATING""#).aws();
        assert_eq!(aws.dynamodb().table("locks").is_active().look().await.unwrap().reason(), Some("is creating"));
        let (aws, _) = table(r#""TableStatus":"DELETING""#).aws();
        let error = aws.dynamodb().table("locks").is_active().look().await.unwrap_err();
        assert_eq!((error.kind(), error.is_transient()), (&ErrorKind::Gone, false));
    }

    #[tokio::test]
    async fn another_key_is_named() {
        let schema =
            r#""KeySchema":[{"AttributeName":"at","KeyType":"RANGE"},{"AttributeName":"id","KeyType":"HASH"}]"#;
        let (aws, _) = table(schema).aws();
        let seen = aws.dynamodb().table("locks").has_key("LockID").look().await.unwrap();
        assert_eq!(seen.reason(), Some("has the key `id`, `at`"));
    }

    #[tokio::test]
    async fn exceeded_throughput_is_throttling() {
        let (aws, _) =
            Canned::default().json_error("com.amazonaws.dynamodb#ProvisionedThroughputExceededException", "m").aws();
        let error = aws.dynamodb().table("locks").item("id", 1).exists().look().await.unwrap_err();
        assert!(error.is_throttled() && error.is_transient(), "{error}");
    }
}
