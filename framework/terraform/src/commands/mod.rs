//! One file per subcommand: options, a pure function to the argument list, and how its result is read.

mod apply;
mod arguments;
mod destroy;
mod init;
mod operation;
mod output;
mod plan;
mod show;
mod validate;
pub(crate) mod version;

pub use apply::{Applied, Apply};
pub use destroy::{Destroy, Destroyed};
pub use init::{Init, Initialized};
pub use operation::Refresh;
pub use output::Output;
pub use plan::{Plan, Planned};
pub use show::Show;
pub use validate::{Validate, Validation};
