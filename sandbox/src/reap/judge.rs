//! Which entries of the ledger are reaped, and why.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use terraproof::RunId;
use terraproof::ledger::{Entry, Phase};

/// Says which entries somebody asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Selection {
    pub(super) run: Option<RunId>,
    pub(super) older_than: Option<Duration>,
    /// Whether kept stacks go before they expire.
    pub(super) kept: bool,
}

impl Selection {
    /// Tells whether what a run made at some time is among what was asked for.
    pub(super) fn asks_for(&self, run: &RunId, made: Timestamp, now: Timestamp) -> bool {
        let age = Duration::try_from(now.duration_since(made)).unwrap_or_default();
        self.run.as_ref().is_none_or(|asked| asked == run) && self.older_than.is_none_or(|least| age >= least)
    }
}

/// Says what is to happen to an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    Reap(Why),
    Leave(Because),
}

/// Says why an entry is reaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    OwnerDead,
    Expired,
    /// It was kept on purpose, and `--kept` asks for it.
    Kept,
}

/// Says why an entry is left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Because {
    OwnerLives { pid: u32 },
    OwnerElsewhere { host: String },
    KeptUntil { expires: Timestamp },
    TooYoung,
    OtherRun,
}

/// Decides about one entry. `alive` says whether its owner lives, where that can be known.
pub(super) fn judge(entry: &Entry, alive: Option<bool>, now: Timestamp, selection: &Selection) -> Verdict {
    if selection.run.as_ref().is_some_and(|run| *run != entry.id.run) {
        return Verdict::Leave(Because::OtherRun);
    }
    let age = Duration::try_from(now.duration_since(entry.created)).unwrap_or_default();
    if selection.older_than.is_some_and(|least| age < least) {
        return Verdict::Leave(Because::TooYoung);
    }
    let expired = now >= entry.expires;
    match (&entry.phase, alive) {
        _ if expired => Verdict::Reap(Why::Expired),
        (Phase::Kept, _) if selection.kept => Verdict::Reap(Why::Kept),
        (Phase::Kept, _) => Verdict::Leave(Because::KeptUntil { expires: entry.expires }),
        (_, Some(false)) => Verdict::Reap(Why::OwnerDead),
        (_, Some(true)) => Verdict::Leave(Because::OwnerLives { pid: entry.owner.pid }),
        (_, None) => Verdict::Leave(Because::OwnerElsewhere { host: entry.owner.host.clone() }),
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OwnerDead => "its test died",
            Self::Expired => "it expired",
            Self::Kept => "it was kept",
        })
    }
}

impl fmt::Display for Because {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OwnerLives { pid } => write!(f, "its test runs (pid {pid})"),
            Self::OwnerElsewhere { host } => write!(f, "its test is on `{host}`, and it has not expired"),
            Self::KeptUntil { expires } => write!(f, "it is kept until {expires:.0}"),
            Self::TooYoung => f.write_str("it is younger than asked for"),
            Self::OtherRun => f.write_str("it is of another run"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reap::samples::entry;

    const HOUR: Duration = Duration::from_secs(3600);

    /// Samples are made at 0 and expire after ten hours.
    fn judged(phase: Phase, alive: Option<bool>, hours: i64, selection: &Selection) -> Verdict {
        let now = Timestamp::from_second(hours * 3600).unwrap();
        judge(&Entry { phase, ..entry("site") }, alive, now, selection)
    }

    #[test]
    fn a_dead_owner_is_reaped_whatever_the_phase() {
        for phase in [
            Phase::Prepared,
            Phase::Applying,
            Phase::Applied,
            Phase::Destroying,
            Phase::Undestroyed { reason: String::new() },
        ] {
            assert_eq!(judged(phase, Some(false), 0, &Selection::default()), Verdict::Reap(Why::OwnerDead));
        }
    }

    #[test]
    fn a_living_owner_is_left_alone_until_the_entry_expires() {
        let all = Selection::default();
        assert!(matches!(judged(Phase::Applied, Some(true), 9, &all), Verdict::Leave(Because::OwnerLives { .. })));
        assert_eq!(judged(Phase::Applied, Some(true), 10, &all), Verdict::Reap(Why::Expired));
    }

    #[test]
    fn an_owner_on_another_machine_is_reaped_only_when_the_entry_expired() {
        let all = Selection::default();
        assert!(matches!(judged(Phase::Applied, None, 9, &all), Verdict::Leave(Because::OwnerElsewhere { .. })));
        assert_eq!(judged(Phase::Applied, None, 10, &all), Verdict::Reap(Why::Expired));
    }

    #[test]
    fn what_is_kept_stays_until_it_expires_or_is_asked_for() {
        let all = Selection::default();
        assert!(matches!(judged(Phase::Kept, Some(false), 9, &all), Verdict::Leave(Because::KeptUntil { .. })));
        assert_eq!(judged(Phase::Kept, Some(false), 10, &all), Verdict::Reap(Why::Expired));
        let kept = Selection { kept: true, ..Selection::default() };
        assert_eq!(judged(Phase::Kept, Some(false), 1, &kept), Verdict::Reap(Why::Kept));
    }

    #[test]
    fn kept_does_not_touch_what_runs() {
        let kept = Selection { kept: true, ..Selection::default() };
        assert!(matches!(judged(Phase::Applied, Some(true), 1, &kept), Verdict::Leave(Because::OwnerLives { .. })));
    }

    #[test]
    fn only_the_run_that_was_asked_for_is_reaped() {
        let other = Selection { run: RunId::parse("rother"), ..Selection::default() };
        assert_eq!(judged(Phase::Applied, Some(false), 1, &other), Verdict::Leave(Because::OtherRun));
        let own = Selection { run: Some(entry("site").id.run), ..Selection::default() };
        assert_eq!(judged(Phase::Applied, Some(false), 1, &own), Verdict::Reap(Why::OwnerDead));
    }

    #[test]
    fn younger_entries_wait_even_when_they_expired() {
        let old = Selection { older_than: Some(20 * HOUR), ..Selection::default() };
        assert_eq!(judged(Phase::Applied, Some(false), 11, &old), Verdict::Leave(Because::TooYoung));
        assert_eq!(judged(Phase::Applied, Some(false), 20, &old), Verdict::Reap(Why::Expired));
    }

    #[test]
    fn a_clock_that_was_set_back_reaps_nothing_early() {
        let old = Selection { older_than: Some(HOUR), ..Selection::default() };
        assert_eq!(judged(Phase::Applied, Some(false), -5, &old), Verdict::Leave(Because::TooYoung));
    }
}
