//! Checks of AWS resources as conditions.

use terraproof_aws::{Check, Seen};

use crate::error::ErrorKind;
use crate::{Condition, Error, Observation};

impl<T: Send> Condition for Check<T> {
    type Value = T;

    fn sentence(&self) -> String {
        Self::sentence(self).to_owned()
    }

    async fn check(&self) -> Result<Observation<T>, Error> {
        Ok(match self.look().await? {
            Seen::Yes(value) => Observation::Met(value),
            Seen::No(reason) => Observation::NotYet(reason),
        })
    }
}

impl From<terraproof_aws::Error> for Error {
    fn from(error: terraproof_aws::Error) -> Self {
        let converted = Self::new(ErrorKind::Condition, format!("failed to {error}"));
        let converted = match error.hint() {
            Some(hint) => converted.with_hint(hint),
            None => converted,
        };
        match (error.is_throttled(), error.is_transient()) {
            (true, _) => converted.throttled(),
            (false, true) => converted.transient(),
            (false, false) => converted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_check_is_a_condition_with_its_sentence_and_its_reason() {
        let check = Check::new("the queue is empty", || async { Ok(Seen::<()>::No("3 messages".to_owned())) });
        assert_eq!(Condition::sentence(&check), "the queue is empty");
        assert_eq!(check.check().await.unwrap(), Observation::NotYet("3 messages".to_owned()));
    }

    #[test]
    fn what_may_pass_stays_transient_and_what_may_not_keeps_its_hint() {
        let cut = terraproof_aws::Error::interrupted(&"queue `q`", "the answer was cut off");
        assert!(Error::from(cut).is_transient());
        let elsewhere = Error::from(terraproof_aws::Error::wrong_region(&"bucket `b`", "eu-west-1"));
        assert!(!elsewhere.is_transient());
        assert_eq!(elsewhere.hint(), Some("ask there: `aws.in_region(\"eu-west-1\")`"));
    }
}
