//! What a name has to say.

use super::claim::Claim;
use super::{DnsAnswer, DnsLookup};
use crate::{Condition, Error, Observation};

/// Claims something of a name; see [`DnsLookup`].
///
/// Where several servers are asked, all of them have to say so; the value is the answer of the first.
#[must_use = "nothing is asked until it is waited for"]
#[derive(Debug, Clone)]
pub struct DnsCondition {
    lookup: DnsLookup,
    claim: Claim,
}

impl DnsCondition {
    pub(super) fn new(lookup: DnsLookup, claim: Claim) -> Self {
        Self { lookup, claim }
    }
}

impl Condition for DnsCondition {
    type Value = DnsAnswer;

    fn sentence(&self) -> String {
        format!("{} {}", self.lookup.shown(), self.claim.sentence(self.lookup.record_type()))
    }

    async fn check(&self) -> Result<Observation<DnsAnswer>, Error> {
        let mut answers = self.lookup.ask_each().await?;
        Ok(match self.claim.miss(&answers, self.lookup.record_type()) {
            Some(reason) => Observation::NotYet(reason),
            None => Observation::Met(answers.swap_remove(0)),
        })
    }
}
