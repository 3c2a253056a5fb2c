//! Every one of a list of conditions.

use futures_util::future::join_all;

use super::combine::{all_needed, part};
use super::{Condition, Observation};
use crate::Error;

/// Makes one condition of a list: every one of them has to be met. All are looked at at the same time.
///
/// The value is the list of values, in order. A failure names those that are missing. Conditions of different types go into
/// one list once they are [`boxed`](Condition::boxed); an empty list is met.
///
/// ```no_run
/// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
/// let pages = ["http://127.0.0.1:8080/", "http://127.0.0.1:8080/about"];
/// t.eventually(terraproof::all(pages.map(|page| t.http().get(page).returns(200)))).await?;
/// # Ok(())
/// # }
/// ```
pub fn all<C: Condition>(conditions: impl IntoIterator<Item = C>) -> All<C> {
    All { conditions: conditions.into_iter().collect() }
}

/// Is what [`all`] returns.
#[must_use = "nothing is looked at until it is waited for"]
#[derive(Debug, Clone)]
pub struct All<C> {
    conditions: Vec<C>,
}

impl<C: Condition> Condition for All<C> {
    type Value = Vec<C::Value>;

    fn sentence(&self) -> String {
        let sentences: Vec<String> = self.conditions.iter().map(Condition::sentence).collect();
        match sentences.as_slice() {
            [] => "nothing is claimed".to_owned(),
            [only] => only.clone(),
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
        }
    }

    async fn check(&self) -> Result<Observation<Self::Value>, Error> {
        let looks: Vec<_> = self.conditions.iter().map(Condition::check).collect();
        let seen = join_all(looks).await;
        let (mut values, mut misses) = (Vec::with_capacity(seen.len()), Vec::new());
        for (condition, seen) in self.conditions.iter().zip(seen) {
            match part(&condition.sentence(), seen) {
                Ok(value) => values.push(value),
                Err(miss) => misses.push(miss),
            }
        }
        if misses.is_empty() {
            return Ok(Observation::Met(values));
        }
        let missing = misses.len();
        let seen = all_needed(misses)?;
        Ok(match seen {
            Observation::NotYet(reason) => {
                Observation::NotYet(format!("{missing} of {} missing: {reason}", self.conditions.len()))
            }
            met @ Observation::Met(_) => met,
        })
    }
}
