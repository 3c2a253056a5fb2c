//! The gateway of one scope: its listener and its end.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::AbortOnDropHandle;

use super::behaviour::Behaviour;
use super::calls::Calls;
use super::certificates::{self, Certificates};
use super::connection;
use super::error::Error;
use super::faults::Faults;
use super::hosts::{Destination, Kind};
use super::options::Options;
use super::scope::Scope;

/// More clients than this wait until one is done.
const CONNECTIONS: usize = 1_024;
/// Answers under way get this long at the end.
const GRACE: Duration = Duration::from_secs(2);
/// The pause after the operating system had no file descriptor for a connection.
const EXHAUSTED: Duration = Duration::from_millis(20);

/// An open gateway on 127.0.0.1. Its background tasks end with [`Gateway::close`], or at once when it is dropped.
#[derive(Debug)]
pub struct Gateway {
    address: SocketAddr,
    scope: Arc<Scope>,
    // Declared before the task, so that connections hear of the end before they are aborted.
    closing: DropGuard,
    task: AbortOnDropHandle<()>,
}

impl Gateway {
    /// Opens a gateway on a free port. Must be called within a tokio runtime, which also runs its tasks.
    ///
    /// # Errors
    /// No free port, or no certificate authority.
    pub async fn open(options: Options) -> Result<Self, Error> {
        let listen = |source| Error::Listen { source };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let closing = CancellationToken::new();
        let scope = Arc::new(Scope::new(options, closing.clone())?);
        let task = tokio::spawn(accept(listener, Arc::clone(&scope)));
        Ok(Self { address, scope, closing: closing.drop_guard(), task: AbortOnDropHandle::new(task) })
    }

    /// Gives the address of the proxy.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Gives the address of the proxy as a URL.
    #[must_use]
    pub fn proxy_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Gives the certificate of the authority that signs for AWS hosts, in PEM.
    #[must_use]
    pub fn authority_pem(&self) -> &str {
        self.scope.authority.pem()
    }

    /// Writes the certificate files that children of the scope trust.
    ///
    /// # Errors
    /// A file could not be written.
    pub fn write_certificates(&self, directory: &Path) -> Result<Certificates, Error> {
        Certificates::write(self.authority_pem(), directory)
    }

    /// Lists the environment that leads a child process to the gateway; credentials and region are not in it.
    #[must_use]
    pub fn environment(&self, certificates: &Certificates) -> Vec<(String, String)> {
        certificates::environment(self.address, certificates)
    }

    /// Gives the API timeline.
    #[must_use]
    pub fn calls(&self) -> Calls {
        self.scope.calls.clone()
    }

    /// Gives the faults, to add some.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.scope.faults
    }

    /// Changes how long things take and what is limited, for the calls to come; what was on its way is over at once.
    pub fn behave(&self, behaviour: Behaviour) {
        self.scope.playing.change(behaviour);
    }

    /// Says why a host would be refused; `None` when it is answered or tunnelled.
    ///
    /// A client that asks for HTTPS through a proxy does not see the sentence of a refusal.
    #[must_use]
    pub fn refusal(&self, host: &str, port: u16) -> Option<String> {
        let host = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.').to_ascii_lowercase();
        match self.scope.policy.kind(&Destination { host, port }) {
            Kind::Refused(sentence) => Some(sentence),
            Kind::Aws | Kind::Website { .. } | Kind::Allowed => None,
        }
    }

    /// Watches for the death of the emulator: turns true, once and for good, when a worker cannot be reached any more.
    #[must_use]
    pub fn upstream_lost(&self) -> watch::Receiver<bool> {
        self.scope.lost()
    }

    /// Closes the gateway: no new connections, and two seconds for the answers under way.
    pub async fn close(self) {
        let Self { closing, task, .. } = self;
        drop(closing);
        task.await.ok();
    }
}

async fn accept(listener: TcpListener, scope: Arc<Scope>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = scope.closing.cancelled() => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept(), if connections.len() < CONNECTIONS => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection::serve(Arc::clone(&scope), stream));
                }
                Err(error) => {
                    tracing::debug!(%error, "a connection could not be accepted");
                    sleep(EXHAUSTED).await;
                }
            },
        }
    }
    drop(listener);
    timeout(GRACE, async { while connections.join_next().await.is_some() {} }).await.ok();
}
