//! The website configuration of a bucket.

use crate::gateway::xml::Element;

/// What a bucket website does with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Configuration {
    /// Everything goes to another host.
    RedirectAll { host: String, protocol: Option<String> },
    /// Objects are served.
    Documents { index: String, error: Option<String>, rules: Vec<RoutingRule> },
}

/// One routing rule; a condition that is missing always holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RoutingRule {
    pub(super) prefix: Option<String>,
    pub(super) status: Option<u16>,
    pub(super) host: Option<String>,
    pub(super) protocol: Option<String>,
    pub(super) replace_prefix: Option<String>,
    pub(super) replace_key: Option<String>,
    pub(super) redirect_status: Option<u16>,
}

impl Configuration {
    pub(super) fn parse(document: &[u8]) -> Option<Self> {
        let root = Element::parse(document)?;
        if let Some(redirect) = root.child("RedirectAllRequestsTo") {
            let host = redirect.text_of("HostName")?.to_owned();
            return Some(Self::RedirectAll { host, protocol: owned(redirect, "Protocol") });
        }
        let index = root.child("IndexDocument")?.text_of("Suffix")?.to_owned();
        let error = root.child("ErrorDocument").and_then(|it| owned(it, "Key"));
        let rules =
            root.child("RoutingRules").map(|rules| rules.all("RoutingRule").map(rule).collect()).unwrap_or_default();
        Some(Self::Documents { index, error, rules })
    }
}

fn rule(rule: &Element) -> RoutingRule {
    let empty = Element::default();
    let condition = rule.child("Condition").unwrap_or(&empty);
    let redirect = rule.child("Redirect").unwrap_or(&empty);
    let number = |element: &Element, name: &str| element.text_of(name).and_then(|text| text.parse().ok());
    RoutingRule {
        prefix: owned(condition, "KeyPrefixEquals"),
        status: number(condition, "HttpErrorCodeReturnedEquals"),
        host: owned(redirect, "HostName"),
        protocol: owned(redirect, "Protocol"),
        // An empty replacement is one: it removes the prefix.
        replace_prefix: redirect.child("ReplaceKeyPrefixWith").map(|it| it.text.trim().to_owned()),
        replace_key: owned(redirect, "ReplaceKeyWith"),
        redirect_status: number(redirect, "HttpRedirectCode"),
    }
}

fn owned(element: &Element, name: &str) -> Option<String> {
    element.text_of(name).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_and_rules_are_read() {
        let document = b"<WebsiteConfiguration><IndexDocument><Suffix>index.html</Suffix></IndexDocument><ErrorDocument><Key>error.html</Key></ErrorDocument>\
            <RoutingRules><RoutingRule><Condition><KeyPrefixEquals>old/</KeyPrefixEquals></Condition><Redirect><ReplaceKeyPrefixWith>new/</ReplaceKeyPrefixWith></Redirect></RoutingRule></RoutingRules></WebsiteConfiguration>";
        let Some(Configuration::Documents { index, error, rules }) = Configuration::parse(document) else {
            panic!("documents were expected");
        };
        assert_eq!((&*index, error.as_deref()), ("index.html", Some("error.html")));
        assert_eq!(rules[0].prefix.as_deref(), Some("old/"));
        assert_eq!(rules[0].replace_prefix.as_deref(), Some("new/"));
    }

    #[test]
    fn a_redirect_of_everything_is_read() {
        let document = b"<WebsiteConfiguration><RedirectAllRequestsTo><HostName>example.com</HostName><Protocol>https</Protocol></RedirectAllRequestsTo></WebsiteConfiguration>";
        let expected = Configuration::RedirectAll { host: "example.com".into(), protocol: Some("https".into()) };
        assert_eq!(Configuration::parse(document), Some(expected));
    }
}
