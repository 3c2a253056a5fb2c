//! The disk is full while terraform writes its state.

use std::fs::{self, File};
use std::io::{Read as _, Write as _, repeat};
use std::path::Path;
use std::process::Command;

use terraproof::ledger::Phase;

use crate::common::Home;
use crate::say;
use crate::traces::Traces;
use crate::victim::Place;
use crate::victims::IS_VICTIM;

/// Mounts a small disk at the first argument, which only what runs below sees, and runs the rest there.
const MOUNTED: &str = "mkdir -p \"$1\" && mount -t tmpfs -o size=2m tmpfs \"$1\" && shift && exec \"$@\"";
/// Tells the inner half of the test where the disk is.
const RUN: &str = "disk1";

#[test]
fn a_full_disk_fails_the_test_readably_and_leaves_nothing_after_reap() {
    if !Command::new("unshare")
        .args(["-Urm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"])
        .output()
        .is_ok_and(|it| it.status.success())
    {
        say("NOT RUN: the full disk. This system lets nobody mount in a namespace of one's own (`unshare -Urm`)");
        return;
    }
    let home = Home::new();
    let place = Place::new(home.path(), RUN);
    let mut inside = Command::new("unshare");
    inside.args(["-Urm", "sh", "-c", MOUNTED, "sh"]).arg(place.state()).arg(std::env::current_exe().unwrap());
    inside.args(["--exact", "disk::on_a_small_disk", "--ignored", "--nocapture"]);
    place.surround(&mut inside);
    inside.env("TERRAPROOF_TORTURE_HOME", home.path());
    let output = inside.output().unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    place.clear_report();
}

/// The half that sees the small disk.
#[test]
#[ignore = "is started by the test above, where a small disk is mounted"]
fn on_a_small_disk() {
    let (Some(_), Some(home)) = (std::env::var_os(IS_VICTIM), std::env::var_os("TERRAPROOF_TORTURE_HOME")) else {
        return;
    };
    let place = Place::new(Path::new(&home), RUN);
    let mut victim = place.start("victims::whole_life");
    let entry = victim.wait_for("half of the stack is made", |entry| {
        let state = fs::read_to_string(entry.directory.join("terraform.tfstate")).unwrap_or_default();
        entry.phase == Phase::Applying && state.contains("aws_vpc")
    });
    let filler = place.state().join("filler");
    fill(&filler);
    let status = victim.end().unwrap();
    let words = victim.words();
    assert!(!status.success() && words.contains("no space left on device"), "{status}\n{words}");
    fs::remove_file(&filler).unwrap();
    let reap = place.reap();
    assert_eq!(reap.status.code(), Some(0), "{reap:?}");
    let left = Traces::of(&place, entry.account.as_deref());
    assert_eq!(left.count(), 0, "{left:?}");
}

/// Writes until nothing fits any more, to the last byte.
fn fill(path: &Path) {
    let mut file = File::create(path).unwrap();
    for size in [1 << 16, 1] {
        let mut block = vec![0; size];
        repeat(b'x').read_exact(&mut block).unwrap();
        while file.write_all(&block).is_ok() {}
    }
}
