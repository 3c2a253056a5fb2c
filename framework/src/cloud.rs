//! The localhost cloud of one test.

use std::path::{Path, PathBuf};

use terraproof_local::gateway::HostPattern;
use terraproof_local::{AccountId, Cache, Cloud, Emulator, Progress, Toolchain};

use crate::Error;
use crate::config::Config;
use crate::error::ErrorKind;
use crate::ledger::{Entry, Tenant};

/// Is the account of a run that was kept.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) instance: String,
    pub(crate) account: String,
}

/// Opens an account, installing the toolchain and starting the emulator where they are missing.
///
/// A kept account is entered again; when its emulator is gone, so is what was kept.
pub(crate) async fn open(config: &Config, tenant: &Tenant, kept: Option<&Kept>) -> Result<Cloud, Error> {
    let (cache, allowed) = (Cache::from_environment()?, allowed(config)?);
    let Some(kept) = kept else {
        return Ok(Cloud::open_with_note(&cache, &tenant.note(), &allowed, Progress::default()).await?);
    };
    let account = kept.account.parse().map_err(|source| {
        Error::configuration(format!("`{}` in the ledger is not an account", kept.account)).with_source(source)
    })?;
    let cloud = Cloud::attach(&cache, &kept.instance, &account, &allowed).await?.ok_or_else(|| {
        Error::new(ErrorKind::LocalCloud, format!("the emulator with the kept account {account} is gone"))
            .with_hint("`terraproof reap` closes what was kept; then run the test without TERRAPROOF_RUN")
    })?;
    cloud.note(&tenant.note()).await?;
    Ok(cloud)
}

/// Enters the account of a ledger entry; `None` when its emulator is gone.
pub(crate) async fn enter_again(entry: &Entry, config: &Config) -> Result<Option<Cloud>, Error> {
    let (Some(instance), Some(account)) = (&entry.emulator, &entry.account) else {
        return Err(Error::configuration(format!("`{}` has no account in the localhost cloud", entry.id)));
    };
    let id: AccountId = account.parse().map_err(|source| {
        Error::configuration(format!("`{account}` in the ledger is not an account")).with_source(source)
    })?;
    let cache = entry.cache.as_ref().map_or_else(Cache::from_environment, |path| Ok(Cache::at(path)))?;
    if let Some(cloud) = Cloud::attach(&cache, instance, &id, &allowed(config)?).await? {
        return Ok(Some(cloud));
    }
    // Silence is not absence: what still runs may hold what the stack made.
    if Emulator::may_hold(&cache, instance, &id)? {
        let message = format!("the emulator with account {id} runs, and cannot be entered");
        return Err(Error::new(ErrorKind::LocalCloud, message)
            .with_hint("`terraproof doctor` says why; `terraproof down` ends it, with everything in it"));
    }
    Ok(None)
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
