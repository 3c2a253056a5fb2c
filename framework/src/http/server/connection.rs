//! One client of a server inside the test.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;

use super::running::Shared;
use super::{HttpAnswer, HttpReceived};

/// How much of a body is read.
const BODY_LIMIT: usize = 16 << 20;
/// How long a client may be silent between requests.
const IDLE: Duration = Duration::from_secs(60);

/// Serves one client until it leaves or falls silent.
pub(super) async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    let service = service_fn(|request| answer(request, Arc::clone(&shared)));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = connection.await {
        tracing::debug!(%error, "a client connection of a server inside the test ended early");
    }
}

async fn answer(request: Request<Incoming>, shared: Arc<Shared>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let Ok(body) = Limited::new(body, BODY_LIMIT).collect().await else {
        return Ok(written(HttpAnswer::new(413, "the body is longer than 16 MiB or broke off")));
    };
    let received = HttpReceived {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().map(str::to_owned),
        headers: head.headers,
        body: body.to_bytes().to_vec(),
    };
    let answer = (shared.answer)(&received);
    shared.remember(received);
    tokio::time::sleep(answer.after).await;
    Ok(written(answer))
}

/// Puts an answer on the wire; what cannot be put there is status 500 and says so.
fn written(answer: HttpAnswer) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(answer.body)));
    let Ok(status) = StatusCode::from_u16(answer.status) else {
        return broken(format!("{} is not a status code", answer.status));
    };
    *response.status_mut() = status;
    for (name, value) in answer.headers {
        match (name.parse::<HeaderName>(), HeaderValue::from_str(&value)) {
            (Ok(name), Ok(value)) => drop(response.headers_mut().append(name, value)),
            _ => return broken(format!("`{name}` is not a valid header")),
        }
    }
    response
}

fn broken(words: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(words)));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}
