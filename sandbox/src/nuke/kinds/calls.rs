//! What many kinds do alike.

use futures_util::StreamExt as _;
use serde_json::{Value, json};

use super::{Found, Kind};
use crate::nuke::api::{Api, ApiError, Paging};
use crate::nuke::model::Resource;

/// How many single calls of one batch are on their way at once; the account's own limit is on top of it.
const AT_ONCE: usize = 16;

/// Reads resources again through [`Kind::detail`] alone, which has to fail with an absence where there is nothing any more.
pub(crate) async fn one_by_one(
    kind: &dyn Kind,
    api: &Api,
    ids: &[&str],
    start: impl Fn(&str) -> Resource,
) -> Result<Vec<Resource>, ApiError> {
    let looks = ids.iter().map(|id| {
        let mut resource = start(id);
        async move {
            match kind.detail(api, &mut resource).await {
                Ok(()) => Ok(Some(resource)),
                Err(error) if error.is_absent() => Ok(None),
                Err(error) => Err(error),
            }
        }
    });
    // Collected first: a stream over a closure that borrows does not promise `Send`.
    let looks: Vec<_> = looks.collect();
    let seen: Vec<_> = futures_util::stream::iter(looks).buffered(AT_ONCE).collect().await;
    seen.into_iter().filter_map(Result::transpose).collect()
}

/// Builds the parameters of an EC2 listing of exactly these: a filter finds what is there and is silent about the rest, where a list of ids
/// fails with the first that is gone. At most 200 ids.
pub(crate) fn with_filter(name: &str, ids: &[&str]) -> Value {
    json!({ "Filter": [{ "Name": name, "Value": ids }] })
}

/// How the listings of KMS go on.
pub(crate) const KMS_PAGING: Paging = Paging { parameter: "Marker", answer: "NextMarker" };

/// Reads resources again by listing all of their kind.
pub(crate) async fn look_by_listing(kind: &dyn Kind, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
    let mut found = Found::default();
    kind.list(api, &mut found).await?;
    let mut resources = found.into_resources();
    resources.retain(|resource| ids.contains(&resource.id()));
    if kind.about().details {
        for resource in &mut resources {
            kind.detail(api, resource).await?;
        }
    }
    Ok(resources)
}
