//! A question to one server, and what it says.

use std::fmt;
use std::net::SocketAddr;

use hickory_proto::op::{Message, ResponseCode};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};

use super::question::{self, Question, Transport};
use super::udp;
use crate::error::ErrorKind;
use crate::{Error, duration};

/// Asks one server: over UDP, and over TCP when the answer was cut or when TCP is asked for.
pub(super) async fn ask(server: SocketAddr, question: &Question) -> Result<Message, Error> {
    let message = question.message();
    if question.transport == Transport::Udp {
        let again = Instant::now() + question.timeout.mul_f32(0.4);
        let answer = in_time(server, question, udp::ask(server, &message, again)).await?;
        if !answer.metadata.truncation {
            return understood(server, answer);
        }
    }
    let answer = in_time(server, question, over_tcp(server, &message)).await?;
    understood(server, answer)
}

async fn in_time<T>(
    server: SocketAddr,
    question: &Question,
    exchange: impl Future<Output = std::io::Result<T>>,
) -> Result<T, Error> {
    match timeout_at(Instant::now() + question.timeout, exchange).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(failed(format_args!("`{server}` cannot be asked: {error}")).transient()),
        Err(_) => {
            let timeout = duration::short(question.timeout);
            Err(failed(format_args!("`{server}` did not answer within {timeout}")).transient())
        }
    }
}

async fn over_tcp(server: SocketAddr, question: &Message) -> std::io::Result<Message> {
    let bytes = question.to_vec().map_err(std::io::Error::other)?;
    let length = u16::try_from(bytes.len()).map_err(std::io::Error::other)?;
    let mut stream = TcpStream::connect(server).await?;
    stream.write_all(&[&length.to_be_bytes(), bytes.as_slice()].concat()).await?;
    let mut answer = vec![0; stream.read_u16().await?.into()];
    stream.read_exact(&mut answer).await?;
    let answer = Message::from_vec(&answer).map_err(|_| std::io::Error::other("what it sent is not a DNS message"))?;
    if question::answers(question, &answer) {
        Ok(answer)
    } else {
        Err(std::io::Error::other("what it sent answers another question"))
    }
}

/// Lets through what is an answer: records, or that there are none.
fn understood(server: SocketAddr, answer: Message) -> Result<Message, Error> {
    match answer.metadata.response_code {
        ResponseCode::NoError | ResponseCode::NXDomain => Ok(answer),
        ResponseCode::ServFail => Err(failed(format_args!("`{server}` answers SERVFAIL")).transient()),
        ResponseCode::Refused => Err(failed(format_args!("`{server}` answers REFUSED")).transient()),
        ResponseCode::FormErr => Err(failed(format_args!("`{server}` answers FORMERR"))),
        ResponseCode::NotImp => Err(failed(format_args!("`{server}` answers NOTIMP"))),
        other => Err(failed(format_args!("`{server}` answers {}", other.to_str()))),
    }
}

fn failed(what: fmt::Arguments<'_>) -> Error {
    Error::new(ErrorKind::Condition, what.to_string())
}
