//! What can be claimed of a certificate.

use jiff::{SignedDuration, Timestamp};

use super::trust::listed;
use super::{Certificate, KeyType};

/// Is what a certificate has to be.
#[derive(Debug, Clone)]
pub(super) enum CertificateClaim {
    Trusted,
    Covers(Vec<String>),
    ValidFor(u32),
    Key(KeyType),
    Staples,
}

impl CertificateClaim {
    /// Completes "`example.com:443` ..".
    pub(super) fn sentence(&self) -> String {
        match self {
            Self::Trusted => "presents a trusted chain".to_owned(),
            Self::Covers(names) => format!("has a certificate for {}", listed(names)),
            Self::ValidFor(days) => format!("has a certificate that is valid for at least {days} days"),
            Self::Key(key) => format!("has a certificate with a key of the type {key}"),
            Self::Staples => "staples an OCSP response".to_owned(),
        }
    }
}

/// Says which names are not covered; `None` when all are.
pub(super) fn uncovered(certificate: &Certificate, names: &[String]) -> Option<String> {
    let missing: Vec<_> = names.iter().filter(|name| !certificate.covers(name)).cloned().collect();
    let found = listed(certificate.names());
    (!missing.is_empty()).then(|| format!("it does not cover {}; it covers {found}", listed(&missing)))
}

/// Says why a certificate is not valid now and for that many days more; `None` when it is.
pub(super) fn ends_too_soon(certificate: &Certificate, days: u32, now: Timestamp) -> Option<String> {
    let (begin, end) = (certificate.not_before(), certificate.not_after());
    if now < begin {
        return Some(format!("it is valid from {begin} on"));
    }
    if now > end {
        return Some(format!("it expired on {end}"));
    }
    let left = end.duration_since(now);
    let whole_days = left.as_hours() / 24;
    (left < SignedDuration::from_hours(24 * i64::from(days)))
        .then(|| format!("it expires on {end}, {whole_days} days from now"))
}
