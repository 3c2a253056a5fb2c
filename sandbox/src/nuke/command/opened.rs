//! An account that may be worked on: listed, what STS says, and not production.

use std::net::IpAddr;

use terraproof::Sandbox;
use terraproof_local::{AccountId, Cache, Emulator, REGION};

use super::accounts::local_account;
use crate::nuke::api::{Account, AccountSettings, Connection, Identity, Source};
use crate::nuke::config::Project;
use crate::nuke::safety::{Untouchable, refuse_account, refuse_alias};
use crate::settings::Settings;
use crate::{Error, gateway};

/// Is an account that may be worked on.
#[derive(Debug, Clone)]
pub(super) struct Opened {
    /// The sandbox.
    pub(super) name: String,
    pub(super) account: Account,
    pub(super) identity: Identity,
    pub(super) alias: Option<String>,
    /// The regions that the sandbox names; none means every enabled one.
    pub(super) regions: Vec<String>,
    /// Where kinds are called that have no region.
    pub(super) home: String,
    /// The digest of the configuration.
    pub(super) configuration: String,
    /// What is in no plan.
    pub(super) untouchable: Untouchable,
}

impl Opened {
    /// Opens the account of a sandbox, and refuses one that is another, or production.
    pub(super) async fn open(
        project: &Project,
        name: &str,
        sandbox: &Sandbox,
        concurrency: usize,
    ) -> Result<Self, Error> {
        let way = Way::to(name, sandbox).await?;
        let home = way.regions.first().cloned().unwrap_or_else(|| REGION.to_owned());
        let settings =
            AccountSettings { source: way.source, region: home.clone(), connection: way.connection, concurrency };
        let unreachable = |error| {
            Error::nuke(
                format!("failed to reach the account of the sandbox `{name}`: {error}"),
                "check the credentials (profile, single sign-on, role), and the way to AWS",
            )
        };
        let account = Account::open(&settings).await.map_err(unreachable)?;
        let identity = account.identity().await.map_err(unreachable)?;
        refuse_account(name, &way.pinned, &identity)?;
        let alias = account.alias().await;
        refuse_alias(&identity.account, &alias, &project.nuke.blocked_aliases)?;
        Ok(Self {
            name: name.to_owned(),
            untouchable: Untouchable::new(&identity.arn, way.role.as_deref(), &project.nuke.state_stores),
            account,
            identity,
            alias: alias.ok().flatten(),
            regions: way.regions,
            home,
            configuration: project.digest(sandbox),
        })
    }

    /// Returns what people call the account.
    pub(super) fn account_name(&self) -> &str {
        self.alias.as_deref().unwrap_or(&self.identity.account)
    }
}

/// Is the way to an account.
struct Way {
    pinned: String,
    source: Source,
    role: Option<String>,
    connection: Connection,
    regions: Vec<String>,
}

impl Way {
    async fn to(name: &str, sandbox: &Sandbox) -> Result<Self, Error> {
        match sandbox {
            Sandbox::Aws { account, role, profile, regions } => Ok(Self {
                pinned: account.clone(),
                source: Source::Environment { profile: profile.clone(), role: role.clone() },
                role: role.clone(),
                connection: Connection::default(),
                regions: regions.clone(),
            }),
            Sandbox::Local { account } => Self::to_localhost(name, account.as_deref()).await,
            other => Err(Error::nuke(
                format!("the sandbox `{name}` is of a kind that nuke does not know: {other:?}"),
                "name another one",
            )),
        }
    }

    /// Leads through the environment of `terraproof up --print-env`, or through the gateway in the background.
    async fn to_localhost(name: &str, account: Option<&str>) -> Result<Self, Error> {
        let outside = local_account();
        let pinned = account.map(str::to_owned).or_else(|| outside.clone()).ok_or_else(|| {
            Error::nuke(
                format!("the sandbox `{name}` is the localhost cloud, and no account of it is named"),
                "run `eval \"$(terraproof up --print-env)\"` first, or `terraproof shell`, or give the sandbox an `account`",
            )
        })?;
        if outside.as_ref() == Some(&pinned) {
            return Self::through_environment(name, pinned);
        }
        Self::through_gateway(name, pinned).await
    }

    fn through_environment(name: &str, pinned: String) -> Result<Self, Error> {
        let proxy = std::env::var("HTTPS_PROXY").unwrap_or_default();
        if !is_here(&proxy) {
            return Err(Error::refused(
                format!(
                    "`TERRAPROOF_ACCOUNT` names an account of the localhost cloud for the sandbox `{name}`, and `HTTPS_PROXY` does not lead there"
                ),
                "run `eval \"$(terraproof up --print-env)\"` in this shell: calls would reach the real AWS",
            ));
        }
        let source = Source::Environment { profile: None, role: None };
        Ok(Self { pinned, source, role: None, connection: Connection::default(), regions: Vec::new() })
    }

    async fn through_gateway(name: &str, pinned: String) -> Result<Self, Error> {
        let id: AccountId = pinned.parse().map_err(|error: terraproof_local::InvalidAccountId| {
            Error::nuke(format!("the account of the sandbox `{name}`: {error}"), "an account id has 12 digits")
        })?;
        let cache = Cache::from_environment()?;
        let emulator = Emulator::find(&cache).await?.ok_or_else(|| {
            Error::nuke(
                format!("the localhost cloud of the sandbox `{name}` does not run"),
                "start it with `terraproof up`",
            )
        })?;
        let state = gateway::ensure(&cache, &emulator, &Settings::read()?).await?;
        let mut variables = state.variables.clone();
        variables.extend(gateway::credentials(&state, &id).await?);
        let mut take = |name: &str| variables.remove(name).unwrap_or_default();
        Ok(Self {
            pinned,
            source: Source::Keys {
                access_key: take("AWS_ACCESS_KEY_ID"),
                secret_key: take("AWS_SECRET_ACCESS_KEY"),
                session_token: Some(take("AWS_SESSION_TOKEN")),
            },
            role: None,
            connection: Connection {
                proxy: Some(take("HTTPS_PROXY")),
                authorities: Some(take("AWS_CA_BUNDLE").into()),
            },
            regions: Vec::new(),
        })
    }
}

/// Tells whether a proxy is on this machine.
fn is_here(proxy: &str) -> bool {
    let host = proxy.split("://").last().and_then(|rest| rest.split('/').next()).unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host).trim_matches(['[', ']']);
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proxy_on_this_machine_leads_to_the_localhost_cloud() {
        for here in ["http://127.0.0.1:4566", "http://localhost:1/", "http://[::1]:80", "127.0.0.1:80"] {
            assert!(is_here(here), "{here}");
        }
        for elsewhere in ["", "http://proxy.example.com:3128", "http://10.0.0.1:80", "http://127.0.0.1.example.com:1"] {
            assert!(!is_here(elsewhere), "{elsewhere}");
        }
    }
}
