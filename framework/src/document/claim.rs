//! An expectation, understood.

use regex_lite::Regex;
use serde_json::{Number, Value};

/// Is what [`Pattern`](super::Pattern) says.
#[derive(Debug, Clone)]
pub(super) enum Claim {
    /// `null`, a truth, a number or a string.
    Scalar(Value),
    Object {
        fields: Vec<(String, Claim)>,
        closed: bool,
    },
    Array(Vec<Claim>),
    Any,
    Kind(Kind),
    Absent,
    Matches(Regex),
    Contains(Box<Claim>),
    Unordered(Vec<Claim>),
    Each(Box<Claim>),
    Length(usize),
    Compared(Order, Number),
    OneOf(Vec<Claim>),
    Not(Box<Claim>),
    JsonText(Box<Claim>),
    Secret(Box<Claim>),
    /// The expectation itself is wrong, for this reason.
    Mistaken(String),
}

/// Is a sort of value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    String,
    Number,
    Bool,
}

impl Kind {
    pub(super) fn is_of(self, value: &Value) -> bool {
        match self {
            Self::String => value.is_string(),
            Self::Number => value.is_number(),
            Self::Bool => value.is_boolean(),
        }
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::String => "any string",
            Self::Number => "any number",
            Self::Bool => "true or false",
        }
    }
}

/// Is a comparison of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    GreaterThan,
    LessThan,
    AtLeast,
    AtMost,
}

impl Order {
    pub(super) fn holds(self, found: std::cmp::Ordering) -> bool {
        match self {
            Self::GreaterThan => found.is_gt(),
            Self::LessThan => found.is_lt(),
            Self::AtLeast => found.is_ge(),
            Self::AtMost => found.is_le(),
        }
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::GreaterThan => "a number greater than",
            Self::LessThan => "a number less than",
            Self::AtLeast => "a number of at least",
            Self::AtMost => "a number of at most",
        }
    }
}

impl Claim {
    /// Tells whether what is found in its place must not be shown.
    pub(super) fn is_secret(&self) -> bool {
        match self {
            Self::Secret(_) => true,
            Self::Object { fields, .. } => fields.iter().any(|(_, claim)| claim.is_secret()),
            Self::Array(claims) | Self::Unordered(claims) | Self::OneOf(claims) => claims.iter().any(Self::is_secret),
            Self::Contains(claim) | Self::Each(claim) | Self::Not(claim) | Self::JsonText(claim) => claim.is_secret(),
            Self::Scalar(_) | Self::Any | Self::Kind(_) | Self::Absent | Self::Mistaken(_) => false,
            Self::Matches(_) | Self::Length(_) | Self::Compared(..) => false,
        }
    }

    /// Returns the first mistake in the expectation.
    pub(super) fn mistake(&self) -> Option<String> {
        match self {
            Self::Mistaken(reason) => Some(reason.clone()),
            Self::Object { fields, .. } => fields.iter().find_map(|(_, claim)| claim.mistake()),
            Self::Array(claims) | Self::Unordered(claims) | Self::OneOf(claims) => {
                claims.iter().find_map(Self::mistake)
            }
            Self::Contains(claim) | Self::Each(claim) | Self::Not(claim) => claim.mistake(),
            Self::JsonText(claim) | Self::Secret(claim) => claim.mistake(),
            Self::Scalar(_) | Self::Any | Self::Kind(_) | Self::Absent => None,
            Self::Matches(_) | Self::Length(_) | Self::Compared(..) => None,
        }
    }
}
