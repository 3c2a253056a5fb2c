//! What a status of RDS says to somebody who waits.

use std::fmt;

use crate::words::words;
use crate::{Error, Seen};

/// Reads a status: available, on its way there, or not any more.
///
/// Source: [status of a DB instance](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html#Overview.DBInstance.Status).
pub(super) fn available<T>(subject: &impl fmt::Display, status: Option<&str>, value: T) -> Result<Seen<T>, Error> {
    let status = status.unwrap_or("creating");
    match status {
        "available" => Ok(Seen::Yes(value)),
        "deleting" => Err(Error::gone(subject, "it is being deleted")),
        // Does not recover without somebody who helps.
        "failed" | "restore-error" | "insufficient-capacity" | "inaccessible-encryption-credentials" => {
            Err(Error::permanent(subject, format!("it is {}", words(status))))
        }
        other if other.starts_with("incompatible-") => {
            Err(Error::permanent(subject, format!("it is {}", words(status))))
        }
        _ => Ok(Seen::No(format!("is {}", words(status)))),
    }
}

/// Compares how many days backups are kept.
pub(super) fn retention(actual: Option<i32>, days: i32) -> Seen {
    let actual = actual.unwrap_or(0);
    Seen::when(actual >= days, (), || match actual {
        0 => "keeps no backups".to_owned(),
        days => format!("keeps them for {days} days"),
    })
}

/// Says why nothing can have this identifier: it takes letters, digits and hyphens, a letter first.
///
/// Source: [CreateDBInstance](https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html).
pub(super) fn refused(kind: &str, identifier: &str) -> Option<String> {
    let known = |letter: u8| letter.is_ascii_alphanumeric() || letter == b'-';
    let fine = (1..=63).contains(&identifier.len())
        && identifier.starts_with(|first: char| first.is_ascii_alphabetic())
        && identifier.bytes().all(known);
    (!fine).then(|| format!("the identifier of {kind} takes letters, digits and hyphens, a letter first"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_that_does_not_recover_ends_the_wait() {
        let seen = |status| available(&"db", Some(status), ());
        assert_eq!(seen("available").unwrap(), Seen::Yes(()));
        assert_eq!(seen("backing-up").unwrap().reason(), Some("is backing up"));
        assert!(seen("deleting").unwrap_err().is_absent());
        assert!(!seen("incompatible-network").unwrap_err().is_transient());
    }
}
