//! Lambda: functions and their invocations.

mod function;
mod invocation;

pub use function::{Function, Lambda};
pub use invocation::{Invocation, Returned};
