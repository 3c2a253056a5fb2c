//! Whole lives, ended at random instants.

use std::process::Output;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use terraproof::ledger::Phase;

use crate::blow::Blow;
use crate::common::{Home, wait};
use crate::say;
use crate::tally::{Death, Tally};
use crate::traces::{Traces, torn_states};
use crate::victim::{Place, Victim};

const AT_ONCE: usize = 3;
const VICTIM: &str = "victims::whole_life";

/// Is one death that was drawn: how, and after which part of a life.
#[derive(Debug, Clone, Copy)]
struct Fate {
    blow: Blow,
    instant: f64,
}

#[test]
fn a_test_that_is_killed_at_any_instant_leaves_nothing_after_reap() {
    let seed = number("TERRAPROOF_TORTURE_SEED").unwrap_or_else(|| fastrand::u64(1..1_000_000));
    let kills = usize::try_from(number("TERRAPROOF_TORTURE_KILLS").unwrap_or(20)).unwrap();
    let home = Home::new();
    let fates = fates(seed, kills);
    let tally = Mutex::new(Tally::new(seed));
    let (next, life) = (AtomicUsize::new(0), full_life(&home));
    say(&format!("torture: {kills} kills with the seed {seed}; an undisturbed life takes {:.1} s", life.as_secs_f64()));
    let life = Mutex::new(life);
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(kills) {
            scope.spawn(|| {
                while let Some(fate) = fates.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let place = Place::new(home.path(), &format!("k{}", fastrand::u32(1_000_000..10_000_000)));
                    let death = kill(&place, *fate, &life);
                    tally.lock().unwrap_or_else(PoisonError::into_inner).add(death);
                }
            });
        }
    });
    let mut tally = tally.into_inner().unwrap();
    tally.ownerless = ownerless(&home);
    tally.publish();
    assert_eq!((tally.deaths.len(), tally.problems()), (kills, Vec::<String>::new()));
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable)
        .ok()
        .map(|text| text.parse().unwrap_or_else(|_| panic!("`{text}` in {variable} is not a number")))
}

/// Draws deaths: each way in turn, in an order of the seed, at instants all over a life.
fn fates(seed: u64, kills: usize) -> Vec<Fate> {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut blows = Blow::ALL;
    random.shuffle(&mut blows);
    blows.into_iter().cycle().take(kills).map(|blow| Fate { blow, instant: random.f64() }).collect()
}

/// Lets as many live undisturbed as are killed at once later, which shows that they can, and how long it takes.
fn full_life(home: &Home) -> Duration {
    let places: Vec<Place> =
        (0..AT_ONCE).map(|number| Place::new(home.path(), &format!("undisturbed{number}"))).collect();
    home.terraproof(&["up"]).assert().success();
    let start = Instant::now();
    let mut victims: Vec<Victim> = places.iter().map(|place| place.start(VICTIM)).collect();
    for victim in &mut victims {
        let status = victim.end();
        assert!(status.is_some_and(|status| status.success()), "an undisturbed life failed:\n{}", victim.words());
    }
    for place in &places {
        assert_eq!(Traces::of(place, None).count(), 0);
        place.clear_report();
    }
    assert_eq!(home.accounts(), 0);
    start.elapsed()
}

fn kill(place: &Place, fate: Fate, life: &Mutex<Duration>) -> Death {
    let mut victim = place.start(VICTIM);
    let (born, expected) = (Instant::now(), *life.lock().unwrap_or_else(PoisonError::into_inner));
    let (account, phase) = live(&mut victim, expected.mul_f64(fate.instant));
    if phase == "over" {
        // Lives are shorter than thought: the machine has less to do now.
        let mut life = life.lock().unwrap_or_else(PoisonError::into_inner);
        *life = born.elapsed().min(*life);
    }
    let struck = Instant::now();
    if phase != "over" {
        fate.blow.strike(victim.pid());
    }
    let status = victim.end();
    let torn = torn_states(place);
    let alone = Traces::of(place, account.as_deref());
    let reaping = Instant::now();
    let reap = place.reap();
    let (reap_seconds, clean_seconds) = (reaping.elapsed().as_secs_f64(), struck.elapsed().as_secs_f64());
    let after = Traces::of(place, account.as_deref());
    let death = Death {
        fate: (fate.blow, phase),
        status,
        torn,
        alone,
        after,
        reap_code: reap.status.code(),
        reap_seconds,
        clean_seconds,
    };
    if death.problems().is_empty() {
        place.clear_report();
    } else {
        say(&format!("{}: {:?}\nit said:\n{}\nreap said:\n{}", place.run, death, victim.words(), words_of(&reap)));
    }
    death
}

/// Lets a victim live for some time; returns its account, and how far it came.
fn live(victim: &mut Victim, time: Duration) -> (Option<String>, &'static str) {
    let end = Instant::now() + time;
    let mut account = None;
    loop {
        let (ended, entry) = (victim.has_ended(), victim.entry());
        let phase = match entry.as_ref().map(|entry| &entry.phase) {
            _ if ended => "over",
            None if account.is_some() => "ending",
            None => "starting",
            Some(Phase::Prepared) => "preparing",
            Some(Phase::Applying) => "applying",
            Some(Phase::Applied | Phase::Kept) => "checking",
            Some(Phase::Destroying | Phase::Undestroyed { .. }) => "destroying",
        };
        account = account.or_else(|| entry.and_then(|entry| entry.account));
        if ended || Instant::now() >= end {
            return (account, phase);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Returns accounts that are still open, with what they hold.
fn ownerless(home: &Home) -> Vec<(String, usize)> {
    let emulator = home.emulator().unwrap();
    let accounts = wait(emulator.accounts()).unwrap();
    accounts
        .iter()
        .map(|account| (account.to_string(), wait(emulator.holdings(account)).unwrap().items.len()))
        .collect()
}

fn words_of(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
