//! Where to look, and what to claim.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::RootCertStore;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;

use super::certificate_claim::CertificateClaim;
use super::condition::Claim;
use super::hello::{Answer, Offer, offer};
use super::recorder::Presented;
use super::{Certificate, CertificateCondition, KeyType, TlsCondition, TlsVersion, handshake, trust};
use crate::error::ErrorKind;
use crate::tcp::{Endpoint, Reach, reach};
use crate::{Error, duration};

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
    given: String,
    server_name: Option<String>,
    authorities: Option<Vec<u8>>,
    address: Option<SocketAddr>,
    timeout: Duration,
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

    /// Sets how long one try may take.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
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

    /// Shakes hands and returns what was presented.
    pub(super) async fn presented(&self) -> Result<Presented, Error> {
        let name = self.name()?;
        self.in_time(async { handshake::presented(self.connect().await?, &self.given, name).await }).await
    }

    /// Offers something and returns what was said to it.
    pub(super) async fn offer(&self, what: &Offer) -> Result<Answer, Error> {
        let name = self.name()?;
        let sent = match &name {
            ServerName::DnsName(name) => Some(name.as_ref().trim_end_matches('.')),
            _ => None,
        };
        self.in_time(async { offer(self.connect().await?, &self.given, sent, what).await }).await
    }

    /// Returns the name that is asked for: a name or an address.
    pub(super) fn name(&self) -> Result<ServerName<'static>, Error> {
        let endpoint = Endpoint::parse(&self.given)?;
        let name = self.server_name.as_deref().unwrap_or(endpoint.host());
        ServerName::try_from(name.to_owned()).map_err(|_| {
            Error::misuse(format!("`{name}` is not a server name"))
                .with_hint("give a domain name or an address, other scripts as `xn--bcher-kva.example`")
        })
    }

    pub(super) async fn roots(&self) -> Result<Arc<RootCertStore>, Error> {
        match &self.authorities {
            Some(pem) => trust::authorities(pem),
            None => trust::of_system().await,
        }
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

    async fn connect(&self) -> Result<TcpStream, Error> {
        let addresses = match self.address {
            Some(address) => vec![address],
            None => Endpoint::parse(&self.given)?.addresses(self.timeout).await?,
        };
        match reach(&addresses, self.timeout).await? {
            Reach::Open(connected) => Ok(connected.stream),
            Reach::Nobody(misses) => Err(Error::new(ErrorKind::Condition, Reach::reason(&misses)).transient()),
        }
    }

    async fn in_time<T>(&self, look: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        tokio::time::timeout(self.timeout, look).await.unwrap_or_else(|_| {
            let message = format!("`{}` did not answer within {}", self.given, duration::short(self.timeout));
            Err(Error::new(ErrorKind::Condition, message).transient())
        })
    }
}
