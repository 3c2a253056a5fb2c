//! Bucket policies, decided for somebody without an identity.

use serde::Deserialize;
use serde_json::Value;

use super::condition::{self, Holds};
use super::pattern::matches;

/// What a policy says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    Allow,
    Deny,
    /// No statement applies.
    Silent,
}

/// A bucket policy; the empty one says nothing.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Policy {
    #[serde(rename = "Statement", deserialize_with = "one_or_many")]
    statements: Vec<Statement>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    effect: String,
    principal: Option<Value>,
    not_principal: Option<Value>,
    action: Option<Value>,
    not_action: Option<Value>,
    resource: Option<Value>,
    not_resource: Option<Value>,
    condition: Option<Value>,
}

fn one_or_many<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<Statement>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Statements {
        Many(Vec<Statement>),
        One(Box<Statement>),
    }
    Ok(match Statements::deserialize(deserializer)? {
        Statements::Many(many) => many,
        Statements::One(one) => vec![*one],
    })
}

impl Policy {
    pub(super) fn parse(document: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(document)
    }

    /// Decides about an action on `bucket` or `bucket/key`. What is unknown never allows and always denies.
    pub(super) fn decide(&self, action: &str, resource: &str, tls: bool) -> Effect {
        let mut effect = Effect::Silent;
        for statement in &self.statements {
            match statement.applies(action, resource, tls) {
                Holds::No => {}
                Holds::Unknown if statement.allows() => {
                    tracing::info!(
                        resource,
                        "a statement of the bucket policy has a condition the local cloud cannot decide; it grants nothing"
                    );
                }
                Holds::Yes if statement.allows() => effect = Effect::Allow,
                Holds::Yes | Holds::Unknown => return Effect::Deny,
            }
        }
        effect
    }
}

impl Statement {
    fn allows(&self) -> bool {
        self.effect == "Allow"
    }

    fn applies(&self, action: &str, resource: &str, tls: bool) -> Holds {
        if !self.is_for_everybody() || !self.names_action(action) || !self.names_resource(resource) {
            return Holds::No;
        }
        self.condition.as_ref().map_or(Holds::Yes, |block| condition::decide(block, tls))
    }

    /// A statement for named principals is not about somebody unknown; one for all but the named is, when it denies.
    fn is_for_everybody(&self) -> bool {
        match (&self.principal, &self.not_principal) {
            (Some(principal), _) => any(principal) || principal.get("AWS").is_some_and(any),
            (None, Some(_)) => !self.allows(),
            (None, None) => false,
        }
    }

    fn names_action(&self, action: &str) -> bool {
        let is = |pattern: &str| matches(&pattern.to_ascii_lowercase(), &action.to_ascii_lowercase());
        named(self.action.as_ref(), self.not_action.as_ref(), is)
    }

    fn names_resource(&self, resource: &str) -> bool {
        named(self.resource.as_ref(), self.not_resource.as_ref(), |pattern| {
            pattern == "*" || pattern.splitn(6, ':').nth(5).is_some_and(|pattern| matches(pattern, resource))
        })
    }
}

fn any(value: &Value) -> bool {
    texts(value).any(|text| text == "*")
}

fn named(positive: Option<&Value>, negative: Option<&Value>, is: impl Fn(&str) -> bool) -> bool {
    match (positive, negative) {
        (Some(patterns), _) => texts(patterns).any(is),
        (None, Some(patterns)) => !texts(patterns).any(is),
        (None, None) => false,
    }
}

/// Gives a text, or all texts of a list.
fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value.as_str().into_iter().chain(value.as_array().into_iter().flatten().filter_map(Value::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decide(statements: &Value, action: &str, resource: &str, tls: bool) -> Effect {
        let document = serde_json::json!({ "Version": "2012-10-17", "Statement": statements });
        Policy::parse(document.to_string().as_bytes()).unwrap().decide(action, resource, tls)
    }

    fn read() -> Value {
        serde_json::json!({ "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::site/*" })
    }

    #[test]
    fn a_statement_for_everybody_makes_objects_public_and_nothing_else() {
        assert_eq!(decide(&read(), "s3:GetObject", "site/a/b", false), Effect::Allow);
        assert_eq!(decide(&read(), "s3:PutObject", "site/a", false), Effect::Silent);
        assert_eq!(decide(&read(), "s3:GetObject", "other/a", false), Effect::Silent);
        assert_eq!(decide(&read(), "s3:ListBucket", "site", false), Effect::Silent);
    }

    #[test]
    fn principals_are_read_in_every_spelling() {
        for principal in
            [serde_json::json!({ "AWS": "*" }), serde_json::json!({ "AWS": ["*"] }), serde_json::json!("*")]
        {
            let mut statement = read();
            statement["Principal"] = principal;
            assert_eq!(decide(&statement, "s3:GetObject", "site/a", false), Effect::Allow);
        }
        let mut statement = read();
        statement["Principal"] = serde_json::json!({ "AWS": "arn:aws:iam::123456789012:root" });
        assert_eq!(decide(&statement, "s3:GetObject", "site/a", false), Effect::Silent);
    }

    #[test]
    fn a_deny_wins_wherever_it_stands() {
        let deny = serde_json::json!({ "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::site/secret/*" });
        assert_eq!(decide(&serde_json::json!([deny, read()]), "s3:GetObject", "site/secret/a", false), Effect::Deny);
        assert_eq!(decide(&serde_json::json!([deny, read()]), "s3:GetObject", "site/a", false), Effect::Allow);
    }

    #[test]
    fn a_deny_of_plain_http_counts_for_plain_http_only() {
        let deny = serde_json::json!({ "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::site/*",
            "Condition": { "Bool": { "aws:SecureTransport": "false" } } });
        let statements = serde_json::json!([read(), deny]);
        assert_eq!(decide(&statements, "s3:GetObject", "site/a", false), Effect::Deny);
        assert_eq!(decide(&statements, "s3:GetObject", "site/a", true), Effect::Allow);
    }

    #[test]
    fn a_condition_that_cannot_be_known_never_grants_and_always_denies() {
        let condition = serde_json::json!({ "IpAddress": { "aws:SourceIp": "10.0.0.0/8" } });
        let mut allow = read();
        allow["Condition"] = condition.clone();
        assert_eq!(decide(&allow, "s3:GetObject", "site/a", false), Effect::Silent);
        let mut deny = read();
        deny["Effect"] = "Deny".into();
        deny["Condition"] = condition;
        assert_eq!(decide(&serde_json::json!([read(), deny]), "s3:GetObject", "site/a", false), Effect::Deny);
    }

    #[test]
    fn everybody_but_somebody_is_denied_and_not_allowed() {
        let statement = |effect: &str| serde_json::json!({ "Effect": effect, "NotPrincipal": { "AWS": "arn:aws:iam::1:root" }, "NotAction": "s3:Put*", "Resource": "*" });
        assert_eq!(decide(&statement("Allow"), "s3:GetObject", "site/a", false), Effect::Silent);
        assert_eq!(decide(&statement("Deny"), "s3:GetObject", "site/a", false), Effect::Deny);
    }
}
