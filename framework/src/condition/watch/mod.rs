//! Looking on in the background while the test does something else.

mod availability;
mod observe;
mod request;
mod running;
mod shared;

pub(crate) use availability::percent;
pub use availability::{Availability, Miss, Outage};
pub use request::WatchRequest;
pub use running::Watch;
