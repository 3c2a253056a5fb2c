//! Looking at something over HTTP.

mod client;
mod condition;
mod request;

pub(crate) use client::Clients;
pub use condition::HttpCondition;
pub use request::{Http, HttpRequest, HttpResponse};
