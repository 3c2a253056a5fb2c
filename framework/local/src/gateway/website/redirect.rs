//! Redirects: of everything, by rule, and of a directory to its index.

use http::{HeaderValue, Response, StatusCode, header};
use percent_encoding::utf8_percent_encode;

use super::configuration::RoutingRule;
use crate::gateway::body::{Body, empty};
use crate::gateway::public::KEY;

/// Answers with a redirect.
pub(super) fn redirect(status: StatusCode, location: &str) -> Response<Body> {
    let mut response = Response::new(empty());
    *response.status_mut() = status;
    if let Ok(location) = HeaderValue::from_str(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// Gives the redirect of the first rule that applies; `failed` is the status the object would have, if it fails.
pub(super) fn by_rule(
    rules: &[RoutingRule],
    own_host: &str,
    key: &str,
    failed: Option<StatusCode>,
) -> Option<Response<Body>> {
    let rule = rules.iter().find(|rule| applies(rule, key, failed))?;
    let target = match (&rule.replace_key, &rule.replace_prefix) {
        (Some(target), _) => target.clone(),
        (None, Some(replacement)) => {
            let rest = rule.prefix.as_deref().and_then(|prefix| key.strip_prefix(prefix)).unwrap_or(key);
            format!("{replacement}{rest}")
        }
        (None, None) => key.to_owned(),
    };
    let protocol = rule.protocol.as_deref().unwrap_or("http");
    let host = rule.host.as_deref().unwrap_or(own_host);
    let status = rule
        .redirect_status
        .and_then(|status| StatusCode::from_u16(status).ok())
        .unwrap_or(StatusCode::MOVED_PERMANENTLY);
    Some(redirect(status, &format!("{protocol}://{host}/{}", utf8_percent_encode(&target, KEY))))
}

/// Rules for a status are asked when the object failed, the others before it is looked for.
fn applies(rule: &RoutingRule, key: &str, failed: Option<StatusCode>) -> bool {
    let prefix = rule.prefix.as_deref().is_none_or(|prefix| key.starts_with(prefix));
    prefix && rule.status == failed.map(|status| status.as_u16())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn location(rule: RoutingRule, key: &str, failed: Option<StatusCode>) -> Option<String> {
        let response = by_rule(&[rule], "site", key, failed)?;
        Some(response.headers()[header::LOCATION].to_str().unwrap().to_owned())
    }

    #[test]
    fn a_prefix_is_replaced() {
        let rule =
            RoutingRule { prefix: Some("old/".into()), replace_prefix: Some("new/".into()), ..RoutingRule::default() };
        assert_eq!(location(rule.clone(), "old/a b", None).as_deref(), Some("http://site/new/a%20b"));
        assert_eq!(location(rule, "other", None), None);
    }

    #[test]
    fn a_rule_for_a_status_waits_for_it() {
        let rule = RoutingRule {
            status: Some(404),
            host: Some("other".into()),
            protocol: Some("https".into()),
            ..RoutingRule::default()
        };
        assert_eq!(location(rule.clone(), "a", None), None);
        assert_eq!(location(rule, "a", Some(StatusCode::NOT_FOUND)).as_deref(), Some("https://other/a"));
    }
}
