//! What a server speaks.

use super::cipher::Cipher;
use super::hello::{Answer, Offer};
use super::{Tls, TlsVersion};
use crate::error::ErrorKind;
use crate::{Condition, Error, Observation};

/// Claims that a server accepts or refuses a protocol or a cipher; see [`Tls`].
///
/// The value says what the server chose: of what was offered, or for a refusal, when it was offered everything.
#[must_use = "nothing is looked at until it is waited for"]
#[derive(Debug, Clone)]
pub struct TlsCondition {
    probe: Tls,
    subject: Subject,
    claim: Claim,
}

#[derive(Debug, Clone)]
enum Subject {
    Version(TlsVersion),
    Cipher(String),
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Claim {
    Accepts,
    Refuses,
}

impl TlsCondition {
    pub(super) fn version(probe: Tls, version: TlsVersion, claim: Claim) -> Self {
        Self { probe, subject: Subject::Version(version), claim }
    }

    pub(super) fn cipher(probe: Tls, cipher: String, claim: Claim) -> Self {
        Self { probe, subject: Subject::Cipher(cipher), claim }
    }

    fn offer(&self) -> Result<Offer, Error> {
        Ok(match &self.subject {
            Subject::Version(version) => Offer::version(*version),
            Subject::Cipher(name) => Offer::cipher(Cipher::named(name)?),
        })
    }

    /// Makes sure that what refuses does speak TLS.
    async fn refused(&self) -> Result<Observation<TlsHello>, Error> {
        let offer = Offer::everything();
        match chosen(&self.probe.offer(&offer).await?, &offer) {
            Ok(hello) => Ok(Observation::Met(hello)),
            Err(reason) => {
                let message =
                    format!("`{}` speaks no TLS at all, whatever it is offered: {reason}", self.probe.shown());
                Err(Error::new(ErrorKind::Condition, message).transient())
            }
        }
    }
}

impl Condition for TlsCondition {
    type Value = TlsHello;

    fn sentence(&self) -> String {
        let claim = match self.claim {
            Claim::Accepts => "accepts",
            Claim::Refuses => "refuses",
        };
        match &self.subject {
            Subject::Version(version) => format!("`{}` {claim} {version}", self.probe.shown()),
            Subject::Cipher(name) => format!("`{}` {claim} the cipher `{name}`", self.probe.shown()),
        }
    }

    async fn check(&self) -> Result<Observation<TlsHello>, Error> {
        let offer = self.offer()?;
        match (chosen(&self.probe.offer(&offer).await?, &offer), self.claim) {
            (Ok(hello), Claim::Accepts) => Ok(Observation::Met(hello)),
            (Ok(hello), Claim::Refuses) => Ok(Observation::NotYet(format!("it chose {hello}"))),
            (Err(reason), Claim::Accepts) => Ok(Observation::NotYet(reason)),
            (Err(_), Claim::Refuses) => self.refused().await,
        }
    }
}

/// Returns what was chosen, or why that is not what was offered.
fn chosen(answer: &Answer, offer: &Offer) -> Result<TlsHello, String> {
    match answer {
        Answer::No(how) => Err(how.clone()),
        Answer::Chose(version, cipher) => match TlsVersion::of_wire(*version) {
            Some(known) if offer.holds(known, *cipher) => {
                let name = Cipher::of_wire(*cipher).map(|cipher| cipher.name);
                Ok(TlsHello { version: known, cipher: name.unwrap_or_default() })
            }
            Some(known) => match Cipher::of_wire(*cipher) {
                Some(cipher) => Err(format!("it chose {known} with `{}`", cipher.name)),
                None => Err(format!("it chose {known} with the cipher 0x{cipher:04x}")),
            },
            None => Err(format!("it chose the version 0x{version:04x}")),
        },
    }
}

/// Tells what a server chose from an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TlsHello {
    version: TlsVersion,
    cipher: &'static str,
}

impl TlsHello {
    /// Returns the version.
    #[must_use]
    pub fn version(&self) -> TlsVersion {
        self.version
    }

    /// Returns the cipher by its name in the register of the IANA: `TLS_AES_128_GCM_SHA256`.
    #[must_use]
    pub fn cipher(&self) -> &str {
        self.cipher
    }
}

impl std::fmt::Display for TlsHello {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} with `{}`", self.version, self.cipher)
    }
}
