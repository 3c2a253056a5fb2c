//! ACM: certificates.

use std::fmt;
use std::time::{Duration, SystemTime};

use aws_sdk_acm::Client;
use aws_sdk_acm::types::{CertificateDetail, CertificateStatus, DomainStatus};

use crate::arn::Arn;
use crate::handle::Handle;
use crate::words::words;
use crate::{Aws, Check, Error, Seen};

impl Aws {
    /// Leads to the certificates.
    #[must_use]
    pub fn acm(&self) -> Acm {
        Acm { aws: self.clone() }
    }
}

/// Leads to the certificates of an account.
#[derive(Debug, Clone)]
pub struct Acm {
    aws: Aws,
}

impl Acm {
    /// Names a certificate by its ARN. The region in the ARN counts.
    #[must_use]
    pub fn certificate(&self, arn: impl Into<String>) -> Certificate {
        let arn = arn.into();
        let region = Arn::read(&arn).map(|arn| arn.region.to_owned());
        let aws = region.map_or_else(|| self.aws.clone(), |region| self.aws.in_region(region));
        Certificate { aws, arn }
    }
}

/// Names a certificate. One that failed, was revoked or expired ends the wait for [`is_issued`](Self::is_issued): it does not recover.
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let site = aws.acm().certificate("arn:aws:acm:us-east-1:111122223333:certificate/4b2f");
/// assert_eq!(site.is_issued().look().await?.reason(), None);
/// assert_eq!(site.covers("www.example.com").look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Certificate {
    aws: Aws,
    arn: String,
}

impl Certificate {
    /// Returns what ACM knows of the certificate.
    ///
    /// # Errors
    /// Fails when the certificate does not exist or may not be read.
    pub async fn describe(&self) -> Result<CertificateDetail, Error> {
        let call = self.client().await?.describe_certificate().certificate_arn(&self.arn);
        let answer = call.send().await.map_err(self.failed("DescribeCertificate"))?;
        answer.certificate.ok_or_else(|| Error::absent(self))
    }

    /// Promises that the certificate exists, issued or not.
    pub fn exists(&self) -> Check<CertificateDetail> {
        self.check("exists", |certificate| async move { certificate.describe().await.map(Seen::Yes) })
    }

    /// Promises that the certificate does not exist any more.
    pub fn is_gone(&self) -> Check {
        self.gone(|certificate| async move { certificate.describe().await })
    }

    /// Promises that the certificate is issued: validated and not expired or revoked. While it is pending, the reason names the domains that wait.
    pub fn is_issued(&self) -> Check<CertificateDetail> {
        self.check("is issued", |certificate| async move {
            let detail = certificate.describe().await?;
            match detail.status.clone() {
                Some(CertificateStatus::Issued) => Ok(Seen::Yes(detail)),
                Some(CertificateStatus::PendingValidation) | None => {
                    Ok(Seen::No(format!("waits for the validation of {}", pending(&detail))))
                }
                Some(CertificateStatus::Inactive) => Ok(Seen::No("is inactive".to_owned())),
                Some(status) => Err(Error::permanent(&certificate, over(&status, &detail))),
            }
        })
    }

    /// Promises that the certificate is good for a host name, by its names and their wildcards: `*` stands for exactly one label.
    pub fn covers(&self, host: impl Into<String>) -> Check {
        let host = host.into();
        self.check(format!("covers `{host}`"), move |certificate| {
            let host = host.clone();
            async move {
                let detail = certificate.describe().await?;
                let mut names = detail.subject_alternative_names.unwrap_or_default();
                // The subject is among the alternative names, once the certificate is issued.
                names.extend(detail.domain_name.filter(|name| !names.contains(name)));
                let covered = names.iter().any(|name| covers(name, &host));
                Ok(Seen::when(covered, (), || format!("covers {}", names.join(", "))))
            }
        })
    }

    /// Promises that the certificate does not expire within this time from now.
    pub fn is_valid_for(&self, time: Duration) -> Check {
        let days = time.as_secs() / 86400;
        self.check(format!("is valid for {days} days more"), move |certificate| async move {
            let Some(end) = certificate.describe().await?.not_after else {
                return Ok(Seen::No("has no end of validity yet".to_owned()));
            };
            let then = SystemTime::now() + time;
            let holds = SystemTime::try_from(end).is_ok_and(|end| end > then);
            Ok(Seen::when(holds, (), || format!("is valid until {end}")))
        })
    }

    /// Promises that something uses the certificate, named by its ARN: a load balancer, a distribution.
    pub fn is_used_by(&self, arn: impl Into<String>) -> Check {
        let arn = arn.into();
        self.check(format!("is used by `{arn}`"), move |certificate| {
            let arn = arn.clone();
            async move {
                let users = certificate.describe().await?.in_use_by.unwrap_or_default();
                Ok(Seen::when(users.contains(&arn), (), || match users.as_slice() {
                    [] => "is not used".to_owned(),
                    users => format!("is used by {}", users.join(", ")),
                }))
            }
        })
    }

    async fn client(&self) -> Result<Client, Error> {
        Ok(Client::new(&self.config().await?))
    }
}

/// Names the domains that are not validated yet.
fn pending(detail: &CertificateDetail) -> String {
    let open = detail.domain_validation_options().iter();
    let open = open.filter(|option| option.validation_status() != Some(&DomainStatus::Success));
    let names: Vec<_> = open.map(|option| format!("`{}`", option.domain_name())).collect();
    if names.is_empty() { "its domains".to_owned() } else { names.join(", ") }
}

/// Says how the certificate ended.
fn over(status: &CertificateStatus, detail: &CertificateDetail) -> String {
    let failure = detail.failure_reason.as_ref().map(|reason| reason.as_str());
    let revocation = detail.revocation_reason.as_ref().map(|reason| reason.as_str());
    let reason = failure.or(revocation).map_or_else(String::new, |reason| format!(": {}", words(reason)));
    format!("it is {}{reason}", words(status.as_str()))
}

/// Tells whether a name of a certificate is good for a host ([RFC 6125](https://www.rfc-editor.org/rfc/rfc6125), section 6.4.3).
fn covers(name: &str, host: &str) -> bool {
    let (name, host) = (name.to_ascii_lowercase(), host.trim_end_matches('.').to_ascii_lowercase());
    match name.strip_prefix("*.") {
        Some(rest) => host.split_once('.').is_some_and(|(label, parent)| !label.is_empty() && parent == rest),
        None => name == host,
    }
}

impl Handle for Certificate {
    const SERVICE: &'static str = "acm";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        Arn::of("acm", &self.arn).err()
    }
}

impl fmt::Display for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "certificate `{}`", self.arn)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::ErrorKind;
    use crate::canned::Canned;

    const ARN: &str = "arn:aws:acm:us-east-1:111122223333:certificate/4b2f";

    fn certificate(detail: &Value) -> Certificate {
        let body = json!({ "Certificate": detail }).to_string();
        Canned::default().json(200, &*body).json(200, &*body).aws().0.acm().certificate(ARN)
    }

    #[tokio::test]
    async fn a_pending_certificate_waits_and_a_failed_one_ends_the_wait() {
        let options = json!([
            { "DomainName": "a.example.com", "ValidationStatus": "SUCCESS" },
            { "DomainName": "b.example.com", "ValidationStatus": "PENDING_VALIDATION" },
        ]);
        let pending = certificate(&json!({ "Status": "PENDING_VALIDATION", "DomainValidationOptions": options }));
        let seen = pending.is_issued().look().await.unwrap();
        assert_eq!(seen.reason(), Some("waits for the validation of `b.example.com`"));
        let failed = certificate(&json!({ "Status": "FAILED", "FailureReason": "CAA_ERROR" }));
        let error = failed.is_issued().look().await.unwrap_err();
        assert_eq!((error.message(), error.is_transient()), (Some("it is failed: caa error"), false));
    }

    #[test]
    fn a_wildcard_stands_for_one_label() {
        for (name, host, covered) in [
            ("example.com", "example.com", true),
            ("Example.com", "example.COM.", true),
            ("*.example.com", "www.example.com", true),
            ("*.example.com", "example.com", false),
            ("*.example.com", "a.b.example.com", false),
            ("*.example.com", ".example.com", false),
            ("example.com", "www.example.com", false),
        ] {
            assert_eq!(covers(name, host), covered, "{name} {host}");
        }
    }

    #[tokio::test]
    async fn the_end_of_validity_is_compared_with_now() {
        let day = Duration::from_secs(86400);
        let past = certificate(&json!({ "NotAfter": 1_700_000_000 }));
        let seen = past.is_valid_for(30 * day).look().await.unwrap();
        assert_eq!(seen.reason(), Some("is valid until 2023-11-14T22:13:20Z"));
        let future = certificate(&json!({ "NotAfter": 32_000_000_000_i64 }));
        assert_eq!(future.is_valid_for(30 * day).look().await.unwrap(), Seen::Yes(()));
    }

    #[tokio::test]
    async fn what_is_no_arn_of_a_certificate_is_refused_before_a_call() {
        let (aws, calls) = Canned::default().aws();
        let error = aws.acm().certificate("example.com").is_issued().look().await.unwrap_err();
        assert_eq!((error.kind(), calls.count()), (&ErrorKind::Malformed, 0));
    }
}
