//! The localhost cloud of one test.

use std::path::{Path, PathBuf};

use terraproof_local::gateway::HostPattern;
use terraproof_local::{Cache, Cloud, Progress, Toolchain};

use crate::Error;
use crate::config::Config;

/// Opens an account, installing the toolchain and starting the emulator where they are missing.
pub(crate) async fn open(config: &Config) -> Result<Cloud, Error> {
    Ok(Cloud::open(&Cache::from_environment()?, &allowed(config)?, Progress::default()).await?)
}

/// Reads `[local] allow`.
fn allowed(config: &Config) -> Result<Vec<HostPattern>, Error> {
    let read = |host: &String| {
        host.parse().map_err(|source| {
            Error::configuration(format!("`{host}` in `[local] allow` of terraproof.toml is not a host"))
                .with_source(source)
        })
    };
    config.local.allow.iter().map(read).collect()
}

/// Returns the embedded terraform, installing the toolchain where it is missing.
pub(crate) async fn embedded_terraform() -> Result<Option<PathBuf>, Error> {
    let toolchain = Toolchain::install(&Cache::from_environment()?, Progress::default()).await?;
    Ok(toolchain.terraform().map(Path::to_owned))
}
