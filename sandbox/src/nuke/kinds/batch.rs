//! What the kinds of Batch have in common.

use http::Method;
use serde_json::{Value, json};

use super::{ARN, Deleted};
use crate::nuke::api::services::BATCH;
use crate::nuke::api::{Answer, Api, ApiError, Node, Rest};
use crate::nuke::model::{Reference, Resource, State};

/// Asks for an operation, whose path is its name in small letters.
pub(super) async fn asked(api: &Api, operation: &str, parameters: Value) -> Result<Answer, ApiError> {
    let path = format!("/v1/{}", operation.to_ascii_lowercase());
    api.rest(&BATCH, operation, Rest::new(Method::POST, path).body(parameters.to_string())).await
}

/// Reads a listing page by page.
pub(super) async fn pages(api: &Api, operation: &str, parameters: Value) -> Result<Vec<Answer>, ApiError> {
    let path = format!("/v1/{}", operation.to_ascii_lowercase());
    let asked = |token: Option<&str>| {
        let mut parameters = parameters.clone();
        if let Some(token) = token {
            parameters["nextToken"] = token.into();
        }
        Rest::new(Method::POST, path.clone()).body(parameters.to_string())
    };
    super::rest_pages(api, &BATCH, operation, "nextToken", asked).await
}

/// The fact of an environment or queue that holds whether it takes work.
const STATE: &str = "state";

/// Starts the resource of an environment or queue; nothing where it is gone.
pub(super) fn started(api: &Api, kind: &str, entry: Node<'_>, (name, arn): (&str, &str)) -> Option<Resource> {
    let mut resource = Resource::new(Reference::new(kind, api.region(), entry.text(name)?));
    resource.tags = entry.tags("tags");
    resource.facts.insert(ARN.to_owned(), entry.text(arn)?.into());
    resource.facts.insert(STATE.to_owned(), entry.text_or_empty("state").into());
    match entry.text("status") {
        Some("DELETED") => return None,
        Some("DELETING") => resource.state = State::Deleting,
        _ => {}
    }
    Some(resource)
}

/// Deletes an environment or queue, which has to be disabled before: `named` is the parameter that takes its name.
pub(super) async fn disabled_and_deleted(
    api: &Api,
    resource: &Resource,
    (update, delete, named): (&str, &str, &str),
) -> Result<Deleted, ApiError> {
    if resource.facts.get(STATE).and_then(Value::as_str) != Some("DISABLED") {
        asked(api, update, json!({ named: resource.id(), "state": "DISABLED" })).await?;
        return Err(super::stopping("it"));
    }
    let answer = asked(api, delete, json!({ named: resource.id() })).await.map_err(still_changing)?;
    Ok(Deleted::Requested(answer.request_id))
}

/// While it is being disabled, and while a queue names it, Batch answers a wrong request.
fn still_changing(mut error: ApiError) -> ApiError {
    let message = error.message.to_ascii_lowercase();
    if ["being modified", "found existing", "relationship", "must be disabled"]
        .iter()
        .any(|said| message.contains(said))
    {
        error.class = crate::nuke::api::Class::Dependency;
    }
    error
}
