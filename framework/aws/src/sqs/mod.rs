//! SQS: queues.

mod marker;
mod queue;

#[cfg(feature = "sns")]
pub(crate) use marker::Marker;
pub use queue::{Queue, Sqs};
