//! An apply that ends in its middle, and the one that goes on with it.

use std::fs::File;
use std::io::Write as _;
use std::process::Child;
use std::sync::Arc;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use terraproof_local::gateway::Behaviour;

use crate::gate::Gate;
use crate::place::Place;

const ROLES: [&str; 2] = ["--kind", "iam-role"];

/// Makes an account of six roles, whose third deletion and all after it are held.
fn place_of_roles() -> (Place, Arc<Gate>) {
    let gate = Gate::after(2, "DeleteRole");
    let place = Place::with(vec![gate.rule()]);
    place.python("for n in range(6): make_role(f'ci-{n}')");
    place.plan(&ROLES);
    (place, gate)
}

/// Starts an apply, and returns when it is in its middle.
fn started(place: &Place, gate: &Gate, more: &[&str]) -> Child {
    let child = place.start(&[&["apply", "plan.json", "--yes", "--concurrency", "2"], more].concat());
    place.wait(gate.holds(1));
    child
}

fn tell(child: &Child, signal: Signal) {
    kill_process(Pid::from_child(child), signal).unwrap();
}

/// Goes on with the only journal.
fn resume(place: &Place) -> crate::place::Said {
    place.nuke(&["apply", "plan.json", "--yes", "--resume", &place.journal()])
}

#[test]
fn what_was_killed_goes_on_and_spares_what_was_made_since_under_the_same_name() {
    let (place, gate) = place_of_roles();
    let mut child = started(&place, &gate, &[]);
    tell(&child, Signal::KILL);
    child.wait().unwrap();
    gate.open();
    let torn = b"{\"record\":\"gone\",\"action\":\"del";
    File::options().append(true).open(place.path(&place.journal())).unwrap().write_all(torn).unwrap();
    let again =
        "left = roles(); client('iam').delete_role(RoleName=left[0]); make_role(left[0]); print(len(left), left[0])";
    let left = place.python(again);
    let (count, reborn) = left.split_once(' ').unwrap();
    assert!((1..6).contains(&count.parse().unwrap()), "not in the middle: {left}");

    resume(&place)
        .ends(0, &["rows are done already", &format!("skipped: iam-role `{reborn}`"), "another of the same name"]);

    assert_eq!(place.python("print(roles())"), format!("['{reborn}']"));
    assert_eq!(place.records("header").len(), 2);
}

#[test]
fn a_journal_in_use_or_of_another_plan_is_refused() {
    let (place, gate) = place_of_roles();
    let mut child = started(&place, &gate, &[]);
    resume(&place).ends(6, &["another process applies the plan", "wait for it to end"]);
    tell(&child, Signal::KILL);
    child.wait().unwrap();
    gate.open();
    place.plan(&ROLES);
    resume(&place).ends(6, &["belongs to another plan"]);
}

#[test]
fn a_signal_ends_an_apply_in_an_orderly_way_and_it_goes_on_later() {
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let (place, gate) = place_of_roles();
        let mut child = started(&place, &gate, &[]);
        tell(&child, signal);
        place.wait_for("stderr", "stopping");
        gate.release();
        assert_eq!(child.wait().unwrap().code(), Some(code), "{}", place.read("stderr"));
        let said = place.read("stdout");
        let next = format!("`terraproof nuke apply plan.json --resume {}`", place.journal());
        assert!(said.contains("stopped before everything was done") && said.contains(&next), "{said}");
        assert_eq!(place.records("ended").len(), 1);
        resume(&place).ends(0, &["rows are done already", "6 of 6 deleted"]);
        assert_eq!(place.python("print(roles())"), "[]");
    }
}

#[test]
fn a_deadline_ends_an_apply_with_its_own_code_and_it_goes_on_later() {
    let place = Place::open();
    place.python("for n in range(12): make_role(f'ci-{n}')");
    place.plan(&ROLES);
    place.gateway().behave(Behaviour { latency: Duration::from_millis(400), ..Behaviour::default() });
    let late = place.nuke(&["plan", "--kind", "iam-role", "--deadline", "100ms"]);
    late.ends(3, &["not done after", "next: give it more with `--deadline`"]);
    let said = place.nuke(&["apply", "plan.json", "--yes", "--concurrency", "1", "--deadline", "4s"]);
    said.ends(3, &["time was up before everything was done", "--resume", "not done"]);
    place.gateway().behave(Behaviour::default());
    resume(&place).ends(0, &["rows are done already", "12 of 12 deleted"]);
    assert_eq!(place.python("print(roles())"), "[]");
}
