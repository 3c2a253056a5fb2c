//! What an HTTP request means as an AWS API call, and how a service says no.

mod action;
mod bucket;
mod credential;
mod endpoint;
mod error_code;
mod operation;
mod path;
mod protocol;
mod request;
mod resource;
mod s3;

pub(super) use self::action::action;
pub use self::bucket::BucketTarget;
pub(super) use self::endpoint::endpoint;
pub(super) use self::error_code::error_code;
pub use self::protocol::Protocol;
pub use self::request::ApiRequest;
pub(super) use self::request::{AHEAD, Filter, encoded, wants_body};
pub(super) use self::resource::resource;
