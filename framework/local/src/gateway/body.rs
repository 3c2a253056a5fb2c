//! Bodies on their way through the gateway: streamed, peeked at, watched and cut.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep};

/// Any body on its way through the gateway.
pub(super) type Body = UnsyncBoxBody<Bytes, Broken>;

/// Tells why a message ended early. The client learns it by its connection being closed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Broken {
    /// The other side or the network ended it.
    #[error("the connection broke: {0}")]
    Connection(#[from] hyper::Error),
    /// Nothing came for too long.
    #[error("the body did not go on for {} s", STALLED.as_secs())]
    Stalled,
    /// A fault asked for it.
    #[error("the connection is cut as asked")]
    Cut,
}

/// A body must go on at least this often; how long it takes in all does not matter.
const STALLED: Duration = Duration::from_secs(60);

pub(super) fn full(text: impl Into<Bytes>) -> Body {
    Full::new(text.into()).map_err(|never| match never {}).boxed_unsync()
}

pub(super) fn empty() -> Body {
    full(Bytes::new())
}

/// Passes a body on, and gives up on it when nothing comes for a minute.
pub(super) fn watched<B>(body: B) -> Body
where
    B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<Broken>,
{
    Watched { body, timer: None }.boxed_unsync()
}

/// Cuts a body off after some bytes.
pub(super) fn cut(body: Body, bytes: u64) -> Body {
    CutAfter { body, left: bytes }.boxed_unsync()
}

/// Reads up to about `limit` bytes ahead and gives them beside the body, which is whole again.
pub(super) async fn peek(mut body: Body, limit: usize) -> Result<(Bytes, Body), Broken> {
    let mut ahead = BytesMut::new();
    let mut last = None;
    while ahead.len() < limit {
        match body.frame().await.transpose()? {
            None => break,
            Some(frame) => match frame.into_data() {
                Ok(data) => ahead.extend_from_slice(&data),
                Err(trailers) => {
                    last = Some(trailers);
                    break;
                }
            },
        }
    }
    let bytes = ahead.freeze();
    let prefix = (!bytes.is_empty()).then(|| bytes.clone());
    let body = Prefixed { prefix, trailers: last, body }.boxed_unsync();
    Ok((bytes, body))
}

struct Prefixed {
    prefix: Option<Bytes>,
    trailers: Option<Frame<Bytes>>,
    body: Body,
}

impl HttpBody for Prefixed {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        if let Some(bytes) = self.prefix.take() {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        if let Some(trailers) = self.trailers.take() {
            return Poll::Ready(Some(Ok(trailers)));
        }
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.prefix.is_none() && self.trailers.is_none() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let ahead = self.prefix.as_ref().map_or(0, |bytes| bytes.len() as u64);
        let rest = self.body.size_hint();
        let mut hint = SizeHint::new();
        hint.set_lower(rest.lower() + ahead);
        if let Some(upper) = rest.upper() {
            hint.set_upper(upper + ahead);
        }
        hint
    }
}

struct Watched<B> {
    body: B,
    timer: Option<Pin<Box<Sleep>>>,
}

impl<B> HttpBody for Watched<B>
where
    B: HttpBody<Data = Bytes> + Unpin,
    B::Error: Into<Broken>,
{
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            self.timer = None;
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(STALLED)));
        ready!(timer.as_mut().poll(context));
        let next = Instant::now() + STALLED;
        timer.as_mut().reset(next);
        Poll::Ready(Some(Err(Broken::Stalled)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

struct CutAfter {
    body: Body,
    left: u64,
}

impl HttpBody for CutAfter {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        if self.left == 0 {
            return Poll::Ready(Some(Err(Broken::Cut)));
        }
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        let Some(Ok(frame)) = frame else {
            return Poll::Ready(frame);
        };
        Poll::Ready(Some(
            frame
                .into_data()
                .map(|mut data| {
                    data.truncate(usize::try_from(self.left).unwrap_or(usize::MAX));
                    self.left -= data.len() as u64;
                    Frame::data(data)
                })
                .or_else(Ok),
        ))
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_peeked_body_is_whole_again() {
        let (peeked, body) = peek(full("hello world"), 4).await.unwrap();
        assert_eq!(peeked, "hello world");
        assert_eq!(body.size_hint().exact(), Some(11));
        assert_eq!(body.collect().await.unwrap().to_bytes(), "hello world");
    }

    #[tokio::test]
    async fn a_cut_body_ends_in_an_error_after_so_many_bytes() {
        let mut body = cut(full("hello"), 2);
        assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "he");
        assert!(body.frame().await.unwrap().is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_stalls_is_given_up() {
        let (_sender, body) = http_body_util::channel::Channel::<Bytes, hyper::Error>::new(1);
        let mut body = watched(body);
        assert!(body.frame().await.unwrap().is_err());
    }
}
