//! Where to look, and what to claim.

use std::net::SocketAddr;
use std::time::Duration;

use super::certificate_claim::CertificateClaim;
use super::condition::Claim;
use super::{Certificate, CertificateCondition, KeyType, TlsCondition, TlsVersion};
use crate::Error;
use crate::tcp::LONGEST_TRY;

/// Probes what speaks TLS at a port; see [`Scope::tls`](crate::Scope::tls).
///
/// | setting | default |
/// |---|---|
/// | [`server_name`](Self::server_name) | the host of the endpoint |
/// | [`trusting`](Self::trusting) | the authorities that this machine trusts |
/// | [`resolve_to`](Self::resolve_to) | what the name resolves to |
/// | [`timeout`](Self::timeout) | 5 seconds for each try |
///
/// A probe goes straight out from this machine, in the local sandbox too: it does not see the localhost cloud. TLS has to begin with the
/// first byte: there is no STARTTLS.
///
/// Protocols and ciphers are offered in a ClientHello that holds exactly what is asked about, and the server's first words are read: what no
/// library should speak any more can be asked about too. Certificates come from a handshake over TLS 1.2 or 1.3 that takes whatever is
/// presented, so that an expired one can be read.
///
/// # What is seen, and how it is taken
/// | seen | taken as |
/// |---|---|
/// | a ServerHello with what was offered | met for `accepts_..`, not yet for `refuses_..` |
/// | an alert, the connection closed, something else chosen | not yet for `accepts_..`; met for `refuses_..` if it speaks TLS otherwise |
/// | a certificate that is not as claimed (expired, self-signed, another name) | not yet: certificates are renewed |
/// | refused, no answer in time, no route, the name does not resolve | transient error |
/// | what comes is not TLS, or no protocol works at all | transient error: a server may be starting |
/// | an unknown cipher, a malformed endpoint, server name or PEM | permanent error, before anything is sent |
///
/// # Example
/// ```no_run
/// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
/// use terraproof::TlsVersion;
/// let site = t.tls("example.com:443");
/// t.eventually(site.clone().presents_a_trusted_chain()).await?;
/// t.eventually(site.clone().accepts_protocol(TlsVersion::Tls13)).await?;
/// t.eventually(site.refuses_protocol(TlsVersion::Tls11)).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is looked at until a condition of it is waited for"]
#[derive(Debug, Clone)]
pub struct Tls {
    pub(super) given: String,
    pub(super) server_name: Option<String>,
    pub(super) authorities: Option<Vec<u8>>,
    pub(super) address: Option<SocketAddr>,
    pub(super) timeout: Duration,
}

impl Tls {
    pub(crate) fn new(given: String) -> Self {
        Self { given, server_name: None, authorities: None, address: None, timeout: Duration::from_secs(5) }
    }

    /// Asks for this name (SNI), and expects a trusted chain to be for it.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// let balancer = t.tls("lb-1.eu-west-1.elb.amazonaws.com:443").server_name("www.example.com");
    /// t.eventually(balancer.covers_names(["www.example.com"])).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn server_name(mut self, name: impl Into<String>) -> Self {
        self.server_name = Some(name.into());
        self
    }

    /// Trusts the authorities in this PEM text, and no others; said again, these too.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// # let authority = t.stack("examples/private-authority").apply().await?;
    /// let pem: String = authority.output("certificate_pem")?;
    /// t.eventually(t.tls("vault.internal:8200").trusting(pem).presents_a_trusted_chain()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn trusting(mut self, pem: impl AsRef<[u8]>) -> Self {
        let authorities = self.authorities.get_or_insert_default();
        authorities.extend_from_slice(pem.as_ref());
        authorities.push(b'\n');
        self
    }

    /// Connects to this address instead of what the name resolves to: before its record points there, say.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// let ahead = t.tls("www.example.com:443").resolve_to("192.0.2.7:443".parse()?);
    /// t.eventually(ahead.presents_a_trusted_chain()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn resolve_to(mut self, address: SocketAddr) -> Self {
        self.address = Some(address);
        self
    }

    /// Sets how long one try may take, a day at most.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout.min(LONGEST_TRY);
        self
    }

    /// Claims that it speaks this version when offered no other.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// use terraproof::TlsVersion;
    /// t.eventually(t.tls("example.com:443").accepts_protocol(TlsVersion::Tls13)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn accepts_protocol(self, version: TlsVersion) -> TlsCondition {
        TlsCondition::version(self, version, Claim::Accepts)
    }

    /// Claims that it does not speak this version, and does speak another.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// use terraproof::TlsVersion;
    /// for old in [TlsVersion::Tls10, TlsVersion::Tls11] {
    ///     t.eventually(t.tls("example.com:443").refuses_protocol(old)).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn refuses_protocol(self, version: TlsVersion) -> TlsCondition {
        TlsCondition::version(self, version, Claim::Refuses)
    }

    /// Claims that it takes this cipher when offered no other, by its name at the IANA or in OpenSSL.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// t.eventually(t.tls("example.com:443").accepts_cipher("ECDHE-RSA-AES128-GCM-SHA256")).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn accepts_cipher(self, name: impl Into<String>) -> TlsCondition {
        TlsCondition::cipher(self, name.into(), Claim::Accepts)
    }

    /// Claims that it does not take this cipher, and does take another.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// t.eventually(t.tls("example.com:443").refuses_cipher("DES-CBC3-SHA")).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn refuses_cipher(self, name: impl Into<String>) -> TlsCondition {
        TlsCondition::cipher(self, name.into(), Claim::Refuses)
    }

    /// Claims that what it presents leads to a trusted authority, is valid now, and is for the name that was asked for.
    ///
    /// Revocation is not looked up.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// t.eventually(t.tls("example.com:443").presents_a_trusted_chain()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn presents_a_trusted_chain(self) -> CertificateCondition {
        CertificateCondition::new(self, CertificateClaim::Trusted)
    }

    /// Claims that the certificate covers all these names, trusted or not; a star in it covers exactly one label (RFC 9525).
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// t.eventually(t.tls("example.com:443").covers_names(["example.com", "www.example.com"])).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn covers_names<N: Into<String>>(self, names: impl IntoIterator<Item = N>) -> CertificateCondition {
        CertificateCondition::new(self, CertificateClaim::Covers(names.into_iter().map(Into::into).collect()))
    }

    /// Claims that the certificate is valid now and for this many days more, trusted or not.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// t.eventually(t.tls("example.com:443").certificate_valid_for_at_least(30)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn certificate_valid_for_at_least(self, days: u32) -> CertificateCondition {
        CertificateCondition::new(self, CertificateClaim::ValidFor(days))
    }

    /// Claims that the certificate has a key of this type.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// use terraproof::KeyType;
    /// t.eventually(t.tls("example.com:443").has_key(KeyType::EcdsaP256)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn has_key(self, key: KeyType) -> CertificateCondition {
        CertificateCondition::new(self, CertificateClaim::Key(key))
    }

    /// Claims that an answer of the authority about revocation (OCSP) comes with the certificate; what it says is not read.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// t.eventually(t.tls("example.com:443").staples_ocsp()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn staples_ocsp(self) -> CertificateCondition {
        CertificateCondition::new(self, CertificateClaim::Staples)
    }

    /// Reads the certificate once, trusted or not.
    ///
    /// # Errors
    /// Fails when there is no handshake (mostly transient), and for good on a malformed endpoint or name.
    pub async fn certificate(&self) -> Result<Certificate, Error> {
        Certificate::of(&self.presented().await?.chain)
    }

    pub(super) fn shown(&self) -> &str {
        &self.given
    }

    pub(super) fn shown_with_name(&self) -> String {
        match &self.server_name {
            Some(name) => format!("`{}` (as `{name}`)", self.given),
            None => format!("`{}`", self.given),
        }
    }
}
