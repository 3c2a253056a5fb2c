//! What AWS refuses and the emulator lets through: one rule, one file.

mod bucket_region;
mod rule;

pub use self::bucket_region::BucketRegion;
pub use self::rule::{Refusal, Rule, Verdict, all};
