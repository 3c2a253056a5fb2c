//! An upstream that answers at once, so that the emulator's own noise hides nothing.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::error::Error;

/// What the emulator answers to `GetCallerIdentity`.
const IDENTITY: &[u8] = br#"<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:sts::111122223333:assumed-role/bench/bench</Arn><UserId>AKIAIOSFODNN7EXAMPLE:bench</UserId><Account>111122223333</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId></ResponseMetadata></GetCallerIdentityResponse>"#;

/// Listens on a free port, on a thread of its own as an emulator is a process of its own, until the value is dropped.
#[derive(Debug)]
pub(super) struct Echo {
    address: SocketAddr,
    _ends_with_this: tokio::runtime::Runtime,
}

impl Echo {
    /// Starts to listen.
    pub(super) fn start() -> Result<Self, Error> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.map_err(|source| Error::Runtime { source })?;
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)));
        let bound = listener.and_then(|listener| Ok((listener.local_addr()?, listener)));
        let (address, listener) = bound.map_err(|source| Error::Runtime { source })?;
        drop(runtime.spawn(serve(listener)));
        Ok(Self { address, _ends_with_this: runtime })
    }

    /// Returns where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }
}

async fn serve(listener: TcpListener) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let _slower_without = stream.set_nodelay(true);
        let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer));
        connections.spawn(connection);
    }
}

async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let _read_to_its_end = request.into_body().collect().await;
    let mut response = Response::new(Full::new(Bytes::from_static(IDENTITY)));
    response.headers_mut().insert(hyper::header::CONTENT_TYPE, hyper::header::HeaderValue::from_static("text/xml"));
    Ok(response)
}
