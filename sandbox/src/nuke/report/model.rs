//! What an apply did.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use super::Counts;
use crate::Exit;
use crate::nuke::engine::{End, Ending, Outcome};
use crate::nuke::model::{Reference, Resource, State};
use crate::nuke::plan::{Action, NotListed, Plan, Row};
use crate::nuke::select::Cause;

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
    /// What was to stay, and is not there any more.
    pub(crate) vanished: Vec<Reference>,
    pub(crate) not_listed: Vec<NotListed>,
}

impl Second {
    /// Tells whether what is there is what was said to be.
    pub(crate) fn is_as_told(&self) -> bool {
        self.still_there.is_empty() && self.vanished.is_empty()
    }

    /// Compares what was listed afterwards with what is said to be gone.
    pub(crate) fn new(plan: &Plan, outcome: &Outcome, listed: &[Resource], not_listed: Vec<NotListed>) -> Self {
        let there: HashSet<(&Reference, Option<&str>)> = listed
            .iter()
            .filter(|resource| resource.state == State::Present)
            .map(|resource| (&resource.reference, resource.identity.as_deref()))
            .collect();
        let vanished = vanished(plan, listed, &not_listed);
        let said_gone = |ending: &Ending| matches!(ending, Ending::Gone | Ending::WasGone | Ending::Unconfirmed);
        let rows = plan.rows.iter().zip(&outcome.endings);
        let still_there = rows
            .filter(|(row, ending)| row.action == Action::Delete && said_gone(ending))
            .filter(|(row, _)| there.contains(&(row.reference(), row.resource.identity.as_deref())))
            .map(|(row, _)| row.reference().clone())
            .collect();
        Self { still_there, vanished, not_listed }
    }
}

/// Finds what was protected in a plan, of the kinds and regions that it deletes from, and is not listed any more.
fn vanished(plan: &Plan, listed: &[Resource], not_listed: &[NotListed]) -> Vec<Reference> {
    let listed: HashSet<&Reference> = listed.iter().map(|resource| &resource.reference).collect();
    let looked: HashSet<(&str, &str)> =
        plan.deletes().map(|row| row.reference()).map(|it| (&*it.kind, &*it.region)).collect();
    let is_unknown =
        |it: &Reference| not_listed.iter().any(|failed| failed.kind.as_ref().is_none_or(|kind| *kind == it.kind));
    // The rest comes and goes with what is at work in the account.
    let is_protected =
        |cause| matches!(cause, Cause::ProtectTag | Cause::NotExpired | Cause::Excluded | Cause::Protection);
    let kept = plan.kept.iter().filter(|kept| is_protected(kept.reason.cause)).map(|kept| &kept.reference);
    let gone = kept.filter(|it| looked.contains(&(&*it.kind, &*it.region)) && !listed.contains(it) && !is_unknown(it));
    gone.cloned().collect()
}

impl Report {
    /// Returns each row with how it ended.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (&Row, &Ending)> {
        self.plan.rows.iter().zip(&self.outcome.endings)
    }

    /// Returns how the command ends for this account: the signal's code, else 4 before 3 before 5.
    pub(crate) fn counts(&self) -> Counts {
        let deletes = self.rows().filter(|(row, _)| row.action == Action::Delete);
        Counts::of(deletes.map(|(_, ending)| ending))
    }

    /// Returns how the command ends.
    pub(crate) fn exit(&self) -> Exit {
        let failed = self
            .rows()
            .any(|(_, ending)| matches!(ending, Ending::Failed { .. } | Ending::Stuck { .. } | Ending::Unconfirmed));
        let broken = matches!(self.outcome.end, End::Credentials(_) | End::Journal(_));
        match (self.signal, &self.outcome.end) {
            (Some(code), _) => Exit::Interrupted(code),
            _ if broken || !self.second.is_as_told() => Exit::Undestroyed,
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
    use jiff::Timestamp;

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
    fn what_was_protected_and_is_gone_is_never_a_clean_end() {
        let mut clean = report(Ending::Gone, End::Finished);
        let row = clean.plan.deletes().next().unwrap().reference().clone();
        let kept = |cause| crate::nuke::plan::Kept {
            reference: Reference { id: "vip".to_owned(), ..row.clone() },
            name: None,
            created: None,
            reason: crate::nuke::select::Reason::new(cause, ""),
        };
        let gone = |plan: &Plan, not_listed| Second::new(plan, &clean.outcome, &[], not_listed).vanished.len();
        clean.plan.kept = vec![kept(Cause::ProtectTag)];
        assert_eq!(gone(&clean.plan, Vec::new()), 1);
        let failed = NotListed { region: row.region.clone(), kind: Some(row.kind.clone()), error: String::new() };
        assert_eq!(gone(&clean.plan, vec![failed]), 0, "nobody knows");
        clean.second.vanished = vec![row.clone()];
        assert_eq!(clean.exit(), Exit::Undestroyed);
        assert!(crate::nuke::report::text(&clean, Timestamp::now()).contains("gone, though it was to stay"));
        clean.plan.kept = vec![kept(Cause::NotSelected)];
        assert_eq!(Second::new(&clean.plan, &clean.outcome, &[], Vec::new()).vanished.len(), 0);
    }

    #[test]
    fn the_last_line_says_how_it_ended_and_what_to_do() {
        let last = |report: &Report| {
            let text = crate::nuke::report::text(report, Timestamp::now());
            text.lines().last().unwrap().to_owned()
        };
        assert_eq!(last(&report(Ending::Gone, End::Finished)), "exit 0: clean");
        assert!(last(&report(failed(), End::Finished)).starts_with("exit 4: 1 failed; the lines above"));
        assert!(last(&report(Ending::NotTried, End::Deadline)).starts_with("exit 3: time was up"));
        let mut incomplete = report(Ending::Gone, End::Finished);
        incomplete.plan.not_listed = vec![NotListed { region: "x".to_owned(), kind: None, error: String::new() }];
        assert!(last(&incomplete).starts_with("exit 5: what is there is not known"));
        let text = crate::nuke::report::text(&report(Ending::NotTried, End::Deadline), Timestamp::now());
        assert!(text.contains("0 of 1 deleted in acme-sandbox (111122223333), 1 not done"), "{text}");
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
