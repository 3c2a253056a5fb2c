//! The `terraproof` command: a localhost cloud for people.
//!
//! One file, or one folder, for each subcommand:
//!
//! | subcommand | where |
//! |---|---|
//! | `up`, `up --print-env` | `up.rs`, `print_env.rs` |
//! | `down` | `down.rs` |
//! | `shell` | `shell/` |
//! | `reap` | `reap/` |
//! | `nuke plan`, `show`, `apply`, `run`, `kinds`, `explain`, `check`, `import` | `nuke/` |
//! | `ledger list`, `show`, `forget` | `ledger/` |
//! | `doctor` | `doctor/` |
//! | `version` | `version.rs` |
//!
//! `gateway/` is the gateway in the background that `up --print-env` starts and `down` ends. `tools.rs` is what makes plain
//! `terraform` work in a shell. [`run`] parses the command line, runs one of them and prints what went wrong; [`Exit`] lists the exit
//! codes.

mod cli;
mod configuration;
mod console;
mod doctor;
mod down;
mod duration;
mod error;
mod exit;
mod gateway;
mod ledger;
mod nuke;
mod print_env;
mod reap;
mod run;
mod settings;
mod shell;
mod tools;
mod up;
mod version;

pub use error::Error;
pub use exit::Exit;
pub use run::run;
