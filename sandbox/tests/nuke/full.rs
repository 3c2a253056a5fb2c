//! A journal that finds no room, as on a full disk.

use std::collections::BTreeSet;

use crate::place::{Place, Said, said};

/// Lets a program write no file longer than so many bytes; what is beyond that fails as on a full disk.
const LIMITED: &str = "
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
os.execv(sys.argv[2], sys.argv[2:])
";

fn applied_with(place: &Place, bytes: usize) -> Said {
    let mut command = place.command(place.python_path());
    command.args(["-c", LIMITED, &bytes.to_string(), env!("CARGO_BIN_EXE_terraproof"), "nuke"]);
    said(command.args(["apply", "plan.json", "--yes", "--concurrency", "2"]))
}

fn place_of_roles() -> Place {
    let place = Place::open();
    place.python("for n in range(12): make_role(f'ci-{n}')");
    place.plan(&["--kind", "iam-role"]);
    place
}

#[test]
fn nothing_goes_without_its_intent_on_disk_and_with_room_again_the_apply_goes_on() {
    let place = place_of_roles();

    let said = applied_with(&place, 1500);

    said.ends(4, &["the journal failed", "nothing more is asked to go", "with room for it", "--resume"]);
    let left = place.python("print(' '.join(roles()))");
    let left: BTreeSet<&str> = left.split_whitespace().collect();
    assert!((1..12).contains(&left.len()), "not in the middle: {left:?}");
    let intended: BTreeSet<String> = place
        .journal_lines()
        .iter()
        .filter(|line| line["record"] == "intended")
        .map(|line| line["id"].as_str().unwrap().to_owned())
        .collect();
    for number in 0..12 {
        let role = format!("ci-{number}");
        assert!(left.contains(role.as_str()) || intended.contains(&role), "{role} went without its intent on disk");
    }
    let resumed = place.nuke(&["apply", "plan.json", "--yes", "--resume", &place.journal()]);
    resumed.ends(0, &["rows are done already", "12 of 12 deleted"]);
    assert_eq!(place.python("print(roles())"), "[]");
}

#[test]
fn an_apply_whose_journal_cannot_even_begin_deletes_nothing_and_leaves_no_journal() {
    let place = place_of_roles();
    applied_with(&place, 40).ends(1, &["failed to write the journal", "nothing was deleted; make room"]);
    assert_eq!(place.python("print(len(roles()))"), "12");
    assert_eq!(place.journals(), [""; 0]);
    for device in ["/dev/full", "/dev/zero"] {
        place.nuke(&["apply", "plan.json", "--yes", "--resume", device]).ends(1, &["it is not a file", "next:"]);
    }
}
