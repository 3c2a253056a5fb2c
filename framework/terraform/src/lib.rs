//! A typed driver for the `terraform` and `tofu` binaries.
//!
//! It knows nothing of tests and nothing of clouds. The order in which a caller meets its parts:
//!
//! 1. [`Binary::locate`] finds a terraform and knows its product and version.
//! 2. [`Closure::read`] reads a configuration and its local modules without running anything.
//! 3. [`WorkingDirectory::copy`] puts that closure somewhere it may be initialised and applied.
//! 4. [`Environment::build`] decides which variables of the outside world the command sees.
//! 5. [`ProviderSources::cli_config`] says which provider comes from where.
//! 6. [`Terraform`] runs [`Init`], [`Validate`], [`Plan`], [`Apply`], [`Destroy`], [`Output`] and [`Show`]: one file each, in which a pure
//!    function builds the argument list.
//!
//! No value of this crate destroys anything when it is dropped, except the process group of a command whose future is dropped.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::allow_attributes, reason = "tests may panic")
)]

mod binary;
mod closure;
mod commands;
mod constraint;
mod environment;
mod error;
mod events;
mod failure;
mod files;
mod nearest;
mod outputs;
mod plain;
mod process;
mod providers;
mod redactor;
mod retry;
mod search;
mod terraform;
mod variables;
mod working_directory;

pub use binary::{Binary, Product};
pub use closure::{Closure, DeclaredOutput, DeclaredVariable, ProviderBlock};
pub use commands::{
    Applied, Apply, Destroy, Destroyed, Init, Initialized, Output, Plan, Planned, Refresh, Show, Validate, Validation,
};
pub use constraint::Constraint;
pub use environment::Environment;
pub use error::Error;
pub use events::{Action, Diagnostic, Event, EventKind, Level, OutputChange, PlannedChange, Severity, Summary};
pub use failure::Failure;
pub use outputs::{OutputValue, Outputs};
pub use process::{Exit, Patience, Spawned, StopCause, ignores};
pub use providers::{CliConfig, ProviderOrigin, ProviderSources, RequiredProvider, Unavailable};
pub use redactor::Redactor;
pub use retry::Transient;
pub use search::Search;
pub use terraform::Terraform;
pub use variables::Variables;
pub use working_directory::WorkingDirectory;
