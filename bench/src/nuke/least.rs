//! The least calls and the least time that a workload can take.
//!
//! **Calls.** To open an account: who am I (the pinned account has to be confirmed), and the alias (production is refused by it). To plan:
//! one listing for each kind and region, further pages, and the [details](super::costs). To apply: the account again, a look at each batch,
//! the deletes, a look that confirms, and the independent second listing.
//!
//! **Time.** The longest of: the chain of calls that wait for each other, times the latency, with what the cloud itself takes; all calls
//! times the latency, over as many as are in flight at once; what the token buckets admit; and what the emulator computes for so many
//! calls, since it answers one at a time.

use std::time::Duration;

use serde::Serialize;
use terraproof_local::gateway::Behaviour;

use super::bill::Bill;
use super::costs::{self, Cost, Details};
use super::seed::{Counts, Seeded};
use super::shape::Shape;
use super::workload::{Apply, Workload};

/// How many calls are in flight at once: the default of `--concurrency`.
const AT_ONCE: f64 = 32.0;
/// How many a poll confirms.
const CONFIRMED: u64 = 200;

/// Holds the kinds that are listed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kinds {
    pub(super) by_region: u64,
    pub(super) once: u64,
}

/// Is the least that a step can take.
#[derive(Debug, Clone)]
pub(super) struct Least {
    pub(super) bill: Bill,
    /// Calls that wait for each other.
    chain: u64,
    waits: Duration,
}

/// Is the least time, and what makes it so.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Floor {
    pub(super) seconds: f64,
    pub(super) bound_by: Bound,
    /// Without what the emulator computes.
    pub(super) seconds_of_latency_and_limits: f64,
}

/// Says what keeps a step from being faster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Bound {
    Chain,
    Latency,
    Limits,
    Emulator,
}

/// Returns the least of a plan.
pub(super) fn plan(workload: &Workload, seeded: &Seeded, kinds: Kinds) -> Least {
    let mut bill = opening();
    let regions = workload.regions.len() as u64;
    bill.add("listings", "", kinds.by_region * regions + kinds.once);
    let (mut longest, mut detailed) = (1, false);
    for (region, counts) in &seeded.made {
        if region != "global" && !workload.regions.contains(&region.as_str()) {
            continue;
        }
        for (kind, count) in counts {
            let Some(cost) = cost_of(kind, workload) else { continue };
            let listed = count + counts.get(&format!("{kind}-attached")).copied().unwrap_or(0);
            let pages = listed.div_ceil(cost.page).max(1);
            longest = longest.max(pages);
            bill.add(cost.service, region, pages - 1);
            let details = details(&cost, *count, gone(&seeded.goes, region, kind));
            detailed |= details > 0;
            bill.add(cost.service, region, details);
        }
    }
    Least { bill, chain: 1 + longest + u64::from(detailed), waits: Duration::ZERO }
}

/// Returns the least of an apply, and of going on after a kill.
pub(super) fn apply(workload: &Workload, seeded: &Seeded) -> Least {
    let Shape { waves, more_calls, waits, cuts, .. } = workload.shape;
    let mut bill = opening();
    bill.add("ec2", workload.regions.first().copied().unwrap_or_default(), cuts);
    let mut longest = 1;
    for (region, counts) in &seeded.goes {
        for (kind, count) in counts.iter().filter(|(_, count)| **count > 0) {
            let Some(cost) = cost_of(kind, workload) else { continue };
            let confirmed = if cost.service == "ec2" { count.div_ceil(CONFIRMED) } else { 1 };
            let left = seeded.made.get(region).and_then(|made| made.get(kind)).map_or(0, |made| made - count);
            let second = left.div_ceil(cost.page).max(1);
            longest = longest.max(second);
            bill.add(cost.service, region, cost.look.of(*count) + cost.delete.of(*count) + confirmed + second);
        }
    }
    // Of each wave: look, delete, confirm.
    let mut chain = 1 + 3 * waves + more_calls + longest;
    if matches!(workload.apply, Apply::Killed(_)) {
        bill.add("sts", "", 1);
        bill.add("iam", "", 1);
        chain += 2;
    }
    Least { bill, chain, waits }
}

fn opening() -> Bill {
    let mut bill = Bill::default();
    bill.add("sts", "", 1);
    bill.add("iam", "", 1);
    bill
}

fn cost_of(kind: &str, workload: &Workload) -> Option<Cost> {
    costs::of(kind, workload.shape.versions)
}

fn gone(goes: &Counts, region: &str, kind: &str) -> u64 {
    goes.get(region).and_then(|counts| counts.get(kind)).copied().unwrap_or(0)
}

fn details(cost: &Cost, made: u64, goes: u64) -> u64 {
    match cost.details {
        Details::None => 0,
        Details::OfAll(calls) => calls.of(made),
        Details::OfThoseThatGo(calls) => calls.of(goes),
    }
}

impl Least {
    /// Returns the least time, where the emulator computed so many seconds for so many calls.
    pub(super) fn floor(&self, behaviour: &Behaviour, emulator: Duration, calls: u64) -> Floor {
        let latency = behaviour.latency.as_secs_f64();
        let of = number(self.bill.total());
        let limits = self.bill.parts().filter_map(|(service, calls)| {
            let limit = behaviour.limits.get(service).or_else(|| behaviour.limits.get("*"))?;
            // `listings` stand for calls of every service: no single bucket sees them all.
            (service != "listings").then(|| (number(calls) - f64::from(limit.burst)) / limit.rate)
        });
        let bounds = [
            (Bound::Chain, number(self.chain) * latency + self.waits.as_secs_f64()),
            (Bound::Latency, of * latency / AT_ONCE),
            (Bound::Limits, limits.fold(0.0, f64::max)),
            (Bound::Emulator, emulator.as_secs_f64() * of / number(calls.max(1))),
        ];
        let longest = |bounds: &[(Bound, f64)]| {
            bounds.iter().copied().fold((Bound::Chain, 0.0), |one, other| if other.1 > one.1 { other } else { one })
        };
        let (bound_by, seconds) = longest(&bounds);
        Floor { seconds, bound_by, seconds_of_latency_and_limits: longest(&bounds[..3]).1 }
    }
}

#[expect(clippy::cast_precision_loss, reason = "nobody makes 2^52 calls")]
fn number(calls: u64) -> f64 {
    calls as f64
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::nuke::workload::LATENCY;

    fn seeded(made: &serde_json::Value, goes: &serde_json::Value) -> Seeded {
        serde_json::from_value(json!({ "made": made, "goes": goes, "stays": [] })).unwrap()
    }

    fn workload() -> Workload {
        Workload { shape: Shape { waves: 1, ..Shape::default() }, ..Workload::new("X", "x") }
    }

    const KINDS: Kinds = Kinds { by_region: 10, once: 5 };

    #[test]
    fn an_empty_account_takes_its_listings() {
        let least = plan(&workload(), &Seeded::default(), KINDS);
        assert_eq!((least.bill.total(), least.chain), (2 + 30 + 5, 2));
    }

    #[test]
    fn a_page_more_and_a_read_for_each_are_counted() {
        let made = json!({ "eu-west-1": { "logs-group": 51, "sqs-queue": 2 } });
        let least = plan(&workload(), &seeded(&made, &made), KINDS);
        assert_eq!((least.bill.total(), least.chain), (37 + 1 + 51 + 4, 4));
    }

    #[test]
    fn an_apply_looks_deletes_confirms_and_lists_again() {
        let made = json!({ "eu-west-1": { "ec2-instance": 201, "ec2-volume": 201 } });
        let least = apply(&workload(), &seeded(&made, &made));
        assert_eq!(least.bill.total(), 2 + (2 + 2 + 2 + 1) + (2 + 201 + 2 + 1));
        assert_eq!(least.chain, 1 + 3 + 1);
    }

    #[test]
    fn the_longest_bound_is_the_floor() {
        let made = json!({ "eu-west-1": { "ec2-volume": 1000 } });
        let least = apply(&workload(), &seeded(&made, &made));
        let mut behaviour = Behaviour { latency: LATENCY, ..Behaviour::default() };
        let calls = least.bill.total();
        assert_eq!(least.floor(&behaviour, Duration::ZERO, calls).bound_by, Bound::Latency);
        let slow = least.floor(&behaviour, Duration::from_secs(20), 2 * calls);
        assert_eq!((slow.bound_by, slow.seconds.round()), (Bound::Emulator, 10.0));
        behaviour.limits.insert("ec2".to_owned(), terraproof_local::gateway::RateLimit { rate: 10.0, burst: 11 });
        let limited = least.floor(&behaviour, Duration::ZERO, calls);
        assert_eq!((limited.bound_by, limited.seconds.round()), (Bound::Limits, 100.0));
    }
}
