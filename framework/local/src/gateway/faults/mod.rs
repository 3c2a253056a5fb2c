//! Faults on request: slow, throttled, failing, denied and cut calls, for the scope of one gateway.

mod effect;
mod matcher;
mod occurrence;
mod plan;

pub use self::effect::{Cut, FaultKind};
pub(super) use self::effect::{Decision, Effect};
pub use self::matcher::Matcher;
pub use self::occurrence::Occurrence;
pub use self::plan::{FaultId, Faults};
