//! The terraform of a test, and what else takes part in it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use terraproof_terraform::{Binary, Search};

use super::ScopeInner;
use crate::Error;

impl ScopeInner {
    /// Returns the binary that drives the stacks, looking for it the first time.
    pub(crate) async fn binary(&self, explicit: Option<PathBuf>) -> Result<Binary, Error> {
        let configured = self.project().config().terraform.binary.clone();
        if explicit.is_some() {
            return locate(explicit).await;
        }
        self.binary.get_or_try_init(|| self.unless_stopped(locate(configured))).await.cloned()
    }

    /// Returns what took part, and its version.
    pub(crate) fn versions(&self) -> Vec<(String, String)> {
        let mut versions = vec![("terraproof".to_owned(), env!("CARGO_PKG_VERSION").to_owned())];
        if let Some(binary) = self.binary.get() {
            let said = format!("{} ({}, {})", binary.version(), binary.path().display(), binary.found());
            versions.push((binary.product().to_string(), said));
        }
        #[cfg(feature = "local")]
        if let Some(cloud) = self.cloud.get() {
            let toolchain = cloud.toolchain().versions();
            versions.push(("moto".to_owned(), toolchain.moto.clone()));
            versions.push(("python".to_owned(), toolchain.python.clone()));
            let mirrored = toolchain.providers.iter();
            versions
                .extend(mirrored.map(|provider| (format!("mirrored {}", provider.source), provider.version.clone())));
        }
        versions
    }
}

/// Finds a binary: the one named, on PATH, or the embedded toolchain's, which is installed only when nothing else is there.
///
/// What was found is remembered for the process: a test should not start `terraform version` for what the last one learned.
async fn locate(explicit: Option<PathBuf>) -> Result<Binary, Error> {
    static FOUND: tokio::sync::Mutex<BTreeMap<String, Binary>> = tokio::sync::Mutex::const_new(BTreeMap::new());
    let mut search = Search::from_environment();
    search.explicit = explicit;
    let mut found = FOUND.lock().await;
    let key = format!("{search:?}");
    if let Some(binary) = found.get(&key) {
        return Ok(binary.clone());
    }
    let binary = look_for(search).await?;
    found.insert(key, binary.clone());
    Ok(binary)
}

async fn look_for(mut search: Search) -> Result<Binary, Error> {
    match Binary::locate(&search).await {
        #[cfg(feature = "local")]
        Err(terraproof_terraform::Error::NoBinary { .. }) => {
            search.embedded = crate::cloud::embedded_terraform().await?;
            Ok(Binary::locate(&search).await?)
        }
        located => Ok(located?),
    }
}
