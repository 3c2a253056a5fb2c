//! Looking at TLS.
//!
//! A probe goes straight out from this machine, in the local sandbox too: it cannot go through an HTTPS proxy (which would end TLS itself),
//! so it sees nothing of the localhost cloud.
//!
//! Two ways of looking:
//! - **Protocols and ciphers** are offered in a ClientHello written by hand, that holds exactly what is asked about, and the server's first
//!   words are read. No key is agreed on, so protocols and ciphers that no library should speak any more (SSL 3, TLS 1.0 and 1.1, RC4) can be
//!   asked about as well as TLS 1.3. A refusal counts only when the same server, offered everything, speaks TLS: a server that is down, or not
//!   a TLS server, refuses nothing.
//! - **Certificates** come from a whole handshake over TLS 1.2 or 1.3 (rustls), that takes whatever is presented, so that an expired
//!   certificate can be read. The server has to prove that it has the key.
//!
//! How what is seen is taken stands at [`Tls`].

mod certificate;
mod certificate_claim;
mod certificate_condition;
mod cipher;
mod cipher_table;
mod condition;
mod handshake;
mod hello;
mod key_type;
mod look;
mod names;
mod probe;
mod recorder;
mod trust;
mod version;

pub use certificate::Certificate;
pub use certificate_condition::CertificateCondition;
pub use condition::{TlsCondition, TlsHello};
pub use key_type::KeyType;
pub use probe::Tls;
pub use version::TlsVersion;
