//! What many kinds do alike.

use std::collections::HashSet;

use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use serde_json::{Value, json};

use super::{Found, Kind};
use crate::nuke::api::{Answer, Api, ApiError, Paging, Service};
use crate::nuke::model::Resource;

/// How many calls of one listing or look are on their way at once; the account's own limit is on top of it.
const AT_ONCE: usize = 16;

/// Makes calls that do not need each other, some at once, and returns their answers in order; the first error ends it.
pub(crate) async fn at_once<T: Send>(
    calls: impl IntoIterator<Item = impl Future<Output = Result<T, ApiError>> + Send>,
) -> Result<Vec<T>, ApiError> {
    // Collected first: a stream over a closure that borrows does not promise `Send`.
    let calls: Vec<_> = calls.into_iter().collect();
    stream::iter(calls).buffered(AT_ONCE).try_collect().await
}

/// Takes what went while its parts were being listed for something without any.
pub(crate) fn or_gone<T: Default>(listed: Result<T, ApiError>) -> Result<T, ApiError> {
    match listed {
        Err(error) if error.is_absent() => Ok(T::default()),
        listed => listed,
    }
}

/// Reads the details of resources; those that turn out to be gone are left out.
pub(crate) async fn detailed<K: Kind + ?Sized>(
    kind: &K,
    api: &Api,
    resources: Vec<Resource>,
) -> Result<Vec<Resource>, ApiError> {
    let details = resources.into_iter().map(|mut resource| async move {
        match kind.detail(api, &mut resource).await {
            Ok(()) => Ok(Some(resource)),
            Err(error) if error.is_absent() => Ok(None),
            Err(error) => Err(error),
        }
    });
    Ok(at_once(details).await?.into_iter().flatten().collect())
}

/// Reads resources again through [`Kind::detail`] alone, which has to fail with an absence where there is nothing any more.
pub(crate) async fn one_by_one<K: Kind + ?Sized>(
    kind: &K,
    api: &Api,
    ids: &[&str],
    start: impl Fn(&str) -> Resource,
) -> Result<Vec<Resource>, ApiError> {
    detailed(kind, api, ids.iter().map(|id| start(id)).collect()).await
}

/// From how many on a listing is taken to cost less than a call for each.
pub(crate) const MANY: usize = 8;

/// Finds the named ones in a listing of all of their kind, without their details.
pub(crate) async fn named_by_listing<K: Kind + ?Sized>(
    kind: &K,
    api: &Api,
    ids: &[&str],
) -> Result<Vec<Resource>, ApiError> {
    let mut found = Found::default();
    kind.list(api, &mut found).await?;
    let named: HashSet<&str> = ids.iter().copied().collect();
    let mut resources = found.into_resources();
    resources.retain(|resource| named.contains(resource.id()));
    Ok(resources)
}

/// Reads resources again by listing all of their kind.
pub(crate) async fn look_by_listing<K: Kind + ?Sized>(
    kind: &K,
    api: &Api,
    ids: &[&str],
) -> Result<Vec<Resource>, ApiError> {
    let resources = named_by_listing(kind, api, ids).await?;
    if kind.about().details { detailed(kind, api, resources).await } else { Ok(resources) }
}

/// Asks for something once for so many at a time, some calls at once.
pub(crate) async fn in_chunks(
    api: &Api,
    service: &'static Service,
    operation: &'static str,
    (parameter, size): (&str, usize),
    values: &[&str],
) -> Result<Vec<Answer>, ApiError> {
    at_once(values.chunks(size).map(|some| api.call(service, operation, json!({ parameter: some })))).await
}

/// Builds the parameters of an EC2 listing of exactly these: a filter finds what is there and is silent about the rest, where a list of ids
/// fails with the first that is gone. At most 200 ids.
pub(crate) fn with_filter(name: &str, ids: &[&str]) -> Value {
    json!({ "Filter": [{ "Name": name, "Value": ids }] })
}

/// How the listings of KMS go on.
pub(crate) const KMS_PAGING: Paging = Paging { parameter: "Marker", answer: "NextMarker" };
