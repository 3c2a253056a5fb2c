//! Which hosts are answered here, which are tunnelled, and which are refused.

mod destination;
mod pattern;
mod policy;

pub(super) use self::destination::Destination;
pub use self::pattern::HostPattern;
pub(super) use self::pattern::is_link_local;
pub(super) use self::policy::{AWS_DOMAINS, Kind, Policy};
