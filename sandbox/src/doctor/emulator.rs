//! The processes that play AWS.

use std::time::{Duration, SystemTime};

use terraproof_local::{Cache, Emulator, Stray, Worker};

use super::finding::Finding;
use crate::console;

const AREA: &str = "emulator";

/// Says whether the emulator of this build runs, for how long, and which accounts it holds; and names those of other builds.
pub(super) async fn examine(cache: &Cache) -> Vec<Finding> {
    let (own, all) = match tokio::try_join!(Emulator::find(cache), Emulator::all(cache)) {
        Ok(found) => found,
        Err(error) => return vec![Finding::problem(AREA, console::sentence(&error)).next(error.hint())],
    };
    let mut findings = vec![match &own {
        None => Finding::ok(AREA, "not running; the first test, or `terraproof up`, starts it").fact("running", false),
        Some(emulator) => running(emulator).await,
    }];
    let is_other = |emulator: &&Emulator| own.as_ref().is_none_or(|own| own.instance() != emulator.instance());
    findings.extend(all.iter().filter(is_other).map(of_another_build));
    findings.extend(Emulator::strays().iter().map(stray));
    findings
}

/// One that hangs does not notice that nobody wants it any more.
fn stray(stray: &Stray) -> Finding {
    let (pid, file) = (stray.process.pid, stray.state_file.display());
    let text = format!("pid {pid} is an emulator's process that nobody can find: `{file}` does not name it");
    Finding::note("stray emulator", text)
        .next(format!("it should end by itself within seconds; `kill {pid}` ends one that does not"))
        .fact("pid", pid)
}

fn of_another_build(emulator: &Emulator) -> Finding {
    let text = format!("one of another build runs too: pid {}", pids(emulator).join(", "));
    Finding::ok("other emulator", format!("{text}; it ends by itself, or with `terraproof down`"))
        .fact("instance", emulator.instance())
}

fn pids(emulator: &Emulator) -> Vec<String> {
    emulator.workers().iter().map(|worker| worker.process.to_string()).collect()
}

async fn running(emulator: &Emulator) -> Finding {
    let accounts = match emulator.accounts().await {
        Ok(accounts) => accounts,
        Err(error) => return Finding::problem(AREA, console::sentence(&error)).next(error.hint()),
    };
    let pids: Vec<u32> = emulator.workers().iter().map(|worker| worker.process.pid).collect();
    let age = emulator.workers().iter().filter_map(age).max();
    let since = age.map_or_else(String::new, |age| format!(" for {}", spoken(age)));
    let held = match accounts.len() {
        0 => "no account is open".to_owned(),
        1 => "1 account is open".to_owned(),
        count => format!("{count} accounts are open"),
    };
    Finding::ok(AREA, format!("running{since}: pid {}; {held}", self::pids(emulator).join(", ")))
        .fact("running", true)
        .fact("instance", emulator.instance())
        .fact("pids", pids)
        .fact("age_seconds", age.map(|age| age.as_secs()))
        .fact("accounts", accounts.iter().map(ToString::to_string).collect::<Vec<_>>())
}

/// A worker is as old as its log.
fn age(worker: &Worker) -> Option<Duration> {
    let created = worker.log.metadata().and_then(|metadata| metadata.created()).ok()?;
    SystemTime::now().duration_since(created).ok()
}

fn spoken(age: Duration) -> String {
    match age.as_secs() {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds @ 120..7200 => format!("{} min", seconds / 60),
        seconds => format!("{} h", seconds / 3600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_read_well() {
        assert_eq!(spoken(Duration::from_secs(60)), "60 s");
        assert_eq!(spoken(Duration::from_secs(600)), "10 min");
        assert_eq!(spoken(Duration::from_secs(90_000)), "25 h");
    }
}
