//! A localhost cloud: everything a test needs to meet AWS without leaving the machine.
//!
//! - [`Toolchain`]: Python with moto, Terraform, and a mirror of the AWS provider, installed once into a [`Cache`];
//! - [`Emulator`]: the detached processes that play AWS, and the accounts in them;
//! - [`gateway`]: the listener that answers for `*.amazonaws.com`.
//!
//! ```no_run
//! use terraproof_local::{Cache, Emulator, Progress, Toolchain};
//!
//! # async fn example() -> Result<(), terraproof_local::Error> {
//! let cache = Cache::from_environment()?;
//! let toolchain = Toolchain::install(&cache, Progress::Auto).await?;
//! let emulator = Emulator::start(&cache, &toolchain).await?;
//! let account = emulator.open_account().await?;
//! assert!(emulator.holdings(&account.id).await?.is_empty());
//! emulator.drop_account(&account.id).await?;
//! # Ok(())
//! # }
//! ```

mod account;
mod cache;
mod cloud;
mod emulator;
mod error;
mod files;
pub mod gateway;
mod lock;
pub mod process;
mod toolchain;

pub use account::{AccountId, Credentials, InvalidAccountId};
pub use cache::Cache;
pub use cloud::{Cloud, REGION};
pub use emulator::{Account, Emulator, Holding, Holdings, Stopped, Stray, Worker};
pub use error::Error;
pub use process::ProcessId;
pub use toolchain::{DownloadFailure, Progress, ProviderVersion, Python, Toolchain, Versions};
