//! One account: who calls it, how, and how often.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde_json::json;
use tokio::sync::Semaphore;

pub(crate) use super::connection::Connection;
use super::counts::Counts;
use super::credentials::KeptCredentials;
use super::pace::Pace;
use super::services::{IAM, STS};
use super::{Api, ApiError, Identity};

/// Says how to reach an account.
#[derive(Debug, Clone)]
pub(crate) struct AccountSettings {
    /// Where credentials come from.
    pub(crate) source: Source,
    /// The region for what has none of its own, STS above all.
    pub(crate) region: String,
    /// The way there.
    pub(crate) connection: Connection,
    /// How many calls may be on their way at once.
    pub(crate) concurrency: usize,
}

/// Says where credentials come from. `Debug` does not show them.
#[derive(Clone)]
pub(crate) enum Source {
    /// The environment, a profile, single sign-on, a container or an instance, as for every AWS tool; then a role, if one is named.
    Environment {
        /// A profile of `~/.aws/config`.
        profile: Option<String>,
        /// The ARN of a role to assume.
        role: Option<String>,
    },
    /// These.
    Keys {
        /// The access key's id.
        access_key: String,
        /// The secret.
        secret_key: String,
        /// The token of temporary ones.
        session_token: Option<String>,
    },
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Environment { profile, role } => {
                f.debug_struct("Environment").field("profile", profile).field("role", role).finish()
            }
            Self::Keys { access_key, .. } => {
                f.debug_struct("Keys").field("access_key", access_key).finish_non_exhaustive()
            }
        }
    }
}

/// Is an account that can be called. Clones share credentials, paces and counts.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(super) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(super) struct Inner {
    pub(super) client: reqwest::Client,
    pub(super) credentials: KeptCredentials,
    pub(super) permits: Semaphore,
    pub(super) counts: Counts,
    paces: Mutex<HashMap<(&'static str, String), Arc<Pace>>>,
    region: String,
    /// What STS said who calls, once it was asked.
    pub(super) id: OnceLock<String>,
}

impl Account {
    /// Prepares the way to an account; no call is made.
    pub(crate) async fn open(settings: &AccountSettings) -> Result<Self, ApiError> {
        let client = settings.connection.client()?;
        let sdk_client = settings.connection.sdk_client()?;
        let credentials = KeptCredentials::from(&settings.source, &settings.region, sdk_client).await?;
        let inner = Inner {
            client,
            credentials,
            permits: Semaphore::new(settings.concurrency.max(1)),
            counts: Counts::default(),
            paces: Mutex::default(),
            region: settings.region.clone(),
            id: OnceLock::new(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Returns the services of a region; [`GLOBAL`](crate::nuke::model::GLOBAL) stands for the account's default one.
    pub(crate) fn api(&self, region: &str) -> Api {
        let called = if region == crate::nuke::model::GLOBAL { &self.inner.region } else { region };
        Api { account: self.clone(), region: region.to_owned(), called: called.to_owned() }
    }

    /// Asks STS who calls.
    pub(crate) async fn identity(&self) -> Result<Identity, ApiError> {
        let answer = self.api(&self.inner.region).call(&STS, "GetCallerIdentity", json!({})).await?;
        let text = |name: &str| {
            let missing = || ApiError::unexpected(format!("sts:GetCallerIdentity answered without `{name}`"));
            answer.text(name).map(str::to_owned).ok_or_else(missing)
        };
        let identity = Identity { account: text("Account")?, arn: text("Arn")?, user_id: text("UserId")? };
        self.inner.id.get_or_init(|| identity.account.clone());
        Ok(identity)
    }

    /// Asks IAM for the account's alias; `None` when it has none.
    pub(crate) async fn alias(&self) -> Result<Option<String>, ApiError> {
        let answer = self.api(&self.inner.region).call(&IAM, "ListAccountAliases", json!({})).await?;
        Ok(answer.node().texts("AccountAliases").into_iter().next())
    }

    /// Returns how many calls were made so far.
    pub(crate) fn counts(&self) -> &Counts {
        &self.inner.counts
    }

    pub(super) fn pace(&self, service: &'static str, region: &str) -> Arc<Pace> {
        let mut paces = self.inner.paces.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(paces.entry((service, region.to_owned())).or_default())
    }
}
