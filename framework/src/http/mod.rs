//! Looking at something over HTTP.

mod client;
mod condition;
mod request;

pub use condition::HttpCondition;
pub use request::{Http, HttpRequest, HttpResponse};
pub(crate) use client::Clients;
