//! Credentials, fetched when first needed and again before they expire.

use std::time::{Duration, SystemTime};

use aws_config::BehaviorVersion;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials as _, SharedCredentialsProvider};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::region::Region;
use tokio::sync::Mutex;

use super::{ApiError, Class, Source};

/// How long before their end credentials are fetched again.
const MARGIN: Duration = Duration::from_secs(120);
/// How long fetching may take; single sign-on and roles are calls of their own.
const FETCH: Duration = Duration::from_secs(30);

/// Provides credentials that are valid now.
#[derive(Debug)]
pub(super) struct KeptCredentials {
    provider: SharedCredentialsProvider,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    credentials: Option<Credentials>,
    /// How often they were fetched.
    fetched: u64,
}

impl KeptCredentials {
    /// Prepares where credentials come from; nothing is fetched yet.
    pub(super) async fn from(source: &Source, region: &str, http: SharedHttpClient) -> Result<Self, ApiError> {
        let provider = match source {
            Source::Keys { access_key, secret_key, session_token } => SharedCredentialsProvider::new(Credentials::new(
                access_key,
                secret_key,
                session_token.clone(),
                None,
                "terraproof",
            )),
            Source::Environment { profile, role } => {
                chain(profile.as_deref(), role.as_deref(), region, http).await.ok_or_else(|| {
                    ApiError::local(Class::Credentials, "NoCredentials", "there is no place to look for credentials")
                })?
            }
        };
        Ok(Self { provider, kept: Mutex::default() })
    }

    /// Returns credentials that are valid for two minutes at least, where they can be had, and the number of the fetch they are from.
    pub(super) async fn current(&self) -> Result<(Credentials, u64), ApiError> {
        let mut kept = self.kept.lock().await;
        let is_kept = |credentials: &&Credentials| is_fresh(credentials, SystemTime::now());
        if let Some(credentials) = kept.credentials.as_ref().filter(is_kept) {
            return Ok((credentials.clone(), kept.fetched));
        }
        let fetched = tokio::time::timeout(FETCH, self.provider.provide_credentials()).await;
        let credentials = match fetched {
            Ok(Ok(credentials)) => credentials,
            Ok(Err(error)) => return Err(none(&crate::console::sentence(&error))),
            Err(_) => return Err(none(&format!("nobody gave any within {} s", FETCH.as_secs()))),
        };
        *kept = Kept { credentials: Some(credentials.clone()), fetched: kept.fetched + 1 };
        Ok((credentials, kept.fetched))
    }

    /// Forgets the credentials of a fetch that a service refused as expired, so that the next call fetches new ones. Of many calls that were
    /// refused together the first one does so for all.
    pub(super) async fn forget(&self, fetch: u64) {
        let mut kept = self.kept.lock().await;
        if kept.fetched == fetch {
            kept.credentials = None;
        }
    }
}

fn is_fresh(credentials: &Credentials, now: SystemTime) -> bool {
    credentials.expiry().is_none_or(|expiry| expiry > now + MARGIN)
}

fn none(why: &str) -> ApiError {
    ApiError::local(Class::Credentials, "NoCredentials", format!("no credentials: {why}"))
}

/// Looks where every AWS tool looks. A profile that is named is that profile, whatever the environment holds beside it.
async fn chain(
    profile: Option<&str>,
    role: Option<&str>,
    region: &str,
    http: SharedHttpClient,
) -> Option<SharedCredentialsProvider> {
    let region = Region::new(region.to_owned());
    let mut loader = aws_config::defaults(BehaviorVersion::latest()).region(region.clone()).http_client(http.clone());
    if let Some(profile) = profile {
        loader = loader.profile_name(profile);
    }
    let config = loader.load().await;
    let base = match profile {
        Some(profile) => {
            let way = ProviderConfig::without_region().with_region(Some(region)).with_http_client(http);
            let named = ProfileFileCredentialsProvider::builder().profile_name(profile).configure(&way).build();
            SharedCredentialsProvider::new(named)
        }
        None => config.credentials_provider()?,
    };
    let Some(role) = role else { return Some(base) };
    let assumed = AssumeRoleProvider::builder(role).session_name("terraproof-nuke").configure(&config);
    Some(SharedCredentialsProvider::new(assumed.build_from_provider(base).await))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_about_to_expire_are_not_fresh() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        let until = |seconds| Credentials::new("a", "s", None, Some(now + Duration::from_secs(seconds)), "test");
        assert!(!is_fresh(&until(60), now) && is_fresh(&until(600), now));
        assert!(is_fresh(&Credentials::new("a", "s", None, None, "test"), now));
    }
}
