//! What holds for any account and any failure.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;

use super::apply::{Apply, journal};
use crate::nuke::engine::{End, Ending, Outcome};
use crate::nuke::graph::arrange;
use crate::nuke::journal::{History, Journal, Memory};
use crate::nuke::model::{Reference, Resource, Tags, Use};
use crate::nuke::plan::{Action, Row};
use crate::nuke::simulation::{Settings, SimulatedCloud};

/// Is an account, and what is to be done with it.
#[derive(Debug, Clone)]
struct Account {
    things: Vec<Resource>,
    /// What nobody selected.
    kept: BTreeSet<Reference>,
    /// What gets a protecting tag between plan and apply.
    tagged: BTreeSet<Reference>,
    /// Uses that no listing tells: user, used.
    hidden: Vec<(Reference, Reference)>,
    settings: Settings,
    concurrency: usize,
}

const KINDS: [&str; 5] = ["sim-0", "sim-1", "sim-2", "sim-bulk", "other-0"];

fn name(number: usize, kinds: &[usize]) -> Reference {
    Reference::new(KINDS[kinds[number]], "here", number.to_string())
}

prop_compose! {
    fn settings()(
        seed in any::<u64>(),
        slowest in 0..90_u64,
        throttled in 0..40_u8,
        faulty in 0..10_u8,
        loses in prop::sample::select(vec![0_u8, 20, 90]),
        names_blockers in any::<bool>(),
    ) -> Settings {
        let slowest = Duration::from_secs(slowest);
        Settings { seed, slowest, throttled, faulty, loses, names_blockers, ..Settings::default() }
    }
}

prop_compose! {
    fn account()(count in 2..24_usize)(
        kinds in prop::collection::vec(0..KINDS.len(), count),
        uses in prop::collection::vec((0..count, 0..count, any::<bool>()), 0..2 * count),
        hidden in prop::collection::vec((0..count, 0..count), 0..3),
        parts in prop::collection::vec((0..count, 0..count), 0..3),
        kept in prop::collection::vec(0..count, 0..3),
        tagged in prop::collection::vec(0..count, 0..3),
        settings in settings(),
        concurrency in 1..12_usize,
        count in Just(count),
    ) -> Account {
        let mut things: Vec<Resource> = (0..count).map(|number| Resource::new(name(number, &kinds))).collect();
        for thing in &mut things {
            thing.tags = Tags::from_iter(BTreeMap::<String, String>::new());
        }
        for (user, used, backward) in uses {
            // Only uses that can be cut may lead backward: cycles can then always be cut.
            let used = name(used, &kinds);
            match (backward, used.id.parse::<usize>().unwrap() < user) {
                (_, true) => things[user].uses(Use::of(used)),
                (true, false) => things[user].uses(Use::cuttable(used)),
                (false, false) => {}
            }
        }
        for (part, whole) in parts.into_iter().filter(|(part, whole)| part > whole) {
            // Nothing uses a part, so that whatever it uses is before the whole.
            let reference = name(part, &kinds);
            if !things.iter().any(|thing| thing.uses.iter().any(|used| used.of == reference)) {
                things[part].uses.retain(|used| used.cuttable);
                things[part].goes_with = Some(name(whole, &kinds));
            }
        }
        let names = |numbers: Vec<usize>| numbers.into_iter().map(|number| name(number, &kinds)).collect();
        let hidden = hidden.into_iter().filter(|(user, used)| user > used);
        let hidden = hidden.map(|(user, used)| (name(user, &kinds), name(used, &kinds))).collect();
        Account { things, kept: names(kept), tagged: names(tagged), hidden, settings, concurrency }
    }
}

impl Account {
    /// Fills a cloud, plans, and changes what changes in between.
    fn apply(&self) -> Apply {
        let selected = self.things.iter().filter(|thing| !self.kept.contains(&thing.reference));
        let protected = |thing: &Resource| self.kept.contains(&thing.reference);
        let arranged = arrange(selected.cloned().map(Row::delete).collect(), &self.things, &protected);
        assert_eq!(arranged.knots, Vec::<Vec<Reference>>::new());
        let cloud = Arc::new(SimulatedCloud::new(self.settings.clone(), self.things.iter().cloned()));
        for (user, used) in &self.hidden {
            cloud.hide_use(user, used);
        }
        for kept in self.kept.iter().chain(&self.tagged) {
            cloud.forbid(kept);
        }
        for tagged in &self.tagged {
            cloud.alter(tagged, |thing| thing.tags = [("keep", "yes")].into_iter().collect());
        }
        let mut apply = Apply { cloud, rows: arranged.rows, options: crate::nuke::engine::Options::default() };
        apply.options.concurrency = self.concurrency;
        apply.options.deadline = Duration::from_secs(24 * 60 * 60);
        apply.options.guard = Arc::new(|thing| match thing.tags.get("keep") {
            Some(_) => Err("kept by a tag".to_owned()),
            None => Ok(()),
        });
        apply
    }
}

/// Runs a test on a clock that stands still while there is something to do.
fn paused<T>(body: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap().block_on(body)
}

fn check(account: &Account, apply: &Apply, outcome: &Outcome) -> Result<(), TestCaseError> {
    prop_assert_eq!(&outcome.end, &End::Finished);
    prop_assert_eq!(apply.cloud.violations(), Vec::<String>::new());
    let left: BTreeSet<Reference> = apply.cloud.left().into_iter().collect();
    for kept in account.kept.iter().chain(&account.tagged) {
        prop_assert!(left.contains(kept), "{} is gone", kept);
    }
    for (row, ending) in apply.rows.iter().zip(&outcome.endings) {
        let is_left = left.contains(row.reference());
        match (&row.action, ending) {
            (Action::Delete, Ending::Gone | Ending::WasGone) => {
                prop_assert!(!is_left, "{} is said to be gone", row.reference())
            }
            (Action::Delete, _) => prop_assert!(is_left, "{} is gone: {:?}", row.reference(), ending),
            _ => {}
        }
        let reasons = account.tagged.len() + account.hidden.len() + account.kept.len();
        let faults = account.settings.faulty > 0;
        prop_assert!(reasons > 0 || faults || ending.is_done(), "{}: {:?}", row.reference(), ending);
        prop_assert!(faults || !matches!(ending, Ending::Failed { .. }), "{}: {:?}", row.reference(), ending);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn everything_goes_that_may_and_nothing_else_and_in_order(account in account()) {
        let apply = account.apply();
        let outcome = paused(apply.run());
        check(&account, &apply, &outcome)?;
    }

    #[test]
    fn a_kill_at_any_time_and_a_resume_come_to_the_same_end(account in account(), killed in 0..20_000_u64, torn in 0..40_usize) {
        let mut account = account;
        account.settings.faulty = 0;
        account.hidden.clear();
        let (apply, outcome) = paused(async {
            let apply = account.apply();
            let memory = Memory::default();
            let mut first = journal(&memory);
            let killed = tokio::time::timeout(Duration::from_millis(killed), apply.run_with(&mut first, None)).await;
            let directory = tempfile::tempdir().unwrap();
            let path = directory.path().join("journal");
            let mut text = memory.text.lock().unwrap().clone();
            if killed.is_err() {
                text.extend_from_slice(&br#"{"record":"gone","action":"delete","kind":"sim-0"}"#[..torn]);
            }
            std::fs::write(&path, text).unwrap();
            let (mut second, history): (Journal, History) = Journal::resume(&path).unwrap();
            let outcome = apply.run_with(&mut second, Some(&history)).await;
            (apply, outcome)
        });
        check(&account, &apply, &outcome)?;
        let whole = account.apply();
        paused(whole.run());
        prop_assert_eq!(apply.cloud.left(), whole.cloud.left());
    }
}
