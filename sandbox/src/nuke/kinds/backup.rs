//! What the kinds of AWS Backup have in common.

use serde_json::Value;

use crate::nuke::api::services::BACKUP;
use crate::nuke::api::{Answer, Api, ApiError, Rest};
use crate::nuke::model::Tags;

/// Reads a listing page by page.
pub(super) async fn pages(api: &Api, operation: &str, path: &str) -> Result<Vec<Answer>, ApiError> {
    let (mut pages, mut token) = (Vec::new(), None::<String>);
    loop {
        let mut asked = Rest::get(path).query("maxResults", "1000");
        if let Some(token) = &token {
            asked = asked.query("nextToken", token);
        }
        let page = api.rest(&BACKUP, operation, asked).await?;
        let next = page.text("NextToken").map(str::to_owned);
        pages.push(page);
        if next.is_none() || next == token {
            return Ok(pages);
        }
        token = next;
    }
}

/// Reads the tags of an ARN.
pub(super) async fn tags(api: &Api, arn: Option<&Value>) -> Result<Tags, ApiError> {
    let arn = arn.and_then(Value::as_str).unwrap_or_default();
    let answer = api.rest(&BACKUP, "ListTags", Rest::get(format!("/tags/{}/", Rest::segment(arn)))).await?;
    Ok(answer.node().tags("Tags"))
}
