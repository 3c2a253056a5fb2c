//! Accounts of the localhost cloud, and the keys to them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Holds a 12-digit AWS account id.
///
/// ```
/// use terraproof_local::AccountId;
///
/// let id: AccountId = "111122223333".parse()?;
/// assert_eq!(id.to_string(), "111122223333");
/// assert!("1111-2222-3333".parse::<AccountId>().is_err());
/// # Ok::<(), terraproof_local::InvalidAccountId>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountId(String);

/// Says that a text is not an account id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an account id: it takes 12 digits")]
pub struct InvalidAccountId {
    text: String,
}

impl AccountId {
    /// Returns the 12 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Draws one at random.
    ///
    /// It never starts with 0, which some tools drop, and is never `123456789012`, which moto gives to callers that it does not know.
    pub(crate) fn random() -> Self {
        loop {
            let id = fastrand::u64(100_000_000_000..1_000_000_000_000);
            if id != 123_456_789_012 {
                return Self(id.to_string());
            }
        }
    }

    /// Returns which of `count` shares the account belongs to, always the same one.
    pub(crate) fn shard(&self, count: usize) -> usize {
        let number =
            self.0.bytes().fold(0_usize, |number, digit| (number * 10 + usize::from(digit - b'0')) % count.max(1));
        number % count.max(1)
    }
}

impl FromStr for AccountId {
    type Err = InvalidAccountId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidAccountId { text: text.to_owned() })
        }
    }
}

impl TryFrom<String> for AccountId {
    type Error = InvalidAccountId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<AccountId> for String {
    fn from(id: AccountId) -> Self {
        id.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Holds temporary credentials; `Debug` shows the key id alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The access key id, which is no secret.
    pub access_key_id: String,
    /// The secret half of the key.
    pub secret_access_key: String,
    /// The token that goes with a temporary key.
    pub session_token: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("access_key_id", &self.access_key_id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_twelve_digits_are_an_account_id() {
        for text in ["", "11112222333", "1111222233334", "11112222333a", "１１１１２２２２３３３３", " 11112222333"]
        {
            assert!(text.parse::<AccountId>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_leading_zero_is_kept() {
        assert_eq!("012345678901".parse::<AccountId>().unwrap().as_str(), "012345678901");
    }

    #[test]
    fn serde_checks_what_it_reads() {
        assert!(serde_json::from_str::<AccountId>(r#""12""#).is_err());
        let id: AccountId = serde_json::from_str(r#""111122223333""#).unwrap();
        assert_eq!(serde_json::to_string(&id).unwrap(), r#""111122223333""#);
    }

    #[test]
    fn an_account_stays_in_its_shard_and_shards_fill_evenly() {
        let mut counts = [0; 4];
        for _ in 0..4000 {
            let id = AccountId::random();
            assert_eq!(id.shard(4), id.clone().shard(4));
            counts[id.shard(4)] += 1;
        }
        assert!(counts.iter().all(|count| *count > 800), "{counts:?}");
    }

    #[test]
    fn debug_output_of_credentials_shows_no_secret() {
        let credentials = Credentials {
            access_key_id: "ASIAEXAMPLE".to_owned(),
            secret_access_key: "hush".to_owned(),
            session_token: "quiet".to_owned(),
        };
        let shown = format!("{credentials:?}");
        assert!(shown.contains("ASIAEXAMPLE") && !shown.contains("hush") && !shown.contains("quiet"));
    }
}
