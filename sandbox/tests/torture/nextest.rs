//! What survives nextest, which kills what does not end in time.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::process::{Signal, kill_process};
use serde_json::json;
use terraproof::ledger::Phase;

use crate::common::Home;
use crate::say;
use crate::traces::Traces;
use crate::victim::{Place, Victim};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
const TIME_OUT: &str = "period = \"1s\", terminate-after = 8";

#[test]
fn nothing_survives_a_ctrl_c_or_a_time_out_under_the_shipped_configuration() {
    let Some(nextest) = found() else { return };
    let home = Home::new();
    let shipped = fs::read_to_string(Path::new(ROOT).join(".config/nextest.toml")).unwrap();
    let hasty = shipped.replace("period = \"60s\", terminate-after = 150", TIME_OUT);
    assert_ne!(hasty, shipped, "the shipped time-out is not where it was");
    for (run, configuration, ctrl_c) in [("shipped1", &shipped, true), ("shipped2", &hasty, false)] {
        let place = Place::new(home.path(), run);
        let (left, words) = ended(&place, &nextest, configuration, ctrl_c);
        assert_eq!(left.count(), 0, "{run}: {left:?}\n{words}");
        place.clear_report();
    }
}

#[test]
fn what_survives_nextest_with_its_own_defaults_is_reaped() {
    let Some(nextest) = found() else { return };
    let home = Home::new();
    let hasty = format!("[profile.default]\nslow-timeout = {{ {TIME_OUT} }}\n");
    let merciless = hasty.replace(" }", ", grace-period = \"0s\" }");
    let runs = [("default1", "", true), ("default2", hasty.as_str(), false), ("default3", merciless.as_str(), false)];
    for (run, configuration, ctrl_c) in runs {
        let place = Place::new(home.path(), run);
        let (left, words) = ended(&place, &nextest, configuration, ctrl_c);
        say(&format!("nextest, {run}: {} traces survived: {left:?}", left.count()));
        let reap = place.reap();
        assert_eq!(reap.status.code(), Some(0), "{reap:?}\n{words}");
        let left = Traces::of(&place, left.account.as_deref());
        assert_eq!(left.count(), 0, "{run}: {left:?}\n{words}");
        place.clear_report();
    }
}

/// Runs a victim under nextest until a Ctrl-C in the middle of its apply, or until nextest loses its patience.
fn ended(place: &Place, nextest: &Path, configuration: &str, ctrl_c: bool) -> (Traces, String) {
    let mut runner = started(place, nextest, configuration);
    let entry =
        runner.wait_for("the apply has begun", |entry| entry.phase == Phase::Applying && entry.process.is_some());
    if ctrl_c {
        // A terminal sends it to nextest; tests have groups of their own.
        kill_process(runner.pid(), Signal::INT).unwrap();
    }
    let status = runner.end().unwrap();
    assert!(!status.success(), "{}", runner.words());
    (Traces::of(place, entry.account.as_deref()), runner.words())
}

fn started(place: &Place, nextest: &Path, configuration: &str) -> Victim {
    let write = |name: &str, text: String| {
        let file = place.directory().join(name);
        fs::write(&file, text).unwrap();
        file
    };
    let mut command = Command::new(nextest);
    command.args(["nextest", "run", "--run-ignored", "only", "-E", "test(=victims::whole_life)"]);
    command.arg("--config-file").arg(write("nextest.toml", configuration.to_owned()));
    command.arg("--cargo-metadata").arg(write("metadata.json", cargo_metadata()));
    command.arg("--binaries-metadata").arg(write("binaries.json", this_binary()));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("NEXTEST")) {
        command.env_remove(name);
    }
    place.surround(&mut command);
    place.spawn(command.current_dir(ROOT))
}

/// Finds cargo-nextest on PATH, or where CI puts it.
fn found() -> Option<PathBuf> {
    let ci = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("ci-tools").join("bin");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let nextest = std::env::split_paths(&path)
        .chain([ci])
        .map(|directory| directory.join("cargo-nextest"))
        .find(|it| it.exists());
    if nextest.is_none() {
        say(
            "NOT RUN: what survives nextest. There is no cargo-nextest on PATH, nor in target/ci-tools/bin (`.ci/run` installs it)",
        );
    }
    nextest
}

fn cargo_metadata() -> String {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--offline", "--locked"])
        .current_dir(ROOT)
        .output();
    String::from_utf8(output.unwrap().stdout).unwrap()
}

/// Describes this test binary to nextest as `cargo nextest list --list-type binaries-only` would, without building anything.
fn this_binary() -> String {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let metadata: serde_json::Value = serde_json::from_str(&cargo_metadata()).unwrap();
    let package =
        metadata["packages"].as_array().unwrap().iter().find(|it| it["name"] == env!("CARGO_PKG_NAME")).unwrap();
    json!({
        "rust-build-meta": { "target-directory": target, "base-output-directories": [], "non-test-binaries": {}, "linked-paths": [] },
        "rust-binaries": { "torture": {
            "binary-id": "torture", "binary-name": "torture", "package-id": package["id"], "kind": "test",
            "binary-path": std::env::current_exe().unwrap(), "build-platform": "target",
        } },
    })
    .to_string()
}
