//! What can be claimed of an answer.

use std::time::Duration;

use super::record::comparable;
use super::{DnsAnswer, RecordType};
use crate::duration;

/// Is what every server that is asked has to say.
#[derive(Debug, Clone)]
pub(super) enum Claim {
    Resolves,
    ResolvesTo(Vec<String>),
    Contains(String),
    TtlAtMost(Duration),
    Agree,
    DoesNotExist,
}

impl Claim {
    /// Completes "`www.example.com` ..".
    pub(super) fn sentence(&self, record_type: RecordType) -> String {
        match self {
            Self::Resolves => format!("has a record of type {record_type}"),
            Self::ResolvesTo(values) => format!("has exactly the {record_type} records {}", quoted(values)),
            Self::Contains(value) => format!("has the {record_type} record `{value}`"),
            Self::TtlAtMost(limit) => {
                format!("has {record_type} records with a TTL of at most {}", duration::short(*limit))
            }
            Self::Agree => format!("has the same {record_type} records"),
            Self::DoesNotExist => "does not exist".to_owned(),
        }
    }

    /// Says what is wrong with the answers; `None` when nothing is.
    pub(super) fn miss(&self, answers: &[DnsAnswer], record_type: RecordType) -> Option<String> {
        let wrong = answers.iter().find(|answer| !self.holds(answer, record_type));
        let apart = match self {
            Self::Agree => answers.iter().find(|one| one.comparable() != answers[0].comparable()),
            _ => None,
        };
        match (wrong, apart) {
            (Some(answer), _) => Some(format!("{} says: {}", answer.by(), self.shown(answer))),
            (None, Some(other)) => {
                let first = &answers[0];
                Some(format!("{} says: {}, {} says: {}", first.by(), first.shown(), other.by(), other.shown()))
            }
            (None, None) => None,
        }
    }

    fn holds(&self, answer: &DnsAnswer, record_type: RecordType) -> bool {
        match self {
            Self::DoesNotExist => !answer.exists() && answer.aliases().is_empty(),
            Self::Resolves | Self::Agree => !answer.records().is_empty(),
            Self::TtlAtMost(limit) => answer.ttl().is_some_and(|ttl| ttl <= *limit),
            Self::Contains(value) => answer.comparable().contains(&comparable(value, record_type)),
            Self::ResolvesTo(values) => {
                let mut values: Vec<_> = values.iter().map(|value| comparable(value, record_type)).collect();
                values.sort();
                values.dedup();
                answer.comparable() == values
            }
        }
    }

    fn shown(&self, answer: &DnsAnswer) -> String {
        match (self, answer.ttl()) {
            (Self::TtlAtMost(_), Some(ttl)) => format!("a TTL of {}", duration::short(ttl)),
            (Self::DoesNotExist, None) if answer.exists() => format!("it exists, with {}", answer.shown()),
            _ => answer.shown(),
        }
    }
}

fn quoted(values: &[String]) -> String {
    let quoted: Vec<_> = values.iter().map(|value| format!("`{value}`")).collect();
    quoted.join(", ")
}
