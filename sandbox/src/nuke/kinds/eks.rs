//! What the kinds of EKS have in common.

use serde_json::Value;

use crate::nuke::api::services::EKS;
use crate::nuke::api::{Api, ApiError, Node, Rest};

/// Lists names under a path, page by page.
pub(super) async fn names(api: &Api, operation: &str, path: &str, list: &str) -> Result<Vec<String>, ApiError> {
    let entries = entries(api, operation, path, list).await?;
    Ok(entries.iter().filter_map(|entry| Node(entry).as_text()).map(str::to_owned).collect())
}

/// Lists what is under a path, page by page.
pub(super) async fn entries(api: &Api, operation: &str, path: &str, list: &str) -> Result<Vec<Value>, ApiError> {
    let asked = |after: Option<&str>| {
        let asked = Rest::get(path).query("maxResults", "100");
        after.map_or_else(|| asked.clone(), |after| asked.clone().query("nextToken", after))
    };
    let pages = super::rest_pages(api, &EKS, operation, "nextToken", asked).await?;
    Ok(pages.iter().flat_map(|page| page.list(list)).map(|entry| entry.0.clone()).collect())
}
