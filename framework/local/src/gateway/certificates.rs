//! The certificate files and the environment that lead a client to the gateway.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use pem::Pem;

use super::error::Error;

/// Names the certificate files of one gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificates {
    /// The authority of the gateway and nothing else: who trusts only this cannot be talking to the real AWS.
    pub authority: PathBuf,
    /// The authority beside the roots of this system: for whoever talks to registries as well.
    pub bundle: PathBuf,
}

impl Certificates {
    pub(super) fn write(authority_pem: &str, directory: &Path) -> Result<Self, Error> {
        let files =
            Self { authority: directory.join("gateway-authority.pem"), bundle: directory.join("gateway-bundle.pem") };
        write(&files.authority, authority_pem)?;
        write(&files.bundle, &format!("{authority_pem}{}", system_roots()))?;
        Ok(files)
    }
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    std::fs::write(path, text).map_err(|source| Error::Write { path: path.to_owned(), source })
}

/// Roots that cannot be read are left out: a system without roots can still talk to the gateway.
fn system_roots() -> String {
    let roots = rustls_native_certs::load_native_certs();
    for error in &roots.errors {
        tracing::debug!(%error, "a root certificate of this system is left out");
    }
    roots.certs.iter().map(|root| pem::encode(&Pem::new("CERTIFICATE", root.as_ref()))).collect()
}

/// Lists what a child process needs in its environment to reach the gateway, and nothing else.
pub(super) fn environment(address: SocketAddr, certificates: &Certificates) -> Vec<(String, String)> {
    let proxy = format!("http://{address}");
    let authority = certificates.authority.display().to_string();
    let bundle = certificates.bundle.display().to_string();
    let local = "localhost,127.0.0.1,::1";
    [
        ("HTTPS_PROXY", &*proxy),
        ("HTTP_PROXY", &proxy),
        ("https_proxy", &proxy),
        ("http_proxy", &proxy),
        ("NO_PROXY", local),
        ("no_proxy", local),
        ("AWS_CA_BUNDLE", &authority),
        ("SSL_CERT_FILE", &bundle),
        ("REQUESTS_CA_BUNDLE", &bundle),
        ("CURL_CA_BUNDLE", &bundle),
        ("GIT_SSL_CAINFO", &bundle),
        ("NODE_EXTRA_CA_CERTS", &authority),
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}
