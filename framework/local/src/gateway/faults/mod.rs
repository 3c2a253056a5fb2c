//! Faults on request: slow, throttled, failing and cut calls, for the scope of one gateway.

mod matcher;
mod occurrence;
mod plan;

pub use self::matcher::Matcher;
pub use self::occurrence::Occurrence;
pub use self::plan::{Cut, FaultId, FaultKind, Faults};
pub(super) use self::plan::{Decision, Effect};
