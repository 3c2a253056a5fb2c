//! What the `-json` stream of a command says.

mod change;
mod collected;
mod diagnostic;
mod event;

pub use change::{Action, OutputChange, PlannedChange, Summary};
pub(crate) use collected::Collected;
pub use diagnostic::{Diagnostic, Severity};
pub use event::{Event, EventKind, Level};
