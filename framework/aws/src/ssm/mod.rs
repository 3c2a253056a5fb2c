//! Systems Manager: parameters, and commands on instances.

mod command;
mod parameter;

pub use command::{Command, CommandOutput, ManagedInstance};
pub use parameter::{Parameter, Ssm};
