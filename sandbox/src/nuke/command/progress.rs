//! What is said while something takes long: a line that moves on a terminal, a heartbeat every 30 seconds elsewhere.

use std::io::IsTerminal as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use crate::console;
use crate::duration;
use crate::nuke::engine::{Observer, Progress};

const HEARTBEAT: Duration = Duration::from_secs(30);
const REDRAW: Duration = Duration::from_millis(200);

/// Says lines about one piece of work.
#[derive(Debug)]
struct Voice {
    bar: Option<ProgressBar>,
    what: String,
    next: Instant,
}

impl Voice {
    fn new(what: String) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new_spinner();
            bar.set_style(ProgressStyle::default_spinner());
            bar
        });
        Self { bar, what, next: Instant::now() + HEARTBEAT }
    }

    fn say(&mut self, line: impl FnOnce() -> String) {
        if let Some(bar) = &self.bar {
            bar.set_message(format!("{}: {}", self.what, line()));
            bar.tick();
        } else if Instant::now() >= self.next {
            self.next = Instant::now() + HEARTBEAT;
            console::say(&format!("{}: {}", self.what, line()));
        }
    }
}

impl Drop for Voice {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Waits for a piece of work, saying how far it is.
pub(super) async fn during<T>(work: impl Future<Output = T>, what: String, line: impl Fn() -> String) -> T {
    let mut voice = Voice::new(what);
    let mut ticks = interval_at(Instant::now() + REDRAW, REDRAW);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            ended = &mut work => return ended,
            _ = ticks.tick() => voice.say(&line),
        }
    }
}

/// Says how far an apply is.
#[derive(Debug)]
pub(super) struct Watcher {
    voice: Voice,
}

impl Watcher {
    pub(super) fn new(who: &str) -> Self {
        Self { voice: Voice::new(format!("{who}: deleting")) }
    }
}

impl Observer for Watcher {
    fn progress(&mut self, progress: &Progress) {
        self.voice.say(|| line(progress));
    }
}

fn line(progress: &Progress) -> String {
    let mut line = format!("{} of {} done", progress.ended(), progress.total);
    for (count, what) in [
        (progress.running, "under way"),
        (progress.leaving, "leaving"),
        (progress.blocked, "in use"),
        (progress.throttled, "throttled"),
        (progress.failed, "failed"),
        (progress.stuck, "stuck"),
        (progress.skipped, "skipped"),
    ] {
        if count > 0 {
            line.push_str(&format!(", {count} {what}"));
        }
    }
    if let Some(oldest) = &progress.oldest {
        let seconds = i64::try_from(oldest.since.as_secs()).unwrap_or(i64::MAX);
        line.push_str(&format!("; {} for {}: {}", oldest.reference, duration::short(seconds), oldest.waits_for));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nuke::engine::Oldest;
    use crate::nuke::model::Reference;

    #[test]
    fn a_heartbeat_names_what_takes_longest() {
        let oldest = Oldest {
            reference: Reference::new("ec2-nat-gateway", "eu-west-1", "nat-1"),
            since: Duration::from_secs(95),
            waits_for: "being deleted".to_owned(),
        };
        let progress = Progress { total: 9, done: 4, leaving: 1, oldest: Some(oldest), ..Progress::default() };
        assert_eq!(
            line(&progress),
            "4 of 9 done, 1 leaving; ec2-nat-gateway `nat-1` in eu-west-1 for 1m 35s: being deleted"
        );
    }
}
