//! The HTTPS gateway: answers for AWS on localhost, tunnels what is allowed, refuses everything else.
//!
//! One gateway serves one scope. A client needs nothing but the environment of [`Gateway::environment`]: real host
//! names, real TLS, no endpoint settings.
//!
//! | a request for | is |
//! |---|---|
//! | an AWS host (`*.amazonaws.com`, `*.api.aws`, ..) | answered by the emulator, over a certificate of [`Gateway::authority_pem`] |
//! | a bucket website | answered here, with the semantics of S3: index and error document, redirects, public or 403 |
//! | a module or provider registry, an allowed host | tunnelled untouched, through the outer proxy if there is one |
//! | anything else | refused with 403 and a sentence that says how to allow it |
//!
//! An API call that AWS would refuse and the emulator lets through is refused by a [rule](rules::Rule); what takes time in AWS takes the
//! time of the gateway's [`Behaviour`].
//!
//! What is checked is the name a client asks the proxy for. A client that asks for an allowed name and then speaks TLS
//! for another one, or resolves names itself and goes around the proxy, is not held back; `AWS_CA_BUNDLE` holds only
//! this gateway's authority, so that an SDK that goes around it refuses the real AWS.
//!
//! ```no_run
//! use terraproof_local::gateway::{Gateway, Options};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let emulator: std::net::SocketAddr = "127.0.0.1:5000".parse()?;
//! let gateway = Gateway::open(Options { upstream: Some(std::sync::Arc::new(emulator)), ..Options::default() }).await?;
//! let certificates = gateway.write_certificates(std::path::Path::new("/run/of/the/test"))?;
//! for (name, value) in gateway.environment(&certificates) {
//!     println!("{name}={value}");
//! }
//! gateway.close().await;
//! # Ok(())
//! # }
//! ```

mod answer;
mod api;
mod authority;
mod behaviour;
mod body;
mod calls;
mod certificates;
mod connect;
mod connection;
mod denial;
mod document;
mod emulator_client;
mod entry;
mod error;
mod faults;
mod forward;
mod hosts;
mod listener;
mod options;
mod outer_proxy;
mod plain;
mod public;
mod rpc;
pub mod rules;
mod scope;
mod sentence;
mod tunnel;
mod upstream;
mod website;
mod xml;

pub use self::api::{ApiRequest, BucketTarget, Protocol};
pub use self::behaviour::{Behaviour, RateLimit};
pub use self::calls::{Call, CallKind, Calls};
pub use self::certificates::Certificates;
pub use self::emulator_client::{EmulatorAnswer, EmulatorClient, Unavailable};
pub use self::error::Error;
pub use self::faults::{Cut, FaultId, FaultKind, Faults, Matcher, Occurrence};
pub use self::hosts::HostPattern;
pub use self::listener::Gateway;
pub use self::options::Options;
pub use self::outer_proxy::OuterProxy;
pub use self::upstream::Upstream;
