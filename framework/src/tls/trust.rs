//! Whether anybody trusts a chain.

use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier as _;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, RootCertStore};

use super::Certificate;
use super::recorder::Presented;
use crate::Error;

/// Returns the authorities in a PEM text, at least one.
pub(super) fn authorities(pem: &[u8]) -> Result<Arc<RootCertStore>, Error> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let unreadable = || Error::misuse("the authorities to trust cannot be read");
        let certificate = certificate.map_err(|error| unreadable().with_source(error))?;
        roots.add(certificate).map_err(|error| unreadable().with_source(error))?;
    }
    if roots.is_empty() {
        return Err(Error::misuse("the authorities to trust hold no certificate")
            .with_hint("give PEM texts that begin with `-----BEGIN CERTIFICATE-----`"));
    }
    Ok(Arc::new(roots))
}

/// Returns the authorities that this machine trusts, read once.
pub(super) async fn of_system() -> Result<Arc<RootCertStore>, Error> {
    static SYSTEM: OnceLock<Arc<RootCertStore>> = OnceLock::new();
    if let Some(roots) = SYSTEM.get() {
        return Ok(Arc::clone(roots));
    }
    let load = || {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        Arc::new(roots)
    };
    let roots = tokio::task::spawn_blocking(load).await.map_err(|error| {
        Error::configuration("failed to read the authorities that this machine trusts").with_source(error)
    })?;
    if roots.is_empty() {
        return Err(Error::configuration("this machine trusts no authority")
            .with_hint("install the package `ca-certificates`, or name an authority with `.trusting(pem)`"));
    }
    Ok(Arc::clone(SYSTEM.get_or_init(|| roots)))
}

/// Says why a chain is not trusted for a name at a time; `None` when it is.
pub(super) fn miss(
    presented: &Presented,
    certificate: &Certificate,
    roots: &Arc<RootCertStore>,
    name: &ServerName<'_>,
    now: Timestamp,
) -> Option<String> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier = match WebPkiServerVerifier::builder_with_provider(Arc::clone(roots), provider).build() {
        Ok(verifier) => verifier,
        Err(error) => return Some(error.to_string()),
    };
    let (first, above) = presented.chain.split_first()?;
    let since_1970 = std::time::Duration::from_secs(u64::try_from(now.as_second()).unwrap_or(0));
    let outcome = verifier.verify_server_cert(first, above, name, &[], UnixTime::since_unix_epoch(since_1970));
    outcome.err().map(|error| reason(&error, certificate, name, now))
}

fn reason(error: &rustls::Error, certificate: &Certificate, name: &ServerName<'_>, now: Timestamp) -> String {
    use CertificateError as Bad;
    let rustls::Error::InvalidCertificate(bad) = error else { return error.to_string() };
    match bad {
        Bad::Expired | Bad::ExpiredContext { .. } if certificate.not_after() < now => {
            format!("the certificate expired on {}", certificate.not_after())
        }
        Bad::Expired | Bad::ExpiredContext { .. } => "a certificate above it expired".to_owned(),
        Bad::NotValidYet | Bad::NotValidYetContext { .. } => {
            format!("the certificate is valid from {} on", certificate.not_before())
        }
        Bad::NotValidForName | Bad::NotValidForNameContext { .. } => {
            format!("the certificate does not cover `{}`; it covers {}", name.to_str(), listed(certificate.names()))
        }
        Bad::UnknownIssuer if certificate.is_self_signed() => "the certificate is self-signed".to_owned(),
        Bad::UnknownIssuer => {
            let came = match certificate.chain_length() {
                1 => "1 certificate".to_owned(),
                many => format!("{many} certificates"),
            };
            let issuer = certificate.issuer();
            format!("nobody trusted vouches for `{issuer}`, the issuer ({came} came: is an intermediate missing?)")
        }
        Bad::Other(_) if certificate.is_authority() => {
            "the certificate is that of an authority (`CA:TRUE`), which does not do for a server".to_owned()
        }
        Bad::BadSignature => "a signature in the chain is wrong".to_owned(),
        other => format!("the certificate is not valid: {other}"),
    }
}

/// Lists names for a reason.
pub(super) fn listed(names: &[String]) -> String {
    match names {
        [] => "no name".to_owned(),
        names => names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
    }
}
