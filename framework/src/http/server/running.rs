//! A server that is under way.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::{HttpAnswer, HttpReceived, connection};
use crate::engine::Engine;
use crate::error::ErrorKind;
use crate::{Error, Scope};

/// How many requests are remembered.
const REMEMBERED: usize = 1_000;

/// Is a server inside the test; see [`Http::serve`](super::super::Http::serve). The scope ends it, not dropping this.
#[derive(Clone)]
pub struct HttpServer {
    address: SocketAddr,
    shared: Arc<Shared>,
}

pub(super) type Answer = Arc<dyn Fn(&HttpReceived) -> HttpAnswer + Send + Sync>;

/// Holds what a server and its connections share.
pub(super) struct Shared {
    pub(super) answer: Answer,
    received: Mutex<Vec<HttpReceived>>,
    stop: CancellationToken,
    ended: CancellationToken,
}

impl Shared {
    pub(super) fn remember(&self, received: HttpReceived) {
        let mut all = self.received.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() < REMEMBERED {
            all.push(received);
        }
    }

    async fn end(&self) {
        self.stop.cancel();
        self.ended.cancelled().await;
    }
}

impl HttpServer {
    pub(in crate::http) fn start(scope: &Scope, answer: Answer) -> Result<Self, Error> {
        let failed = |source: std::io::Error| {
            Error::new(ErrorKind::Io, "failed to open a port of 127.0.0.1").with_source(source)
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (stop, ended) = (CancellationToken::new(), CancellationToken::new());
        let shared = Arc::new(Shared { answer, received: Mutex::default(), stop, ended });
        let engine = Engine::get()?;
        let listener = {
            let _context = engine.handle().enter();
            tokio::net::TcpListener::from_std(listener).map_err(failed)?
        };
        drop(engine.handle().spawn(accept(listener, Arc::clone(&shared))));
        let cleanup = Arc::clone(&shared);
        scope.on_cleanup(format!("end the server at {address}"), async move || {
            cleanup.end().await;
            Ok(())
        });
        Ok(Self { address, shared })
    }

    /// Returns the URL of a path, such as `/health`.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}/{}", self.address, path.trim_start_matches('/'))
    }

    /// Returns address and port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns what it was asked, in order; the first thousand requests.
    #[must_use]
    pub fn received(&self) -> Vec<HttpReceived> {
        self.shared.received.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Ends it before the test does: connections break off, and its port refuses.
    pub async fn stop(&self) {
        self.shared.end().await;
    }
}

/// Takes clients until it is stopped, and then breaks off with all of them.
async fn accept(listener: tokio::net::TcpListener, shared: Arc<Shared>) {
    let _ended = shared.ended.clone().drop_guard();
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            biased;
            () = shared.stop.cancelled() => break,
            Some(_) = connections.join_next() => {}
            client = listener.accept() => match client {
                Ok((stream, _)) => drop(connections.spawn(connection::serve(stream, Arc::clone(&shared)))),
                // Out of file descriptors, most likely: others have to go first.
                Err(_) => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
            },
        }
    }
    // Before the guard says that it has ended: from then on the port refuses.
    drop(listener);
    connections.shutdown().await;
}

impl fmt::Debug for HttpServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HttpServer").field(&self.address).finish()
    }
}
