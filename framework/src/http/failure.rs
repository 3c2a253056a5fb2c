//! What it means that there is no answer.

use std::error::Error as StdError;
use std::io;

use jiff::Timestamp;
use reqwest::Url;
use rustls::CertificateError;

use super::request::{HttpRequest, without_secrets};
use crate::error::ErrorKind;
use crate::{Error, duration};

impl HttpRequest {
    /// Says why there is no answer, and whether there may be one later; see the table at [`HttpRequest`].
    pub(super) fn no_answer(&self, error: &reqwest::Error) -> Error {
        let told = |words: String| Error::new(ErrorKind::Condition, words);
        if error.is_redirect() {
            let last = error.url().map(|url| format!(", the last one to {}", without_secrets(url))).unwrap_or_default();
            return told(format!("more than {} redirects{last}", self.transport.redirects))
                .with_hint("look for a loop, or follow more with `.follow_redirects(n)`");
        }
        if error.is_builder() {
            return told(deepest(error).to_string());
        }
        if error.is_timeout() {
            return told(format!("no whole answer within {}", duration::short(self.timeout))).transient();
        }
        if error.is_dns() {
            let host = self.url.as_ref().ok().and_then(Url::host_str).unwrap_or_default();
            return told(format!("`{host}` does not resolve: {}", deepest(error))).transient();
        }
        if let Some(error) = found::<rustls::Error>(error) {
            return tls(error);
        }
        let words = found::<io::Error>(error).and_then(|error| word(error.kind()).map(str::to_owned));
        told(words.unwrap_or_else(|| deepest(error).to_string())).transient()
    }
}

fn tls(error: &rustls::Error) -> Error {
    let told = |words: String| Error::new(ErrorKind::Condition, words).transient();
    match error {
        rustls::Error::InvalidCertificate(bad) => told(certificate(bad))
            .with_hint("trust its authority with `.trusting(pem)`, or see what is presented with `t.tls(..)`"),
        rustls::Error::InvalidMessage(_) => told("what answers does not speak TLS".to_owned()),
        other => told(format!("the TLS handshake failed: {other}")),
    }
}

/// Says what is wrong with a certificate, with the time where it is one of time.
fn certificate(bad: &CertificateError) -> String {
    use CertificateError as Bad;
    let time = |at: &rustls::pki_types::UnixTime| {
        let seconds = i64::try_from(at.as_secs()).unwrap_or(i64::MAX);
        Timestamp::from_second(seconds).map_or_else(|_| "an unknown time".to_owned(), |time| time.to_string())
    };
    match bad {
        Bad::ExpiredContext { not_after, .. } => format!("the certificate expired on {}", time(not_after)),
        Bad::NotValidYetContext { not_before, .. } => {
            format!("the certificate is valid from {} on", time(not_before))
        }
        Bad::UnknownIssuer => "nobody trusted vouches for the certificate".to_owned(),
        Bad::NotValidForNameContext { expected, presented } => {
            let names = if presented.is_empty() { "no name".to_owned() } else { presented.join(", ") };
            format!("the certificate does not cover `{}`; it covers {names}", expected.to_str())
        }
        other => format!("the certificate is not valid: {other}"),
    }
}

fn word(kind: io::ErrorKind) -> Option<&'static str> {
    match kind {
        io::ErrorKind::ConnectionRefused => Some("connection refused"),
        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => Some("connection reset"),
        io::ErrorKind::UnexpectedEof => Some("the connection was closed in the middle of the answer"),
        _ => None,
    }
}

/// Finds a cause of a type, also where an `io::Error` carries it.
fn found<'e, E: StdError + 'static>(error: &'e (dyn StdError + 'static)) -> Option<&'e E> {
    let mut next = Some(error);
    while let Some(cause) = next {
        if let Some(found) = cause.downcast_ref::<E>() {
            return Some(found);
        }
        let carried = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if let Some(carried) = carried
            && let Some(found) = found::<E>(carried)
        {
            return Some(found);
        }
        next = cause.source();
    }
    None
}

fn deepest<'e>(error: &'e (dyn StdError + 'static)) -> &'e (dyn StdError + 'static) {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause
}
