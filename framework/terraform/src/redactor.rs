//! Keeping secrets out of logs, events and errors.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aho_corasick::{AhoCorasick, MatchKind};
use serde_json::Value;

/// What is written in place of a secret.
pub(crate) const PLACEHOLDER: &str = "(sensitive)";

/// Shorter secrets would blot out ordinary text.
const SHORTEST: usize = 4;

/// Values that are never treated as secret: hiding them would hide everything and protect nothing.
const TRIVIAL: &[&str] = &["true", "false", "null", "none", "default", "enabled", "disabled"];

/// Replaces the secrets it was told by `(sensitive)`.
///
/// Clones share what they know. A secret is known from the moment [`Redactor::add`] returns.
#[derive(Clone, Default)]
pub struct Redactor {
    inner: Arc<Mutex<Known>>,
}

#[derive(Default)]
struct Known {
    secrets: BTreeSet<String>,
    /// Built when it is needed; `None` after a secret was added.
    automaton: Option<AhoCorasick>,
}

impl Redactor {
    /// Adds a secret, in the forms in which it may be printed: as it is, escaped as in JSON, and each line of it.
    ///
    /// Secrets of fewer than four characters and words like `true` are not added.
    pub fn add(&self, secret: &str) {
        let mut known = self.known();
        let mut added = false;
        for line in std::iter::once(secret).chain(secret.lines()) {
            let line = line.trim();
            if line.chars().count() < SHORTEST || TRIVIAL.contains(&line.to_lowercase().as_str()) {
                continue;
            }
            for form in forms(line) {
                added |= known.secrets.insert(form);
            }
        }
        if added {
            known.automaton = None;
        }
    }

    /// Adds every string in a value, and every number of at least six digits.
    pub fn add_value(&self, value: &Value) {
        match value {
            Value::String(text) => self.add(text),
            Value::Number(number) => {
                let digits = number.to_string();
                if digits.chars().filter(char::is_ascii_digit).count() >= 6 {
                    self.add(&digits);
                }
            }
            Value::Array(values) => values.iter().for_each(|value| self.add_value(value)),
            Value::Object(fields) => fields.values().for_each(|value| self.add_value(value)),
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// Replaces each secret in a text; of two that overlap, the one that starts first, and then the longer one.
    #[must_use]
    pub fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut known = self.known();
        if known.secrets.is_empty() {
            return Cow::Borrowed(text);
        }
        let automaton = known.automaton();
        drop(known);
        match automaton {
            Some(automaton) if !automaton.is_match(text) => Cow::Borrowed(text),
            Some(automaton) => Cow::Owned(automaton.replace_all_with_placeholder(text)),
            // Too many secrets for an automaton: nothing may be shown.
            None => Cow::Borrowed(PLACEHOLDER),
        }
    }

    /// Replaces each secret in the strings, the keys and the numbers of a value.
    #[must_use]
    pub fn redact_value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.redact(text).into_owned()),
            Value::Number(number) => match self.redact(&number.to_string()) {
                Cow::Borrowed(_) => value.clone(),
                Cow::Owned(hidden) => Value::String(hidden),
            },
            Value::Array(values) => values.iter().map(|value| self.redact_value(value)).collect(),
            Value::Object(fields) => {
                fields.iter().map(|(key, value)| (self.redact(key).into_owned(), self.redact_value(value))).collect()
            }
            Value::Null | Value::Bool(_) => value.clone(),
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn automaton(&mut self) -> Option<AhoCorasick> {
        if self.automaton.is_none() {
            self.automaton =
                AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(self.secrets.iter()).ok();
        }
        self.automaton.clone()
    }
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redactor").field("secrets", &self.known().secrets.len()).finish()
    }
}

trait ReplaceAll {
    fn replace_all_with_placeholder(&self, text: &str) -> String;
}

impl ReplaceAll for AhoCorasick {
    fn replace_all_with_placeholder(&self, text: &str) -> String {
        let mut result = String::with_capacity(text.len());
        self.replace_all_with(text, &mut result, |_, _, result| {
            result.push_str(PLACEHOLDER);
            true
        });
        result
    }
}

/// The ways in which terraform may print a text: plain, escaped for JSON, and as Go escapes JSON (`<`, `>` and `&` too).
fn forms(secret: &str) -> Vec<String> {
    let quoted = Value::String(secret.to_owned()).to_string();
    let escaped = quoted.trim_start_matches('"').strip_suffix('"').unwrap_or(&quoted).to_owned();
    let go = escaped.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    vec![secret.to_owned(), escaped, go]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_secret_is_replaced_wherever_it_stands() {
        let redactor = Redactor::default();
        redactor.add("hunter2!");
        assert_eq!(redactor.redact("a hunter2! b hunter2!"), "a (sensitive) b (sensitive)");
    }

    #[test]
    fn a_secret_is_found_in_its_json_forms() {
        let redactor = Redactor::default();
        redactor.add("quo\"te<tag>");
        assert_eq!(redactor.redact(r#"{"a":"quo\"te<tag>"}"#), r#"{"a":"(sensitive)"}"#);
        assert_eq!(redactor.redact(r#"{"a":"quo\"te\u003ctag\u003e"}"#), r#"{"a":"(sensitive)"}"#);
    }

    #[test]
    fn each_line_of_a_key_is_a_secret() {
        let redactor = Redactor::default();
        redactor.add("-----BEGIN-----\nMIIEvQIB\n-----END-----\n");
        assert_eq!(redactor.redact("leaked: MIIEvQIB"), "leaked: (sensitive)");
    }

    #[test]
    fn short_and_trivial_values_are_left_alone() {
        let redactor = Redactor::default();
        ["abc", "", "true", "FALSE"].iter().for_each(|secret| redactor.add(secret));
        assert!(matches!(redactor.redact("abc true FALSE"), Cow::Borrowed("abc true FALSE")));
    }

    #[test]
    fn every_leaf_of_a_value_is_a_secret() {
        let redactor = Redactor::default();
        redactor
            .add_value(&json!({"user": "ada", "keys": ["s3cr3t-one", {"k": "s3cr3t-two"}], "pin": 123_456, "n": 7}));
        assert_eq!(redactor.redact("s3cr3t-one s3cr3t-two 123456 7 ada"), "(sensitive) (sensitive) (sensitive) 7 ada");
        assert_eq!(redactor.redact_value(&json!({"pin": 123_456, "n": 7})), json!({"pin": "(sensitive)", "n": 7}));
    }

    #[test]
    fn the_longer_of_two_secrets_wins() {
        let redactor = Redactor::default();
        redactor.add("password");
        redactor.add("password-and-more");
        assert_eq!(redactor.redact("password-and-more"), "(sensitive)");
    }

    #[test]
    fn clones_share_what_they_know_and_debug_hides_it() {
        let redactor = Redactor::default();
        redactor.clone().add("hunter2!");
        assert_eq!(redactor.redact("hunter2!"), "(sensitive)");
        assert!(!format!("{redactor:?}").contains("hunter"));
    }
}
