//! Offering something, and hearing what the server says to it.

use std::io::ErrorKind as Io;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::client::Offer;
use super::server::{self, Words};
use crate::Error;
use crate::error::ErrorKind;

/// Is what a server says to an offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::tls) enum Answer {
    /// It chose this version and this cipher.
    Chose(u16, u16),
    /// It said no, and how.
    No(String),
}

/// Offers something over a fresh connection; `place` names the other side in errors.
pub(in crate::tls) async fn offer(
    mut stream: TcpStream,
    place: &str,
    server_name: Option<&str>,
    offer: &Offer,
) -> Result<Answer, Error> {
    let mut random = [0; 96];
    // Nothing is kept secret by it: the connection ends with the server's first words.
    fastrand::fill(&mut random);
    let mut heard = Vec::new();
    let mut talk = async || -> std::io::Result<Words> {
        stream.write_all(&offer.record(server_name, &random)).await?;
        loop {
            let read = stream.read_buf(&mut heard).await?;
            let words = server::read(&heard);
            if words != Words::Unfinished || read == 0 {
                return Ok(words);
            }
        }
    };
    match talk().await {
        Ok(Words::Hello { version, cipher }) => Ok(Answer::Chose(version, cipher)),
        Ok(Words::Alert(name)) => Ok(Answer::No(format!("alert `{name}`"))),
        Ok(Words::Unfinished) => Ok(Answer::No("the connection was closed".to_owned())),
        Ok(Words::Strange) => {
            let beginning: String = String::from_utf8_lossy(&heard[..heard.len().min(24)]).into_owned();
            let message = format!("what `{place}` sends is not TLS; it begins with {beginning:?}");
            Err(Error::new(ErrorKind::Condition, message).transient())
        }
        Err(error) if matches!(error.kind(), Io::ConnectionReset | Io::ConnectionAborted | Io::BrokenPipe) => {
            Ok(Answer::No("the connection was reset".to_owned()))
        }
        Err(error) => {
            let message = format!("the connection to `{place}` broke: {error}");
            Err(Error::new(ErrorKind::Condition, message).transient())
        }
    }
}
