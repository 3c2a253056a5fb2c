//! What the kinds of EKS have in common.

use crate::nuke::api::services::EKS;
use crate::nuke::api::{Api, ApiError, Rest};

/// Lists names under a path, page by page.
pub(super) async fn names(api: &Api, operation: &str, path: &str, list: &str) -> Result<Vec<String>, ApiError> {
    let (mut names, mut token) = (Vec::new(), None::<String>);
    loop {
        let mut asked = Rest::get(path).query("maxResults", "100");
        if let Some(token) = &token {
            asked = asked.query("nextToken", token);
        }
        let page = api.rest(&EKS, operation, asked).await?;
        names.extend(page.node().texts(list));
        let next = page.text("nextToken").map(str::to_owned);
        if next.is_none() || next == token {
            return Ok(names);
        }
        token = next;
    }
}
