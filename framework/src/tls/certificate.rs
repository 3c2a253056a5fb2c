//! What a certificate says.

use std::net::{Ipv4Addr, Ipv6Addr};

use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use sha2::{Digest as _, Sha256};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::time::ASN1Time;

use super::KeyType;
use crate::Error;
use crate::error::ErrorKind;

/// Is the certificate that a server presents for itself, whether anybody trusts it or not.
///
/// ```no_run
/// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
/// let certificate = t.tls("example.com:443").certificate().await?;
/// t.note(format!("{} from {} until {}", certificate.subject(), certificate.issuer(), certificate.not_after()));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    issuer: String,
    subject: String,
    names: Vec<String>,
    not_before: Timestamp,
    not_after: Timestamp,
    key_type: KeyType,
    serial: String,
    sha256: String,
    chain_length: usize,
    is_authority: bool,
}

impl Certificate {
    pub(super) fn of(chain: &[CertificateDer<'_>]) -> Result<Self, Error> {
        let unreadable = || Error::new(ErrorKind::Condition, "the certificate cannot be read").transient();
        let first = chain.first().ok_or_else(unreadable)?;
        let (_, parsed) =
            x509_parser::parse_x509_certificate(first).map_err(|error| unreadable().with_source(error))?;
        let digest = Sha256::digest(first);
        Ok(Self {
            issuer: parsed.issuer().to_string(),
            subject: parsed.subject().to_string(),
            names: names(&parsed),
            not_before: timestamp(parsed.validity().not_before),
            not_after: timestamp(parsed.validity().not_after),
            key_type: KeyType::of(parsed.public_key()),
            serial: parsed.raw_serial_as_string(),
            sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
            chain_length: chain.len(),
            is_authority: parsed.is_ca(),
        })
    }

    /// Returns who issued it: `C=US, O=Amazon, CN=Amazon RSA 2048 M02`.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Returns whom it was issued to: `CN=example.com`.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Returns the names and addresses it covers (subject alternative names), stars included.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Returns when it begins to be valid.
    #[must_use]
    pub fn not_before(&self) -> Timestamp {
        self.not_before
    }

    /// Returns when it ends to be valid.
    #[must_use]
    pub fn not_after(&self) -> Timestamp {
        self.not_after
    }

    /// Returns the type of its key.
    #[must_use]
    pub fn key_type(&self) -> &KeyType {
        &self.key_type
    }

    /// Returns its serial number: `0a:bc:..`.
    #[must_use]
    pub fn serial(&self) -> &str {
        &self.serial
    }

    /// Returns the SHA-256 of the whole certificate, as 64 hexadecimal digits.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Returns how many certificates came, this one included.
    #[must_use]
    pub fn chain_length(&self) -> usize {
        self.chain_length
    }

    /// Tells whether one of its names covers a name: a star covers exactly one label (RFC 9525).
    #[must_use]
    pub fn covers(&self, name: &str) -> bool {
        self.names.iter().any(|of_certificate| super::names::covers(of_certificate, name))
    }

    /// Tells whether it may vouch for others (`CA:TRUE`), which a server's own must not.
    pub(super) fn is_authority(&self) -> bool {
        self.is_authority
    }

    /// Tells whether it was issued by whom it was issued to.
    pub(super) fn is_self_signed(&self) -> bool {
        self.issuer == self.subject
    }
}

fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(names)) = certificate.subject_alternative_name() else { return Vec::new() };
    names.value.general_names.iter().filter_map(name).collect()
}

fn name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => match bytes.len() {
            4 => <[u8; 4]>::try_from(*bytes).ok().map(|bytes| Ipv4Addr::from(bytes).to_string()),
            _ => <[u8; 16]>::try_from(*bytes).ok().map(|bytes| Ipv6Addr::from(bytes).to_string()),
        },
        _ => None,
    }
}

/// Converts a time; what lies after the year 9999 or before -9999 is cut off there.
fn timestamp(time: ASN1Time) -> Timestamp {
    let seconds = time.timestamp();
    Timestamp::from_second(seconds).unwrap_or(if seconds > 0 { Timestamp::MAX } else { Timestamp::MIN })
}
