//! A whole handshake, for the certificates.

use std::io::ErrorKind as Io;
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::recorder::{Presented, Recorder};
use crate::Error;
use crate::error::ErrorKind;

/// Shakes hands over TLS 1.2 or 1.3 and returns what was presented; `place` names the other side in errors.
pub(super) async fn presented(stream: TcpStream, place: &str, name: ServerName<'static>) -> Result<Presented, Error> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let recorder = Arc::new(Recorder::new(Arc::clone(&provider)));
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::new(ErrorKind::Condition, "failed to set TLS up").with_source(error))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&recorder) as _)
        .with_no_client_auth();
    let outcome = TlsConnector::from(Arc::new(config)).connect(name, stream).await;
    match (outcome, recorder.presented()) {
        (Ok(_), Some(presented)) => Ok(presented),
        (Ok(_), None) => Err(failed(place, "no certificate was presented")),
        (Err(error), Some(presented)) if is_about_us(&error) => Ok(presented),
        (Err(error), _) => Err(failed(place, &reason(&error))),
    }
}

/// Tells whether the server ended it after it had shown its certificate: it wants one of ours, say.
fn is_about_us(error: &std::io::Error) -> bool {
    matches!(error.kind(), Io::UnexpectedEof | Io::ConnectionReset)
        || matches!(inner(error), Some(rustls::Error::AlertReceived(_)))
}

fn reason(error: &std::io::Error) -> String {
    use rustls::AlertDescription::{HandshakeFailure, InsufficientSecurity, ProtocolVersion};
    match inner(error) {
        Some(rustls::Error::InvalidMessage(_)) => "what it sends is not TLS".to_owned(),
        Some(
            rustls::Error::PeerIncompatible(_)
            | rustls::Error::AlertReceived(ProtocolVersion | HandshakeFailure | InsufficientSecurity),
        ) => {
            "it speaks neither TLS 1.2 nor TLS 1.3 with a cipher of today, without which its certificate cannot be read"
                .to_owned()
        }
        Some(rustls::Error::InvalidCertificate(_)) => {
            "it does not prove that it has the key of its certificate".to_owned()
        }
        _ if error.kind() == Io::UnexpectedEof => "the connection was closed".to_owned(),
        Some(other) => other.to_string(),
        None => error.to_string(),
    }
}

fn inner(error: &std::io::Error) -> Option<&rustls::Error> {
    error.get_ref().and_then(|inner| inner.downcast_ref())
}

fn failed(place: &str, reason: &str) -> Error {
    Error::new(ErrorKind::Condition, format!("no handshake with `{place}`: {reason}")).transient()
}
