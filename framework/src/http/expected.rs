//! What an answer has to be, claim by claim.

use std::fmt;
use std::sync::Arc;

use regex_lite::Regex;
use serde_json::Value;

use super::{HttpResponse, StatusCodes};
use crate::Pattern;

/// Is one claim on an answer.
#[derive(Clone)]
pub(super) enum Expected {
    Status(StatusCodes),
    Body(String),
    BodyContaining(String),
    BodyMatching(Expression),
    Json(Pattern),
    Header(String, String),
    HeaderMatching(String, Expression),
    HeaderPresent(String),
    HeaderAbsent(String),
    Which(String, Custom),
}

/// Says what is wrong with an answer: `None` nothing, `Some(None)` something without words.
pub(super) type Custom = Arc<dyn Fn(&HttpResponse) -> Option<Option<String>> + Send + Sync>;

/// Is a regular expression, or why it is none.
#[derive(Debug, Clone)]
pub(super) struct Expression {
    text: String,
    understood: Result<Regex, String>,
}

impl Expression {
    pub(super) fn new(text: String) -> Self {
        let understood = Regex::new(&text).map_err(|error| format!("`{text}` is not a regular expression: {error}"));
        Self { text, understood }
    }

    fn is_in(&self, text: &str) -> bool {
        self.understood.as_ref().is_ok_and(|expression| expression.is_match(text))
    }
}

impl Expected {
    pub(super) fn sentence(&self) -> String {
        match self {
            Self::Status(status) => format!("returns {status}"),
            Self::Body(body) => format!("has the body {}", quoted(body)),
            Self::BodyContaining(part) => format!("has a body containing {}", quoted(part)),
            Self::BodyMatching(expression) => format!("has a body matching `{}`", expression.text),
            Self::Json(pattern) => format!("has a JSON body with {pattern}"),
            Self::Header(name, value) => format!("has the header `{name}: {value}`"),
            Self::HeaderMatching(name, expression) => {
                format!("has a header `{name}` matching `{}`", expression.text)
            }
            Self::HeaderPresent(name) => format!("has a header `{name}`"),
            Self::HeaderAbsent(name) => format!("has no header `{name}`"),
            Self::Which(claim, _) => claim.clone(),
        }
    }

    /// Returns what is wrong with the claim itself.
    pub(super) fn mistake(&self) -> Option<String> {
        match self {
            Self::BodyMatching(expression) | Self::HeaderMatching(_, expression) => {
                expression.understood.as_ref().err().cloned()
            }
            Self::Json(pattern) => pattern.mistake(),
            _ => None,
        }
    }

    /// Says what is wrong with an answer; `None` when nothing is.
    ///
    /// `redact` takes secrets out of what is found before that is cut to length.
    pub(super) fn miss(&self, response: &HttpResponse, redact: &dyn Fn(&str) -> String) -> Option<String> {
        let body = || quoted(&redact(&response.body()));
        match self {
            Self::Status(codes) => (!codes.has(response.status())).then(|| format!("status {}", response.status())),
            Self::Body(expected) => (response.body() != *expected).then(|| format!("body {}", body())),
            Self::BodyContaining(part) => {
                (!response.body().contains(part.as_str())).then(|| format!("body {}", body()))
            }
            Self::BodyMatching(expression) => (!expression.is_in(&response.body())).then(|| format!("body {}", body())),
            Self::Json(pattern) => match response.json::<Value>() {
                Ok(found) => pattern.check(&found).err().map(|mismatch| redact(&mismatch.reason())),
                Err(_) => Some(format!("the body is not JSON: {}", body())),
            },
            Self::Header(name, value) => header_miss(response, name, |found| found == value),
            Self::HeaderMatching(name, expression) => header_miss(response, name, |found| expression.is_in(found)),
            Self::HeaderPresent(name) => header_miss(response, name, |_| true),
            Self::HeaderAbsent(name) => response.header(name).map(|found| format!("header `{name}: {found}`")),
            Self::Which(_, holds) => holds(response).map(|words| match words {
                Some(words) => redact(&words),
                None => format!("it does not: status {}, body {}", response.status(), body()),
            }),
        }
    }
}

/// Says what a header is instead; one of several with the same name is enough.
fn header_miss(response: &HttpResponse, name: &str, is_right: impl Fn(&str) -> bool) -> Option<String> {
    let found: Vec<&str> = response.headers(name).collect();
    if found.iter().any(|value| is_right(value)) {
        return None;
    }
    Some(match found.as_slice() {
        [] => format!("no header `{name}`"),
        several => several.iter().map(|value| format!("header `{name}: {value}`")).collect::<Vec<_>>().join(", "),
    })
}

/// Quotes the beginning of a text on one line.
fn quoted(text: &str) -> String {
    const LIMIT: usize = 120;
    match text.char_indices().nth(LIMIT) {
        Some((cut, _)) => format!("{:?}..", &text[..cut]),
        None => format!("{text:?}"),
    }
}

impl fmt::Debug for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence())
    }
}
