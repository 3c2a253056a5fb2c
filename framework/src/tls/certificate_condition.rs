//! What a certificate has to be.

use jiff::Timestamp;

use super::certificate_claim::{CertificateClaim as Claim, ends_too_soon, uncovered};
use super::recorder::Presented;
use super::{Certificate, Tls, trust};
use crate::{Condition, Error, Observation};

/// Claims something of the certificate that a server presents; see [`Tls`].
#[must_use = "nothing is looked at until it is waited for"]
#[derive(Debug, Clone)]
pub struct CertificateCondition {
    probe: Tls,
    claim: Claim,
}

impl CertificateCondition {
    pub(super) fn new(probe: Tls, claim: Claim) -> Self {
        Self { probe, claim }
    }

    async fn miss(&self, presented: &Presented, certificate: &Certificate) -> Result<Option<String>, Error> {
        Ok(match &self.claim {
            Claim::Trusted => {
                let (roots, name) = (self.probe.roots().await?, self.probe.name()?);
                trust::miss(presented, certificate, &roots, &name, Timestamp::now())
            }
            Claim::Covers(names) => uncovered(certificate, names),
            Claim::ValidFor(days) => ends_too_soon(certificate, *days, Timestamp::now()),
            Claim::Key(key) if certificate.key_type() == key => None,
            Claim::Key(_) => Some(format!("its key is {}", certificate.key_type())),
            Claim::Staples if presented.ocsp.is_empty() => Some("no OCSP response came".to_owned()),
            Claim::Staples => None,
        })
    }

    /// Refuses what can never be true, before anything is sent.
    fn sensible(&self) -> Result<(), Error> {
        match &self.claim {
            Claim::Covers(names) if names.is_empty() => Err(Error::misuse("`covers_names` was given no name")),
            Claim::Covers(names) => match names.iter().find(|name| !name.is_ascii() || name.is_empty()) {
                Some(name) => Err(Error::misuse(format!("`{name}` is not a name in a certificate"))
                    .with_hint("give names as they stand there: `www.example.com`, `xn--bcher-kva.example`")),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }
}

impl Condition for CertificateCondition {
    type Value = Certificate;

    fn sentence(&self) -> String {
        format!("{} {}", self.probe.shown_with_name(), self.claim.sentence())
    }

    async fn check(&self) -> Result<Observation<Certificate>, Error> {
        self.sensible()?;
        let presented = self.probe.presented().await?;
        let certificate = Certificate::of(&presented.chain)?;
        Ok(match self.miss(&presented, &certificate).await? {
            Some(reason) => Observation::NotYet(reason),
            None => Observation::Met(certificate),
        })
    }
}
