//! Route 53: hosted zones and records.

mod record;
mod zone;

pub use record::DnsRecord;
pub use zone::{HostedZone, Route53};
