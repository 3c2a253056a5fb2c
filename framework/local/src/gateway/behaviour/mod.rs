//! What takes time in AWS, and what it limits: states, listings that are behind, token buckets.

mod departures;
mod documents;
mod limits;
mod listed;
mod listings;
mod playing;
mod settings;
mod states;

pub(super) use self::departures::Departures;
pub(super) use self::playing::Playing;
pub use self::settings::{Behaviour, RateLimit};
