//! What the kinds of Lambda have in common.

use serde_json::Value;

use crate::nuke::api::services::LAMBDA;
use crate::nuke::api::{Answer, Api, ApiError, Rest};

/// Reads a listing page by page.
pub(super) async fn pages(api: &Api, operation: &str, path: &str) -> Result<Vec<Answer>, ApiError> {
    let (mut pages, mut marker) = (Vec::new(), None::<String>);
    loop {
        let mut asked = Rest::get(path).query("MaxItems", "50");
        if let Some(marker) = &marker {
            asked = asked.query("Marker", marker);
        }
        let page = api.rest(&LAMBDA, operation, asked).await?;
        let next = page.text("NextMarker").map(str::to_owned);
        pages.push(page);
        if next.is_none() || next == marker {
            return Ok(pages);
        }
        marker = next;
    }
}

/// Returns the name in a function's ARN.
pub(super) fn function_of(arn: &str) -> Option<&str> {
    arn.split(":function:").nth(1)?.split(':').next()
}

/// Returns a fact's text.
pub(super) fn text(fact: Option<&Value>) -> &str {
    fact.and_then(Value::as_str).unwrap_or_default()
}
