//! The certificate authority of one gateway, and the certificates it signs.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, KeyPair, KeyUsagePurpose, NameConstraints, PKCS_ECDSA_P256_SHA256, SanType, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::error::Error;
use super::hosts::AWS_DOMAINS;

/// A client that asks for more distinct hosts than this makes the oldest certificates be signed again.
const CACHED: usize = 4_096;

/// Signs certificates for AWS hosts. Its own certificate is constrained to the domains of AWS: whoever trusts it by
/// mistake still cannot be shown a wrong page of anybody else.
pub(super) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    leaf_key: KeyPair,
    base: ServerConfig,
    pem: String,
    leaves: Mutex<HashMap<String, Arc<ServerConfig>>>,
}

impl Authority {
    pub(super) fn new() -> Result<Self, Error> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(authority)?;
        let issuer = CertifiedIssuer::self_signed(authority_parameters(), key).map_err(authority)?;
        let leaf_key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(authority)?;
        let pem = issuer.pem();
        Ok(Self { issuer, leaf_key, base: base()?, pem, leaves: Mutex::default() })
    }

    pub(super) fn pem(&self) -> &str {
        &self.pem
    }

    /// Gives the TLS configuration for exactly this host: no wildcard, since bucket names may hold dots.
    pub(super) fn server(&self, host: &str) -> Result<Arc<ServerConfig>, Error> {
        if let Some(config) = self.leaves.lock().unwrap_or_else(PoisonError::into_inner).get(host) {
            return Ok(Arc::clone(config));
        }
        let config = Arc::new(self.sign(host)?);
        let mut leaves = self.leaves.lock().unwrap_or_else(PoisonError::into_inner);
        if leaves.len() >= CACHED {
            leaves.clear();
        }
        leaves.insert(host.to_owned(), Arc::clone(&config));
        Ok(config)
    }

    fn sign(&self, host: &str) -> Result<ServerConfig, Error> {
        let leaf =
            leaf_parameters(host).map_err(authority)?.signed_by(&self.leaf_key, &self.issuer).map_err(authority)?;
        let chain = vec![leaf.der().clone(), self.issuer.der().clone()];
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.leaf_key.serialize_der()));
        let certified =
            rustls::sign::CertifiedKey::from_der(chain, key, &aws_lc_rs::default_provider()).map_err(tls)?;
        let mut config = self.base.clone();
        config.cert_resolver = Arc::new(rustls::sign::SingleCertAndKey::from(certified));
        Ok(config)
    }
}

/// Tickets and sessions are shared by all hosts; HTTP/1.1 is the only protocol offered.
fn base() -> Result<ServerConfig, Error> {
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(tls)?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(rustls::server::ResolvesServerCertUsingSni::new()));
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config.ticketer = aws_lc_rs::Ticketer::new().map_err(tls)?;
    Ok(config)
}

fn authority_parameters() -> CertificateParams {
    let mut parameters = parameters("Terraproof local cloud");
    parameters.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    parameters.name_constraints = Some(NameConstraints {
        permitted_subtrees: AWS_DOMAINS.iter().map(|domain| GeneralSubtree::DnsName((*domain).to_owned())).collect(),
        excluded_subtrees: Vec::new(),
    });
    parameters
}

fn leaf_parameters(host: &str) -> Result<CertificateParams, rcgen::Error> {
    // The name stands only in the alternative names: a common name is limited to 64 characters.
    let mut parameters = parameters("Terraproof gateway");
    parameters.subject_alt_names = vec![SanType::DnsName(host.try_into()?)];
    parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    parameters.use_authority_key_identifier_extension = true;
    Ok(parameters)
}

fn parameters(name: &str) -> CertificateParams {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = DistinguishedName::new();
    parameters.distinguished_name.push(DnType::CommonName, name);
    // From yesterday, for clocks that differ; for a year, for a shell that stays open.
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    let date = |date: jiff::civil::Date| {
        let part = |number: i8| u8::try_from(number).unwrap_or(1);
        date_time_ymd(i32::from(date.year()), part(date.month()), part(date.day()))
    };
    parameters.not_before = date(today.saturating_sub(1.day()));
    parameters.not_after = date(today.saturating_add(365.days()));
    parameters
}

fn authority(source: rcgen::Error) -> Error {
    Error::Authority { source }
}

fn tls(source: rustls::Error) -> Error {
    Error::Tls { source }
}

impl fmt::Debug for Authority {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Authority").finish_non_exhaustive()
    }
}
