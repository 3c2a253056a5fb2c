//! A hosted zone.

use std::collections::BTreeSet;
use std::fmt;

use aws_sdk_route53::Client;
use aws_sdk_route53::operation::get_hosted_zone::GetHostedZoneOutput;

use super::DnsRecord;
use crate::handle::Handle;
use crate::{Aws, Check, Error, Seen};

impl Aws {
    /// Leads to the hosted zones.
    #[must_use]
    pub fn route53(&self) -> Route53 {
        Route53 { aws: self.clone() }
    }
}

/// Leads to the hosted zones of an account.
#[derive(Debug, Clone)]
pub struct Route53 {
    aws: Aws,
}

impl Route53 {
    /// Names a hosted zone by its id: `Z0123456789ABCDEFGHIJ`, with or without `/hostedzone/` in front.
    #[must_use]
    pub fn zone(&self, id: impl Into<String>) -> HostedZone {
        let id = id.into();
        let id = id.strip_prefix("/hostedzone/").unwrap_or(&id).to_owned();
        HostedZone { aws: self.aws.clone(), id }
    }
}

/// Names a hosted zone. What is asked here is what Route 53 holds; whether the world sees it is for a probe of DNS.
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let zone = aws.route53().zone("Z0123456789ABCDEFGHIJ");
/// assert_eq!(zone.record("www.example.com", "A").has_values(["192.0.2.1"]).look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct HostedZone {
    aws: Aws,
    id: String,
}

impl HostedZone {
    /// Names the record of a name and a type: `("www.example.com", "A")`.
    #[must_use]
    pub fn record(&self, name: impl Into<String>, record_type: impl Into<String>) -> DnsRecord {
        DnsRecord::new(self.clone(), name.into(), record_type.into())
    }

    /// Returns what Route 53 knows of the zone, with its name servers and its VPCs.
    ///
    /// # Errors
    /// Fails when the zone does not exist or may not be read.
    pub async fn describe(&self) -> Result<GetHostedZoneOutput, Error> {
        let call = self.client().await?.get_hosted_zone().id(&self.id);
        call.send().await.map_err(self.failed("GetHostedZone"))
    }

    /// Promises that the zone exists.
    pub fn exists(&self) -> Check<GetHostedZoneOutput> {
        self.check("exists", |zone| async move { zone.describe().await.map(Seen::Yes) })
    }

    /// Promises that the zone does not exist any more.
    pub fn is_gone(&self) -> Check {
        self.gone(|zone| async move { zone.describe().await })
    }

    /// Promises that the zone is for a domain, with or without the last dot.
    pub fn has_name(&self, name: impl Into<String>) -> Check {
        let name = name.into();
        self.check(format!("is for `{name}`"), move |zone| {
            let name = name.clone();
            async move {
                let actual = zone.describe().await?.hosted_zone.map(|zone| zone.name).unwrap_or_default();
                Ok(Seen::when(same_name(&actual, &name), (), || format!("is for `{actual}`")))
            }
        })
    }

    /// Promises that only the zone's VPCs see it.
    pub fn is_private(&self) -> Check {
        self.privacy("is private", true)
    }

    /// Promises that the world sees the zone, once its parent delegates to it.
    pub fn is_public(&self) -> Check {
        self.privacy("is public", false)
    }

    /// Promises that a VPC sees the private zone.
    pub fn is_seen_by(&self, vpc: impl Into<String>) -> Check {
        let vpc = vpc.into();
        self.check(format!("is seen by `{vpc}`"), move |zone| {
            let vpc = vpc.clone();
            async move {
                let vpcs = zone.describe().await?.vpcs.unwrap_or_default();
                let all: Vec<_> = vpcs.iter().filter_map(|vpc| vpc.vpc_id()).collect();
                Ok(Seen::when(all.contains(&vpc.as_str()), (), || match all.as_slice() {
                    [] => "is seen by no VPC".to_owned(),
                    all => format!("is seen by {}", all.join(", ")),
                }))
            }
        })
    }

    /// Promises that these are the zone's name servers, in any order, with or without the last dot.
    pub fn has_name_servers<S: Into<String>>(&self, servers: impl IntoIterator<Item = S>) -> Check {
        let wanted: BTreeSet<_> = servers.into_iter().map(|server| bare(&server.into())).collect();
        self.check("has the expected name servers", move |zone| {
            let wanted = wanted.clone();
            async move {
                let servers = zone.describe().await?.delegation_set.map(|set| set.name_servers).unwrap_or_default();
                let actual: BTreeSet<_> = servers.iter().map(|server| bare(server)).collect();
                let said = actual.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
                Ok(Seen::when(actual == wanted, (), || format!("has {said}")))
            }
        })
    }

    fn privacy(&self, promise: &str, wanted: bool) -> Check {
        self.check(promise, move |zone| async move {
            let config = zone.describe().await?.hosted_zone.and_then(|zone| zone.config);
            let private = config.is_some_and(|config| config.private_zone);
            let actual = if private { "is private" } else { "is public" };
            Ok(Seen::when(private == wanted, (), || actual.to_owned()))
        })
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) async fn client(&self) -> Result<Client, Error> {
        Ok(Client::new(&self.config().await?))
    }
}

/// Writes a name without case, last dot and the octal escapes that Route 53 answers with: `\052` is `*`.
pub(super) fn bare(name: &str) -> String {
    let mut read = String::new();
    let mut rest = name.trim_end_matches('.');
    while let Some(at) = rest.find('\\') {
        let code = rest.get(at + 1..at + 4).and_then(|digits| u8::from_str_radix(digits, 8).ok());
        read.push_str(&rest[..at]);
        match code {
            Some(code) => {
                read.push(char::from(code));
                rest = &rest[at + 4..];
            }
            None => {
                read.push('\\');
                rest = &rest[at + 1..];
            }
        }
    }
    read.push_str(rest);
    read.to_ascii_lowercase()
}

/// Tells whether two names are the same to DNS.
pub(super) fn same_name(one: &str, other: &str) -> bool {
    bare(one) == bare(other)
}

impl Handle for HostedZone {
    const SERVICE: &'static str = "route53";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        let known = |letter: u8| letter.is_ascii_uppercase() || letter.is_ascii_digit();
        let fine = (1..=32).contains(&self.id.len()) && self.id.bytes().all(known);
        (!fine).then(|| "the id of a hosted zone takes capital letters and digits".to_owned())
    }
}

impl fmt::Display for HostedZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "hosted zone `{}`{}", self.id, self.aws.global_place())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;
    use crate::canned::Canned;

    #[test]
    fn names_are_compared_as_dns_does() {
        assert!(same_name("\\052.Example.com.", "*.example.com"));
        assert!(same_name("a\\b", "a\\b"));
        assert!(!same_name("example.com", "www.example.com"));
        assert_eq!(bare("\\"), "\\");
        assert_eq!(bare("\\05é"), "\\05é");
    }

    #[tokio::test]
    async fn a_zone_is_asked_by_its_bare_id_and_what_is_no_id_is_refused() {
        let error = "<Error><Type>Sender</Type><Code>NoSuchHostedZone</Code><Message>no zone</Message></Error>";
        let (aws, calls) = Canned::default().xml(404, format!("<ErrorResponse>{error}</ErrorResponse>")).aws();
        let seen = aws.route53().zone("/hostedzone/Z123").is_public().look().await.unwrap();
        assert_eq!(seen.reason(), Some("does not exist yet"));
        assert!(calls.all()[0].contains("/hostedzone/Z123"), "{:?}", calls.all());
        let error = aws.route53().zone("example.com").exists().look().await.unwrap_err();
        assert_eq!((error.kind(), calls.count()), (&ErrorKind::Malformed, 1));
    }
}
