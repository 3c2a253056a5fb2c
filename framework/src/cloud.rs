//! The localhost cloud of one test: an account of its own, and the gateway that leads to it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use terraproof_local::gateway::{self, Gateway, HostPattern, OuterProxy};
use terraproof_local::{Account, Cache, Emulator, Holdings, Progress, Toolchain};

use crate::Error;
use crate::config::Config;

/// The region of the local sandbox.
pub(crate) const REGION: &str = "us-east-1";

/// Is one account of the localhost cloud, and the way there.
#[derive(Debug)]
pub(crate) struct Cloud {
    cache: Cache,
    toolchain: Toolchain,
    emulator: Emulator,
    account: Account,
    gateway: Gateway,
    certificates: gateway::Certificates,
}

/// Leads each account to the worker it lives on.
#[derive(Debug)]
struct Workers {
    emulator: Emulator,
    own: SocketAddr,
}

impl gateway::Upstream for Workers {
    fn address(&self, account: Option<&str>, _access_key: Option<&str>) -> SocketAddr {
        let other = account.and_then(|id| id.parse().ok());
        other.map_or(self.own, |id| self.emulator.worker_of(&id))
    }
}

impl Cloud {
    /// Opens an account, installing the toolchain and starting the emulator where they are missing.
    ///
    /// The public certificate of the gateway is written into `directory`.
    pub(crate) async fn open(config: &Config, directory: &Path) -> Result<Self, Error> {
        let cache = Cache::from_environment()?;
        let toolchain = Toolchain::install(&cache, Progress::default()).await?;
        let emulator = Emulator::start(&cache, &toolchain).await?;
        let account = emulator.open_account().await?;
        let opened = Self::lead_to(config, &emulator, &account, directory).await;
        match opened {
            Ok((gateway, certificates)) => Ok(Self { cache, toolchain, emulator, account, gateway, certificates }),
            Err(error) => {
                emulator.drop_account(&account.id).await?;
                Err(error)
            }
        }
    }

    async fn lead_to(
        config: &Config,
        emulator: &Emulator,
        account: &Account,
        directory: &Path,
    ) -> Result<(Gateway, gateway::Certificates), Error> {
        let workers = Workers { emulator: emulator.clone(), own: account.endpoint };
        let allowed = config.local.allow.iter().map(|host| host.parse::<HostPattern>()).collect::<Result<Vec<_>, _>>()?;
        let options = gateway::Options {
            upstream: Some(Arc::new(workers)),
            account: Some(account.id.to_string()),
            access_key: Some(account.credentials.access_key_id.clone()),
            allowed_hosts: allowed,
            outer_proxy: OuterProxy::from_environment()?,
            ..gateway::Options::default()
        };
        let gateway = Gateway::open(options).await?;
        let certificates = gateway.write_certificates(directory)?;
        Ok((gateway, certificates))
    }

    pub(crate) fn toolchain(&self) -> &Toolchain {
        &self.toolchain
    }

    /// Returns where providers that the mirror lacks are kept between runs.
    pub(crate) fn plugin_cache(&self) -> PathBuf {
        self.cache.path().join("plugins")
    }

    pub(crate) fn account(&self) -> &Account {
        &self.account
    }

    pub(crate) fn instance(&self) -> &str {
        self.emulator.instance()
    }

    pub(crate) fn gateway(&self) -> &Gateway {
        &self.gateway
    }

    /// Returns what a child needs in its environment to reach this account and nothing else.
    pub(crate) fn variables(&self) -> Vec<(String, String)> {
        let credentials = &self.account.credentials;
        let mut variables = self.gateway.environment(&self.certificates);
        variables.extend(crate::environment::nowhere());
        variables.extend(
            [
                ("AWS_ACCESS_KEY_ID", credentials.access_key_id.as_str()),
                ("AWS_SECRET_ACCESS_KEY", credentials.secret_access_key.as_str()),
                ("AWS_SESSION_TOKEN", credentials.session_token.as_str()),
                ("AWS_REGION", REGION),
                ("AWS_DEFAULT_REGION", REGION),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
        );
        variables
    }

    /// Tells whether the emulator answers.
    pub(crate) async fn is_alive(&self) -> bool {
        self.emulator.is_alive().await
    }

    /// Waits until the emulator is gone; for ever while it lives.
    pub(crate) async fn lost(&self) {
        let mut lost = self.gateway.upstream_lost();
        if lost.wait_for(|lost| *lost).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Lists what the account holds beyond a fresh one.
    pub(crate) async fn holdings(&self) -> Result<Holdings, Error> {
        Ok(self.emulator.holdings(&self.account.id).await?)
    }

    /// Drops the account with everything in it.
    pub(crate) async fn drop_account(&self) -> Result<(), Error> {
        Ok(self.emulator.drop_account(&self.account.id).await?)
    }

    /// Takes the gateway's certificates away again; the gateway itself ends with the last borrower.
    pub(crate) fn remove_certificates(&self) {
        for file in [&self.certificates.authority, &self.certificates.bundle] {
            let _already_gone: Result<(), std::io::Error> = std::fs::remove_file(file);
        }
    }
}

/// Returns the embedded terraform, installing the toolchain where it is missing.
pub(crate) async fn embedded_terraform() -> Result<Option<PathBuf>, Error> {
    let toolchain = Toolchain::install(&Cache::from_environment()?, Progress::default()).await?;
    Ok(toolchain.terraform().map(Path::to_owned))
}
