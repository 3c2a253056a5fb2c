//! Plain HTTP/1.1 requests to a worker.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, header};
use http_body_util::{BodyExt, Full};
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use tokio::net::TcpStream;

use super::state::Token;
use crate::Error;

/// How long a request may take. Listing a full account takes less than a second.
const LIMIT: Duration = Duration::from_secs(30);

/// Asks the administration path of a worker.
pub(super) async fn ask<T: DeserializeOwned>(
    worker: SocketAddr,
    token: &Token,
    path: &str,
    doing: &str,
) -> Result<T, Error> {
    ask_within(LIMIT, worker, token, path, doing).await
}

/// Asks the administration path of a worker that may need longer.
pub(super) async fn ask_within<T: DeserializeOwned>(
    limit: Duration,
    worker: SocketAddr,
    token: &Token,
    path: &str,
    doing: &str,
) -> Result<T, Error> {
    let request = Request::post(format!("/terraproof-admin/{path}"))
        .header(header::HOST, "terraproof.invalid")
        .header("x-terraproof-token", token.reveal())
        .body(Full::default());
    let body = send(worker, request, doing, limit).await?;
    serde_json::from_slice(&body).map_err(|error| failed(doing, &format!("the answer cannot be read: {error}")))
}

/// Sends a form to a service, unsigned.
pub(super) async fn post_form(worker: SocketAddr, host: &str, form: String, doing: &str) -> Result<Bytes, Error> {
    let request = Request::post("/")
        .header(header::HOST, host)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Full::from(form));
    send(worker, request, doing, LIMIT).await
}

/// Sends a request on a connection of its own, and reads the whole answer.
async fn send(
    worker: SocketAddr,
    request: http::Result<Request<Full<Bytes>>>,
    doing: &str,
    limit: Duration,
) -> Result<Bytes, Error> {
    let request = request.map_err(|error| failed(doing, &error.to_string()))?;
    let exchange = async {
        let stream =
            TcpStream::connect(worker).await.map_err(|error| failed(doing, &format!("`{worker}`: {error}")))?;
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|error| broken(doing, &error))?;
        let answer = async {
            let response = sender.send_request(request).await?;
            let status = response.status();
            Ok((status, response.into_body().collect().await?.to_bytes()))
        };
        let mut connection = std::pin::pin!(connection);
        let mut answer = std::pin::pin!(answer);
        let (status, body) = tokio::select! {
            answer = &mut answer => answer,
            _ = &mut connection => answer.await,
        }
        .map_err(|error: hyper::Error| broken(doing, &error))?;
        if status.is_success() {
            return Ok(body);
        }
        let said: String = String::from_utf8_lossy(&body).chars().take(400).collect();
        Err(failed(doing, &format!("it answers {status}: {said}")))
    };
    tokio::time::timeout(limit, exchange)
        .await
        .unwrap_or_else(|_| Err(Error::TimedOut { doing: doing.to_owned(), seconds: limit.as_secs() }))
}

fn broken(doing: &str, error: &hyper::Error) -> Error {
    failed(doing, &format!("the emulator closed the connection: {error}"))
}

fn failed(doing: &str, detail: &str) -> Error {
    Error::Emulator { doing: doing.to_owned(), detail: detail.to_owned() }
}
