//! What many kinds do alike.

use std::collections::HashSet;

use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use serde_json::{Value, json};

use super::{Found, Kind};
use crate::nuke::api::{Answer, Api, ApiError, Class, Paging, Rest, Service};
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

/// Reads a listing of a service with paths, page by page: `asked` writes the call that goes on after a token, which answers have at `token`.
pub(crate) async fn rest_pages(
    api: &Api,
    service: &'static Service,
    operation: &str,
    token: &str,
    asked: impl Fn(Option<&str>) -> Rest + Send,
) -> Result<Vec<Answer>, ApiError> {
    let (mut pages, mut after) = (Vec::new(), None::<String>);
    loop {
        let page = api.rest(service, operation, asked(after.as_deref())).await?;
        let next = page.text(token).map(str::to_owned);
        pages.push(page);
        if next.is_none() {
            return Ok(pages);
        }
        if next == after {
            return Err(ApiError::unexpected(format!("the listing `{operation}` hands out the same token again")));
        }
        after = next;
    }
}

/// The fact that holds the ARN of what is deleted by its name, and has its tags by the ARN.
pub(crate) const ARN: &str = "arn";

/// Returns the ARN that a listing told.
pub(crate) fn arn_of(resource: &Resource) -> &str {
    resource.facts.get(ARN).and_then(Value::as_str).unwrap_or_default()
}

/// Reads the tags by the ARN: the operation, its parameter, and where the answer has the tags.
pub(crate) async fn tags_by_arn(
    api: &Api,
    service: &'static Service,
    (operation, parameter, list): (&str, &str, &str),
    resource: &mut Resource,
) -> Result<(), ApiError> {
    let answer = api.call(service, operation, json!({ parameter: arn_of(resource) })).await?;
    resource.tags = answer.node().tags(list);
    Ok(())
}

/// Writes an ARN of the account that calls, where a listing does not tell it: `part` is what follows the account.
pub(crate) fn own_arn(api: &Api, service: &str, part: &str) -> String {
    let partition = match api.region() {
        region if region.starts_with("cn-") => "aws-cn",
        region if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    };
    format!("arn:{partition}:{service}:{}:{}:{part}", api.region(), api.account_id().unwrap_or_default())
}

/// Says that something was asked to stop and can go once it has: the engine comes back.
pub(crate) fn stopping(what: &str) -> ApiError {
    ApiError::local(Class::Dependency, "Stopping", format!("{what} was asked to stop, and can be deleted once it has"))
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
