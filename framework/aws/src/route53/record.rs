//! A record of a hosted zone.

use std::collections::BTreeSet;
use std::fmt;

use aws_sdk_route53::types::{ResourceRecordSet, RrType};

use super::HostedZone;
use super::zone::{bare, same_name};
use crate::handle::Handle;
use crate::{Aws, Check, Error, Seen};

/// Names the record of a name and a type. Of several with different weights or regions, the first counts.
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let zone = aws.route53().zone("Z0123456789ABCDEFGHIJ");
/// assert_eq!(zone.record("example.com", "A").is_alias_of("web-1.us-east-1.elb.amazonaws.com").look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct DnsRecord {
    zone: HostedZone,
    name: String,
    record_type: String,
}

impl DnsRecord {
    pub(super) fn new(zone: HostedZone, name: String, record_type: String) -> Self {
        Self { zone, name, record_type }
    }

    /// Returns what Route 53 knows of the record.
    ///
    /// # Errors
    /// Fails when the record or its zone does not exist, or may not be read.
    pub async fn describe(&self) -> Result<ResourceRecordSet, Error> {
        self.config().await?;
        let record_type = RrType::from(self.record_type.as_str());
        let call = self.zone.client().await?.list_resource_record_sets().hosted_zone_id(self.zone.id());
        // The list begins with the record, or with what comes after its place.
        let call = call.start_record_name(&self.name).start_record_type(record_type.clone()).max_items(1);
        let answer = call.send().await.map_err(self.failed("ListResourceRecordSets"))?;
        let is_it = |set: &ResourceRecordSet| same_name(&set.name, &self.name) && set.r#type == record_type;
        answer.resource_record_sets.into_iter().find(is_it).ok_or_else(|| Error::absent(self))
    }

    /// Promises that the record exists.
    pub fn exists(&self) -> Check<ResourceRecordSet> {
        self.check("exists", |record| async move { record.describe().await.map(Seen::Yes) })
    }

    /// Promises that the record does not exist any more.
    pub fn is_gone(&self) -> Check {
        self.gone(|record| async move { record.describe().await })
    }

    /// Promises that these are the record's values, in any order, written as Route 53 writes them: a `TXT` in quotation marks.
    pub fn has_values<S: Into<String>>(&self, values: impl IntoIterator<Item = S>) -> Check {
        let wanted: BTreeSet<String> = values.into_iter().map(Into::into).collect();
        let said = wanted.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        self.check(format!("has the values {said}"), move |record| {
            let wanted = wanted.clone();
            async move {
                let set = record.describe().await?;
                if let Some(alias) = set.alias_target() {
                    return Ok(Seen::No(format!("is an alias of {}", bare(alias.dns_name()))));
                }
                let actual: BTreeSet<_> = set.resource_records().iter().map(|one| one.value().to_owned()).collect();
                let said = actual.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
                Ok(Seen::when(actual == wanted, (), || format!("has the values {said}")))
            }
        })
    }

    /// Promises that the record is an alias of a host: a load balancer's, a distribution's. `dualstack.` in front of it does not count.
    pub fn is_alias_of(&self, host: impl Into<String>) -> Check {
        let host = host.into();
        self.check(format!("is an alias of `{host}`"), move |record| {
            let host = host.clone();
            async move {
                let set = record.describe().await?;
                let Some(alias) = set.alias_target() else { return Ok(Seen::No("is no alias".to_owned())) };
                let actual = bare(alias.dns_name());
                let plain = |name: &str| bare(name).trim_start_matches("dualstack.").to_owned();
                Ok(Seen::when(plain(&actual) == plain(&host), (), || format!("is an alias of `{actual}`")))
            }
        })
    }

    /// Promises that resolvers may keep the record for so many seconds.
    pub fn has_ttl(&self, seconds: i64) -> Check {
        self.check(format!("has a TTL of {seconds} s"), move |record| async move {
            Ok(match record.describe().await?.ttl {
                Some(actual) => Seen::when(actual == seconds, (), || format!("has a TTL of {actual} s")),
                None => Seen::No("has the TTL of its alias".to_owned()),
            })
        })
    }
}

impl Handle for DnsRecord {
    const SERVICE: &'static str = "route53";

    fn aws(&self) -> &Aws {
        self.zone.aws()
    }

    fn refused(&self) -> Option<String> {
        let known = RrType::values().contains(&self.record_type.as_str());
        let named = !self.name.is_empty() && self.name.len() <= 255 && !self.name.contains(char::is_whitespace);
        let reason = || format!("a record takes a name and one of the types {}", RrType::values().join(", "));
        self.zone.refused().or_else(|| (!(known && named)).then(reason))
    }
}

impl fmt::Display for DnsRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "record `{}` {} of {}", self.name, self.record_type, self.zone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;
    use crate::canned::Canned;

    fn records(set: &str) -> String {
        let sets = format!("<ResourceRecordSets><ResourceRecordSet>{set}</ResourceRecordSet></ResourceRecordSets>");
        let end = "<IsTruncated>false</IsTruncated><MaxItems>1</MaxItems>";
        format!("<ListResourceRecordSetsResponse>{sets}{end}</ListResourceRecordSetsResponse>")
    }

    #[tokio::test]
    async fn a_record_is_not_taken_for_the_one_behind_it() {
        let next = records("<Name>zzz.example.com.</Name><Type>A</Type><TTL>60</TTL>");
        let (aws, _) = Canned::default().xml(200, next).aws();
        let record = aws.route53().zone("Z123").record("www.example.com", "A");
        assert_eq!(record.exists().look().await.unwrap().reason(), Some("does not exist yet"));
    }

    #[tokio::test]
    async fn an_alias_is_told_from_values() {
        let alias = "<AliasTarget><HostedZoneId>Z9</HostedZoneId><DNSName>dualstack.Web-1.elb.amazonaws.com.</DNSName><EvaluateTargetHealth>false</EvaluateTargetHealth></AliasTarget>";
        let body = records(&format!("<Name>example.com.</Name><Type>A</Type>{alias}"));
        let (aws, _) = Canned::default().xml(200, &*body).xml(200, &*body).xml(200, &*body).aws();
        let record = aws.route53().zone("Z123").record("example.com", "A");
        assert_eq!(record.is_alias_of("web-1.elb.amazonaws.com").look().await.unwrap(), Seen::Yes(()));
        let seen = record.has_values(["192.0.2.1"]).look().await.unwrap();
        assert_eq!(seen.reason(), Some("is an alias of dualstack.web-1.elb.amazonaws.com"));
        assert_eq!(record.has_ttl(60).look().await.unwrap().reason(), Some("has the TTL of its alias"));
    }

    #[tokio::test]
    async fn a_type_that_dns_does_not_have_is_refused_before_a_call() {
        let (aws, calls) = Canned::default().aws();
        let record = aws.route53().zone("Z123").record("example.com", "ADDRESS");
        assert_eq!((record.exists().look().await.unwrap_err().kind(), calls.count()), (&ErrorKind::Malformed, 0));
    }
}
