//! Plans of a size that nobody makes on purpose.

use std::fmt::Write as _;

use crate::place::{Place, Said, said};
use crate::plans::sealed;

const ROWS: usize = 100_000;

/// Runs a program, and prints the most memory that it had, in KiB, as its last line.
const MEASURED: &str = "
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
";

/// Runs `terraproof nuke`, and returns how many MB it took.
fn measured(place: &Place, arguments: &[&str]) -> (Said, usize) {
    let mut command = place.command(place.python_path());
    command.args(["-c", MEASURED, env!("CARGO_BIN_EXE_terraproof"), "nuke"]).args(arguments);
    let said = said(&mut command);
    let kibibytes: usize = said.stdout.lines().last().unwrap().parse().unwrap();
    (said, kibibytes / 1024)
}

/// Makes a plan of 100,000 rows out of one of a single row; only the first is there.
fn enlarged(plan: &str) -> String {
    let start = plan.find("  \"rows\": [\n").unwrap() + "  \"rows\": [\n".len();
    let end = start + plan[start..].find("\n  ],").unwrap();
    let row = &plan[start..end];
    let id = row.split('"').find(|part| part.starts_with("vol-")).unwrap();
    let mut rows = row.to_owned();
    for number in 1..ROWS {
        write!(rows, ",\n{}", row.replace(id, &format!("vol-f{number:016x}"))).unwrap();
    }
    let counted = |text: &str| text.replacen("\"delete\": 1,", &format!("\"delete\": {ROWS},"), 1);
    sealed(&format!("{}{rows}{}", counted(&plan[..start]), &plan[end..]))
}

#[test]
fn a_plan_of_100_000_rows_is_shown_and_applied_in_bounded_memory() {
    let place = Place::open();
    place.python("client('ec2').create_volume(AvailabilityZone='eu-west-1a', Size=1)");
    place.plan(&["--kind", "ec2-volume"]);
    place.write("plan.json", &enlarged(&place.read("plan.json")));
    for arguments in [&["show", "plan.json"][..], &["show", "--all", "plan.json"], &["apply", "plan.json", "--yes"]] {
        let (said, megabytes) = measured(&place, arguments);
        assert_eq!(said.code, 0, "{arguments:?}: {}", said.stderr);
        assert!(said.stdout.contains("100000"), "{arguments:?}");
        assert!(megabytes < 500, "{arguments:?} took {megabytes} MB");
        eprintln!("{arguments:?} took {megabytes} MB");
    }
    assert_eq!(place.python("print(client('ec2').describe_volumes()['Volumes'])"), "[]");
    assert_eq!(place.records("gone").len(), ROWS);
}
