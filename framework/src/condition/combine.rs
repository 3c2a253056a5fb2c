//! What the parts of a combined condition come to together.

use super::Observation;
use crate::Error;
use crate::error::ErrorKind;

/// Says why one part was not met, with the part's own sentence.
pub(super) struct Miss {
    reason: String,
    error: Option<Error>,
}

/// Splits what one part saw into its value and its miss.
pub(super) fn part<T>(sentence: &str, seen: Result<Observation<T>, Error>) -> Result<T, Miss> {
    match seen {
        Ok(Observation::Met(value)) => Ok(value),
        Ok(Observation::NotYet(reason)) => Err(Miss { reason: format!("{sentence}: {reason}"), error: None }),
        Err(error) => Err(Miss { reason: format!("{sentence}: {error}"), error: Some(error) }),
    }
}

/// Says that all of several parts are needed: one that fails for good fails the whole.
pub(super) fn all_needed<T>(misses: Vec<Miss>) -> Result<Observation<T>, Error> {
    let for_good = |miss: &Miss| miss.error.as_ref().is_some_and(|error| !error.is_transient());
    match misses.iter().position(for_good) {
        Some(place) => Err(permanent(misses.into_iter().nth(place))),
        None => open(&misses),
    }
}

/// Says that one of several parts is enough: the whole fails for good only when all do.
pub(super) fn one_needed<T>(misses: Vec<Miss>) -> Result<Observation<T>, Error> {
    if misses.iter().all(|miss| miss.error.as_ref().is_some_and(|error| !error.is_transient())) {
        return Err(permanent(misses.into_iter().next()));
    }
    open(&misses)
}

/// Nothing is lost yet: an error, if a transient one is among the parts.
fn open<T>(misses: &[Miss]) -> Result<Observation<T>, Error> {
    let reason = misses.iter().map(|miss| miss.reason.as_str()).collect::<Vec<_>>().join("; ");
    let errors = || misses.iter().filter_map(|miss| miss.error.as_ref());
    if errors().any(Error::is_throttled) {
        return Err(Error::new(ErrorKind::Condition, reason).throttled());
    }
    if errors().any(Error::is_transient) {
        return Err(Error::new(ErrorKind::Condition, reason).transient());
    }
    Ok(Observation::NotYet(reason))
}

fn permanent(miss: Option<Miss>) -> Error {
    let Some(Miss { reason, error: Some(error) }) = miss else {
        return Error::misuse("a condition without parts cannot fail");
    };
    let hint = error.hint().map(str::to_owned);
    let whole = Error::new(error.kind(), reason);
    match hint {
        Some(hint) => whole.with_hint(hint),
        None => whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Condition as _, condition};

    fn yes(sentence: &str) -> impl crate::Condition<Value = u8> {
        condition(sentence, async || Ok(Observation::Met(1)))
    }

    fn no(sentence: &str) -> impl crate::Condition<Value = u8> {
        condition(sentence, async || Ok(Observation::NotYet("status 503".to_owned())))
    }

    fn fails(sentence: &str, error: fn(Error) -> Error) -> impl crate::Condition<Value = u8> {
        condition(sentence, move || {
            let error = error(Error::new(ErrorKind::Condition, "access denied").with_hint("allow it"));
            async move { Err(error) }
        })
    }

    fn reason<T: std::fmt::Debug>(seen: Result<Observation<T>, Error>) -> String {
        match seen.unwrap() {
            Observation::NotYet(reason) => reason,
            Observation::Met(value) => panic!("met with {value:?}"),
        }
    }

    #[tokio::test]
    async fn and_needs_both_and_says_which_is_missing() {
        assert_eq!(yes("a holds").and(yes("b holds")).check().await.unwrap(), Observation::Met((1, 1)));
        let both = yes("a holds").and(no("b answers"));
        assert_eq!(both.sentence(), "a holds and b answers");
        assert_eq!(reason(both.check().await), "b answers: status 503");
    }

    #[tokio::test]
    async fn or_needs_one_and_says_what_kept_each() {
        assert_eq!(no("a answers").or(yes("b holds")).check().await.unwrap(), Observation::Met(1));
        let neither = no("a answers").or(no("b answers"));
        assert_eq!(reason(neither.check().await), "a answers: status 503; b answers: status 503");
    }

    #[tokio::test]
    async fn not_turns_a_met_condition_round_but_takes_no_error_for_a_no() {
        assert_eq!(no("it answers").not().check().await.unwrap(), Observation::Met(()));
        let still = yes("it answers").not();
        assert_eq!(still.sentence(), "it is not so that it answers");
        assert_eq!(reason(still.check().await), "it is so");
        assert!(fails("it answers", Error::transient).not().check().await.unwrap_err().is_transient());
    }

    #[tokio::test]
    async fn all_lists_what_is_missing_and_returns_every_value_in_order() {
        let every = crate::all([yes("a holds").boxed(), yes("b holds").boxed()]);
        assert_eq!(every.check().await.unwrap(), Observation::Met(vec![1, 1]));
        let some = crate::all([yes("a holds").boxed(), no("b answers").boxed(), no("c answers").boxed()]);
        assert_eq!(some.sentence(), "a holds, b answers and c answers");
        assert_eq!(reason(some.check().await), "2 of 3 missing: b answers: status 503; c answers: status 503");
    }

    #[tokio::test]
    async fn a_permanent_error_of_a_part_ends_what_needs_it_and_keeps_its_hint() {
        let error = no("a answers").and(fails("b exists", |error| error)).check().await.unwrap_err();
        assert_eq!((error.is_transient(), error.hint()), (false, Some("allow it")));
        assert_eq!(error.to_string(), "b exists: access denied");
        assert!(no("a answers").or(fails("b exists", |error| error)).check().await.is_ok());
        assert!(!fails("a", |e| e).or(fails("b", |e| e)).check().await.unwrap_err().is_transient());
    }

    #[tokio::test]
    async fn a_throttled_part_throttles_the_whole() {
        let both = no("a answers").and(fails("b exists", Error::throttled));
        assert!(both.check().await.unwrap_err().is_throttled());
    }

    #[tokio::test]
    async fn a_value_can_be_turned_into_another_and_a_sentence_replaced() {
        let named = yes("a holds").map(|one| one + 1).described_as("two come out");
        assert_eq!((named.sentence().as_str(), named.check().await.unwrap()), ("two come out", Observation::Met(2)));
    }

    #[tokio::test]
    async fn a_claim_about_the_value_says_what_is_wrong_with_it() {
        let large = yes("a holds").which("is large", |one| *one > 5);
        assert_eq!(large.sentence(), "a holds, which is large");
        assert_eq!(reason(large.check().await), "it holds, but not that it is large");
        let worded = yes("a holds").which("is large", |one| Err::<(), _>(format!("it is {one}")));
        assert_eq!(reason(worded.check().await), "it is 1");
    }
}
