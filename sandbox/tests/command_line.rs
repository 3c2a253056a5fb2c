//! What the command line says about itself.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use assert_cmd::Command;

fn terraproof(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_terraproof"));
    command.args(arguments);
    command
}

fn stdout(arguments: &[&str]) -> String {
    String::from_utf8(terraproof(arguments).assert().success().get_output().stdout.clone()).unwrap()
}

#[test]
fn the_help_names_every_subcommand_and_the_exit_codes() {
    let help = stdout(&["--help"]);
    for word in ["up", "down", "shell", "doctor", "version", "Exit codes"] {
        assert!(help.contains(word), "{word}: {help}");
    }
    assert!(!help.contains("gateway  "), "{help}");
}

#[test]
fn every_subcommand_explains_itself() {
    for subcommand in ["up", "down", "shell", "doctor", "version"] {
        assert!(stdout(&[subcommand, "--help"]).contains("Usage: terraproof"), "{subcommand}");
    }
}

#[test]
fn the_version_tells_of_terraform_and_the_toolchain() {
    let version = stdout(&["version"]);
    assert!(version.starts_with(&format!("terraproof {}\n", env!("CARGO_PKG_VERSION"))), "{version}");
    assert!(version.contains("terraform") && version.contains("toolchain"), "{version}");
}

#[test]
fn a_mistake_on_the_command_line_ends_with_1_and_goes_to_stderr() {
    for arguments in [["doctor", "--jsn"], ["up", "--account=1"], ["upp", ""]] {
        let assert = terraproof(&arguments).assert().code(1).stdout("");
        let stderr = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
        assert!(stderr.starts_with("error:"), "{stderr}");
    }
}

#[test]
fn without_a_place_for_the_cache_the_next_step_is_named() {
    let assert = terraproof(&["up"]).env_clear().assert().code(1).stdout("");
    let stderr = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
    assert!(
        stderr.contains("error: no cache directory") && stderr.contains("next: set `TERRAPROOF_CACHE`"),
        "{stderr}"
    );
}
