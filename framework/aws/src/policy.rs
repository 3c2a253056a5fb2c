//! IAM policy documents: what a bucket, a role, a queue or a key allows.
//!
//! Source: [policy grammar](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html).

use serde_json::{Map, Value};

use crate::arn::{Arn, covers};

/// Is a policy in its statements.
///
/// ```
/// use terraproof_aws::Policy;
///
/// let policy = Policy::parse(r#"{ "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } }"#)?;
/// assert!(policy.wildcard_admin().is_some());
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Policy {
    statements: Vec<Statement>,
}

/// Says what a statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It allows.
    Allow,
    /// It denies, whatever else allows.
    Deny,
}

/// Is one statement of a policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Its name, if it has one.
    pub sid: Option<String>,
    /// What it does.
    pub effect: Effect,
    /// Whom it is about: `*`, ARNs, accounts, services; empty in the policy of an identity.
    pub principals: Vec<String>,
    /// The actions it covers, with wildcards.
    pub actions: Vec<String>,
    /// The actions it leaves out, where it covers all others.
    pub not_actions: Vec<String>,
    /// The resources it covers, with wildcards.
    pub resources: Vec<String>,
    /// The resources it leaves out, where it covers all others.
    pub not_resources: Vec<String>,
    /// Its conditions: operator to key to values.
    pub conditions: Map<String, Value>,
}

impl Policy {
    /// Reads a policy from JSON; percent-encoded, as IAM gives it, as well.
    ///
    /// # Errors
    /// Returns why the text is no policy.
    pub fn parse(text: &str) -> Result<Self, String> {
        let decoded = percent_encoding::percent_decode_str(text).decode_utf8_lossy();
        let text = if text.trim_start().starts_with('{') { text } else { &decoded };
        let document: Value = serde_json::from_str(text).map_err(|error| format!("the policy is not JSON: {error}"))?;
        let statements = document.get("Statement").ok_or("the policy has no `Statement`")?;
        let statements = match statements {
            Value::Array(statements) => statements.iter().map(Statement::read).collect::<Result<_, _>>()?,
            one => vec![Statement::read(one)?],
        };
        Ok(Self { statements })
    }

    /// Returns the statements.
    #[must_use]
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// Returns a statement that allows everything on everything, without a condition.
    #[must_use]
    pub fn wildcard_admin(&self) -> Option<&Statement> {
        let all = |patterns: &[String]| patterns.iter().any(|pattern| pattern == "*" || pattern == "*:*");
        self.allowing().find(|statement| {
            let actions =
                all(&statement.actions) || (statement.actions.is_empty() && !statement.not_actions.is_empty());
            let resources = all(&statement.resources) || !statement.not_resources.is_empty();
            actions && resources && statement.conditions.is_empty()
        })
    }

    /// Tells whether the action is denied to everybody over plain HTTP, on each of the resources; `s3:*` asks for all of S3's.
    #[must_use]
    pub fn denies_insecure_transport(&self, action: &str, resources: &[String]) -> bool {
        resources.iter().all(|resource| {
            self.statements.iter().any(|statement| {
                statement.effect == Effect::Deny
                    && statement.is_about_everybody()
                    && statement.actions.iter().any(|pattern| covers_action(pattern, action))
                    && statement.resources.iter().any(|pattern| covers(pattern, resource))
                    && statement.is_only_about_insecure_transport()
            })
        })
    }

    /// Returns a statement that allows something to everybody, without a condition.
    #[must_use]
    pub fn allows_everybody(&self) -> Option<&Statement> {
        self.allowing().find(|statement| statement.is_about_everybody() && statement.conditions.is_empty())
    }

    /// Tells whether a statement allows `action` to the principal: a service name, an account, or an ARN.
    ///
    /// The root of an account and the account's number are the same. Conditions are not weighed.
    #[must_use]
    pub fn trusts(&self, principal: &str, action: &str) -> bool {
        self.allowing().any(|statement| {
            let named = statement.principals.iter().any(|known| known == "*" || same_principal(known, principal));
            named && statement.actions.iter().any(|pattern| covers_action(pattern, action))
        })
    }

    /// Returns whom the policy allows anything.
    #[must_use]
    pub fn principals(&self) -> Vec<&str> {
        let mut principals: Vec<&str> =
            self.allowing().flat_map(|statement| &statement.principals).map(String::as_str).collect();
        principals.sort_unstable();
        principals.dedup();
        principals
    }

    fn allowing(&self) -> impl Iterator<Item = &Statement> {
        self.statements.iter().filter(|statement| statement.effect == Effect::Allow)
    }
}

impl Statement {
    fn read(value: &Value) -> Result<Self, String> {
        let texts = |name: &str| value.get(name).map(texts).unwrap_or_default();
        let effect = match value.get("Effect").and_then(Value::as_str) {
            Some("Allow") => Effect::Allow,
            Some("Deny") => Effect::Deny,
            _ => return Err("a statement has no `Effect` of `Allow` or `Deny`".to_owned()),
        };
        let principals = match value.get("Principal") {
            Some(Value::Object(kinds)) => kinds.values().flat_map(self::texts).collect(),
            Some(other) => self::texts(other),
            None => Vec::new(),
        };
        Ok(Self {
            sid: value.get("Sid").and_then(Value::as_str).map(str::to_owned),
            effect,
            principals,
            actions: texts("Action"),
            not_actions: texts("NotAction"),
            resources: texts("Resource"),
            not_resources: texts("NotResource"),
            conditions: value.get("Condition").and_then(Value::as_object).cloned().unwrap_or_default(),
        })
    }

    fn is_about_everybody(&self) -> bool {
        self.principals.iter().any(|principal| principal == "*")
    }

    /// A second condition would let some of the calls through.
    fn is_only_about_insecure_transport(&self) -> bool {
        let mut conditions = self.conditions.iter();
        let (Some((operator, keys)), None) = (conditions.next(), conditions.next()) else { return false };
        let boolean = ["Bool", "BoolIfExists"].iter().any(|known| known.eq_ignore_ascii_case(operator));
        let Some(keys) = keys.as_object().filter(|keys| boolean && keys.len() == 1) else { return false };
        keys.iter().all(|(key, value)| key.eq_ignore_ascii_case("aws:SecureTransport") && texts(value) == ["false"])
    }
}

/// Actions are compared without case.
fn covers_action(pattern: &str, action: &str) -> bool {
    covers(&pattern.to_ascii_lowercase(), &action.to_ascii_lowercase())
}

fn same_principal(known: &str, asked: &str) -> bool {
    let account_of = |principal: &str| -> Option<String> {
        if crate::arn::is_account(principal) {
            return Some(principal.to_owned());
        }
        Arn::read(principal).filter(|arn| arn.resource == "root").map(|arn| arn.account.to_owned())
    };
    known == asked || account_of(known).is_some_and(|account| Some(account) == account_of(asked))
}

/// Reads one text or a list of them; a boolean counts as its name.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(texts) => texts.iter().flat_map(self::texts).collect(),
        Value::Bool(truth) => vec![truth.to_string()],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn policy(statement: &Value) -> Policy {
        Policy::parse(&json!({ "Version": "2012-10-17", "Statement": statement }).to_string()).unwrap()
    }

    fn secure(change: impl Fn(&mut Value)) -> bool {
        let mut statement = json!({
            "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"],
            "Condition": { "Bool": { "aws:SecureTransport": "false" } },
        });
        change(&mut statement);
        policy(&statement)
            .denies_insecure_transport("s3:*", &["arn:aws:s3:::b".to_owned(), "arn:aws:s3:::b/any".to_owned()])
    }

    #[test]
    fn insecure_transport_is_denied_only_without_a_gap() {
        assert!(secure(|_| ()));
        assert!(secure(|statement| statement["Principal"] = json!({ "AWS": "*" })));
        assert!(!secure(|statement| statement["Resource"] = json!("arn:aws:s3:::b/*")));
        assert!(!secure(|statement| statement["Action"] = json!("s3:GetObject")));
        assert!(!secure(|statement| statement["Principal"] = json!({ "AWS": "111122223333" })));
        assert!(!secure(|statement| statement["Condition"]["Bool"]["aws:SecureTransport"] = json!("true")));
        assert!(!secure(|statement| statement["Condition"]["IpAddress"] = json!({ "aws:SourceIp": "10.0.0.0/8" })));
        assert!(!secure(|statement| statement["Effect"] = json!("Allow")));
    }

    #[test]
    fn an_administrator_is_found_behind_a_percent_encoding() {
        let encoded = "%7B%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22%2A%22%2C%22Resource%22%3A%22%2A%22%7D%5D%7D";
        assert!(Policy::parse(encoded).unwrap().wildcard_admin().is_some());
        let narrow = policy(&json!({ "Effect": "Allow", "Action": ["s3:*"], "Resource": "*" }));
        assert!(narrow.wildcard_admin().is_none());
    }

    #[test]
    fn a_root_arn_and_its_account_are_one_principal() {
        let trust = policy(&json!([
            { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root", "Service": ["ec2.amazonaws.com"] },
              "Action": "sts:AssumeRole" },
        ]));
        assert!(trust.trusts("111122223333", "sts:AssumeRole"));
        assert!(trust.trusts("ec2.amazonaws.com", "sts:assumerole"));
        assert!(!trust.trusts("lambda.amazonaws.com", "sts:AssumeRole"));
        assert!(!trust.trusts("111122223333", "sts:TagSession"));
    }

    #[test]
    fn what_is_no_policy_says_why() {
        assert!(Policy::parse("hello").unwrap_err().contains("not JSON"));
        assert!(Policy::parse("{}").unwrap_err().contains("`Statement`"));
        assert!(Policy::parse(r#"{"Statement":[{}]}"#).unwrap_err().contains("`Effect`"));
    }
}
