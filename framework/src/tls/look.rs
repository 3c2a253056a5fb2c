//! One look, within its time-out.

use std::sync::Arc;

use rustls::RootCertStore;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;

use super::hello::{Answer, Offer, offer};
use super::recorder::Presented;
use super::{Tls, handshake, trust};
use crate::error::ErrorKind;
use crate::tcp::{Endpoint, Reach, reach};
use crate::{Error, duration};

impl Tls {
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
