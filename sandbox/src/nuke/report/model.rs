//! What an apply did.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use crate::Exit;
use crate::nuke::engine::{End, Ending, Outcome};
use crate::nuke::model::{Reference, Resource, State};
use crate::nuke::plan::{Action, NotListed, Plan, Row};

/// Is everything that an apply has to tell.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) plan: Plan,
    /// Where the plan is.
    pub(crate) path: PathBuf,
    pub(crate) outcome: Outcome,
    pub(crate) second: Second,
    /// What an apply that was killed is gone on with.
    pub(crate) journal: PathBuf,
    pub(crate) seconds: f64,
    /// Calls by `service:operation`, those of the plan too where it was made by the same command.
    pub(crate) calls: BTreeMap<String, u64>,
    /// The exit code of the signal that stopped it.
    pub(crate) signal: Option<u8>,
}

/// Holds what an independent listing saw afterwards.
#[derive(Debug, Default)]
pub(crate) struct Second {
    /// What was reported as gone, or was asked to go, and is there.
    pub(crate) still_there: Vec<Reference>,
    pub(crate) not_listed: Vec<NotListed>,
}

impl Second {
    /// Compares what was listed afterwards with what is said to be gone.
    pub(crate) fn new(plan: &Plan, outcome: &Outcome, listed: &[Resource], not_listed: Vec<NotListed>) -> Self {
        let there: HashSet<(&Reference, Option<&str>)> = listed
            .iter()
            .filter(|resource| resource.state == State::Present)
            .map(|resource| (&resource.reference, resource.identity.as_deref()))
            .collect();
        let said_gone = |ending: &Ending| matches!(ending, Ending::Gone | Ending::WasGone | Ending::Unconfirmed);
        let rows = plan.rows.iter().zip(&outcome.endings);
        let still_there = rows
            .filter(|(row, ending)| row.action == Action::Delete && said_gone(ending))
            .filter(|(row, _)| there.contains(&(row.reference(), row.resource.identity.as_deref())))
            .map(|(row, _)| row.reference().clone())
            .collect();
        Self { still_there, not_listed }
    }
}

impl Report {
    /// Returns each row with how it ended.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (&Row, &Ending)> {
        self.plan.rows.iter().zip(&self.outcome.endings)
    }

    /// Returns how the command ends for this account: the signal's code, else 4 before 3 before 5.
    pub(crate) fn exit(&self) -> Exit {
        let failed = self
            .rows()
            .any(|(_, ending)| matches!(ending, Ending::Failed { .. } | Ending::Stuck { .. } | Ending::Unconfirmed));
        let broken = matches!(self.outcome.end, End::Credentials(_) | End::Journal(_));
        match (self.signal, &self.outcome.end) {
            (Some(code), _) => Exit::Interrupted(code),
            _ if broken || !self.second.still_there.is_empty() => Exit::Undestroyed,
            // What is unconfirmed at the deadline is not yet failed.
            (_, End::Deadline) if !self.has_refusals() => Exit::Deadline,
            _ if failed => Exit::Undestroyed,
            _ if self.plan.is_incomplete() || !self.second.not_listed.is_empty() => Exit::Unreadable,
            _ => Exit::Done,
        }
    }

    fn has_refusals(&self) -> bool {
        self.rows().any(|(_, ending)| matches!(ending, Ending::Failed { .. }))
    }
}

#[cfg(test)]
pub(super) mod samples {
    use super::*;
    use crate::nuke::plan::samples::plan;

    /// A report in which the one delete ended so.
    pub(in crate::nuke) fn report(ending: Ending, end: End) -> Report {
        let mut plan = plan();
        plan.not_listed.clear();
        let outcome = Outcome { endings: vec![Ending::Done, Ending::Done, ending], end };
        let calls = [("sqs:DeleteQueue".to_owned(), 2)].into();
        let (second, path, journal) = (Second::default(), PathBuf::from("/x/plan"), PathBuf::from("/x/journal"));
        Report { plan, path, outcome, second, journal, seconds: 1.25, calls, signal: None }
    }
}

#[cfg(test)]
mod tests {
    use super::samples::report;
    use super::*;

    fn failed() -> Ending {
        Ending::Failed { code: "AccessDenied".to_owned(), message: "no".to_owned() }
    }

    fn stuck() -> Ending {
        let blockers = vec![Reference::new("ec2-network-interface", "eu-west-1", "eni-1")];
        Ending::Stuck { blockers, reason: "DependencyViolation".to_owned() }
    }

    #[test]
    fn a_clean_end_is_0_and_every_other_has_its_code() {
        assert_eq!(report(Ending::Gone, End::Finished).exit(), Exit::Done);
        assert_eq!(report(Ending::Skipped("new tag".to_owned()), End::Finished).exit(), Exit::Done);
        assert_eq!(report(failed(), End::Finished).exit(), Exit::Undestroyed);
        assert_eq!(report(stuck(), End::Finished).exit(), Exit::Undestroyed);
        assert_eq!(report(Ending::NotTried, End::Deadline).exit(), Exit::Deadline);
        assert_eq!(report(failed(), End::Deadline).exit(), Exit::Undestroyed);
        assert_eq!(report(Ending::NotTried, End::Credentials("expired".to_owned())).exit(), Exit::Undestroyed);
    }

    #[test]
    fn what_could_not_be_listed_is_never_a_clean_end() {
        let mut incomplete = report(Ending::Gone, End::Finished);
        incomplete.plan.not_listed = vec![NotListed { region: "x".to_owned(), kind: None, error: String::new() }];
        assert_eq!(incomplete.exit(), Exit::Unreadable);
    }

    #[test]
    fn what_a_second_listing_shows_is_told_by_identity() {
        let clean = report(Ending::Gone, End::Finished);
        let there = clean.plan.rows[2].resource.clone();
        let second =
            |listed: &[Resource]| Second::new(&clean.plan, &clean.outcome, listed, Vec::new()).still_there.len();
        assert_eq!(second(std::slice::from_ref(&there)), 1);
        let mut namesake = there;
        namesake.identity = Some("another".to_owned());
        assert_eq!(second(&[namesake]), 0);
    }

    #[test]
    fn the_reader_sees_the_blocker_and_the_journal() {
        let now = "2026-06-15T13:00:00Z".parse().unwrap();
        let text = crate::nuke::report::text(&report(stuck(), End::Deadline), now);
        for part in [
            "held by ec2-network-interface `eni-1`",
            "apply /x/plan --resume /x/journal",
            "0 of 1 deleted",
            "acme-sandbox",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}
