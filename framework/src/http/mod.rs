//! Looking at something over HTTP.

mod client;
mod condition;
mod exchange;
mod expected;
mod failure;
mod latency;
mod request;
mod response;
mod server;
mod start;
mod status;
mod transport;

pub(crate) use client::Clients;
pub use condition::HttpCondition;
pub use latency::{HttpLatency, Latencies};
pub use request::HttpRequest;
pub use response::HttpResponse;
pub use server::{HttpAnswer, HttpReceived, HttpServer};
pub use start::Http;
pub use status::StatusCodes;
