//! One account of the local cloud, and the way there.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use crate::gateway::{Certificates, Gateway, HostPattern, Options, OuterProxy, Upstream, rules};
use crate::{Account, AccountId, Cache, Emulator, Error, Holdings, ProcessId, Progress, Toolchain};

/// The default region of the local cloud.
pub const REGION: &str = "us-east-1";

/// Is one account of the local cloud with a gateway of its own.
///
/// Dropping it ends the gateway and leaves the account as it is; [`drop_account`](Self::drop_account) empties it.
///
/// ```no_run
/// # async fn example() -> Result<(), terraproof_local::Error> {
/// use terraproof_local::{Cache, Cloud, Progress};
///
/// let cloud = Cloud::open(&Cache::from_environment()?, &[], Progress::Auto).await?;
/// let mut terraform = std::process::Command::new("terraform");
/// terraform.arg("apply").envs(cloud.variables());
/// # cloud.drop_account().await
/// # }
/// ```
#[derive(Debug)]
pub struct Cloud {
    cache: Cache,
    toolchain: Toolchain,
    emulator: Emulator,
    account: Account,
    gateway: Gateway,
    certificates: Certificates,
    /// Goes with the value, and the certificates in it.
    directory: TempDir,
}

/// Leads each account to the worker it lives on.
struct Workers {
    emulator: Emulator,
    own: SocketAddr,
}

impl Upstream for Workers {
    fn address(&self, account: Option<&str>, _access_key: Option<&str>) -> SocketAddr {
        let other: Option<AccountId> = account.and_then(|id| id.parse().ok());
        other.map_or(self.own, |id| self.emulator.worker_of(&id))
    }
}

impl Cloud {
    /// Opens a fresh account, installing the toolchain and starting the emulator where they are missing.
    ///
    /// The gateway tunnels to the registries and the `allowed` hosts, and refuses everything else.
    ///
    /// # Errors
    /// Fails when the toolchain cannot be installed, the emulator does not start, or the gateway cannot listen.
    pub async fn open(cache: &Cache, allowed: &[HostPattern], progress: Progress) -> Result<Self, Error> {
        Self::open_with_note(cache, "", allowed, progress).await
    }

    /// Opens a fresh account with a [note](Emulator::notes) that says who it is for.
    ///
    /// # Errors
    /// Fails as [`open`](Self::open) does.
    pub async fn open_with_note(
        cache: &Cache,
        note: &str,
        allowed: &[HostPattern],
        progress: Progress,
    ) -> Result<Self, Error> {
        let toolchain = Toolchain::install(cache, progress).await?;
        let emulator = Emulator::start(cache, &toolchain).await?;
        let account = emulator.open_account_with_note(note).await?;
        let id = account.id.clone();
        match Self::lead_to(cache, toolchain, emulator.clone(), account, allowed).await {
            Ok(cloud) => Ok(cloud),
            Err(error) => {
                emulator.drop_account(&id).await?;
                Err(error)
            }
        }
    }

    /// Leads to an account that exists; `None` when the emulator's instance it lived in is gone, and the account with it.
    ///
    /// # Errors
    /// Fails when the emulator does not answer as it should, the toolchain of this build is missing and cannot be installed, or the gateway
    /// cannot listen.
    pub async fn attach(
        cache: &Cache,
        instance: &str,
        account: &AccountId,
        allowed: &[HostPattern],
    ) -> Result<Option<Self>, Error> {
        // Another build may have started it, with another toolchain; this build's own is the one for terraform.
        let Some(emulator) = Emulator::find_instance(cache, instance).await? else { return Ok(None) };
        let toolchain = Toolchain::install(cache, Progress::Auto).await?;
        let credentials = emulator.credentials(account).await?;
        let account = Account { id: account.clone(), credentials, endpoint: emulator.worker_of(account) };
        Self::lead_to(cache, toolchain, emulator, account, allowed).await.map(Some)
    }

    async fn lead_to(
        cache: &Cache,
        toolchain: Toolchain,
        emulator: Emulator,
        account: Account,
        allowed: &[HostPattern],
    ) -> Result<Self, Error> {
        let options = Options {
            upstream: Some(Arc::new(Workers { emulator: emulator.clone(), own: account.endpoint })),
            account: Some(account.id.to_string()),
            access_key: Some(account.credentials.access_key_id.clone()),
            allowed_hosts: allowed.to_vec(),
            outer_proxy: OuterProxy::from_environment(|name| std::env::var(name).ok())?,
            rules: rules::all(),
            ..Options::default()
        };
        let gateway = Gateway::open(options).await?;
        let directory = directory_in(&cache.path().join("run"))?;
        let certificates = gateway.write_certificates(directory.path())?;
        let cache = cache.clone();
        Ok(Self { cache, toolchain, emulator, account, gateway, certificates, directory })
    }

    /// Returns the toolchain in use.
    #[must_use]
    pub fn toolchain(&self) -> &Toolchain {
        &self.toolchain
    }

    /// Returns the account.
    #[must_use]
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// Returns which start of the emulator the account lives in.
    #[must_use]
    pub fn instance(&self) -> &str {
        self.emulator.instance()
    }

    /// Returns the gateway.
    #[must_use]
    pub fn gateway(&self) -> &Gateway {
        &self.gateway
    }

    /// Returns where providers that the mirror lacks are kept between runs.
    #[must_use]
    pub fn plugin_cache(&self) -> PathBuf {
        self.cache.path().join("plugins")
    }

    /// Returns the directory with the gateway's public certificates, which goes with this value.
    #[must_use]
    pub fn certificates(&self) -> &Path {
        self.directory.path()
    }

    /// Takes the certificates away now: a process that ends by a signal does not drop its values.
    pub fn remove_certificates(&self) {
        // What resists is removed with the next account, once this process is gone.
        let _until_then = std::fs::remove_dir_all(self.directory.path());
    }

    /// Returns what a child needs in its environment to reach this account and nothing else.
    #[must_use]
    pub fn variables(&self) -> Vec<(String, String)> {
        let credentials = &self.account.credentials;
        let mut variables = self.gateway.environment(&self.certificates);
        variables.extend(
            [
                ("AWS_ACCESS_KEY_ID", credentials.access_key_id.as_str()),
                ("AWS_SECRET_ACCESS_KEY", credentials.secret_access_key.as_str()),
                ("AWS_SESSION_TOKEN", credentials.session_token.as_str()),
                ("AWS_REGION", REGION),
                ("AWS_DEFAULT_REGION", REGION),
                ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"),
                ("AWS_CONFIG_FILE", "/dev/null"),
                ("AWS_EC2_METADATA_DISABLED", "true"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
        );
        variables
    }

    /// Tells whether the emulator answers.
    pub async fn is_alive(&self) -> bool {
        self.emulator.is_alive().await
    }

    /// Tells whether a call of this account found the emulator gone.
    #[must_use]
    pub fn was_lost(&self) -> bool {
        *self.gateway.upstream_lost().borrow()
    }

    /// Tells whether somebody ended the emulator, as `terraproof down` does; one that is lost and was not stopped has died.
    #[must_use]
    pub fn was_stopped(&self) -> bool {
        self.emulator.was_stopped(&self.cache)
    }

    /// Waits until a call finds the emulator gone; for ever while it lives.
    pub async fn lost(&self) {
        let mut lost = self.gateway.upstream_lost();
        if lost.wait_for(|lost| *lost).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Replaces the note about the account: it is for somebody else now.
    ///
    /// # Errors
    /// Fails when the emulator does not answer.
    pub async fn note(&self, note: &str) -> Result<(), Error> {
        self.emulator.note(&self.account.id, note).await
    }

    /// Lists what the account holds beyond a fresh one.
    ///
    /// # Errors
    /// Fails when the emulator does not answer.
    pub async fn holdings(&self) -> Result<Holdings, Error> {
        self.emulator.holdings(&self.account.id).await
    }

    /// Drops the account with everything in it.
    ///
    /// # Errors
    /// Fails when the emulator does not answer.
    pub async fn drop_account(&self) -> Result<(), Error> {
        self.emulator.drop_account(&self.account.id).await
    }
}

/// Makes a directory named after this process, and removes those of processes that were killed.
fn directory_in(parent: &Path) -> Result<TempDir, Error> {
    let pid_of = |name: &str| name.split('-').next().and_then(|pid| pid.parse::<u32>().ok());
    for left in std::fs::read_dir(parent).into_iter().flatten().flatten() {
        let owner = left.file_name().to_str().and_then(pid_of);
        if owner.is_some_and(|pid| ProcessId::of(pid).is_none()) {
            let _somebody_else_may_have = std::fs::remove_dir_all(left.path());
        }
    }
    let prefix = format!("{}-", std::process::id());
    std::fs::create_dir_all(parent)
        .and_then(|()| tempfile::Builder::new().prefix(&prefix).tempdir_in(parent))
        .map_err(|source| Error::io("create a directory in", parent, source))
}
