//! Where providers come from.

mod cache_lock;
mod cli_config;
mod mirror;
mod required;
mod sources;
mod unavailable;

pub(crate) use cache_lock::lock as lock_cache;
pub use cli_config::CliConfig;
pub use required::RequiredProvider;
pub use sources::{ProviderOrigin, ProviderSources};
pub use unavailable::Unavailable;
