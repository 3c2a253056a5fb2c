//! CloudWatch: alarms and metrics.

mod alarm;
mod metric;

pub use alarm::{Alarm, CloudWatch};
pub use metric::Metric;
