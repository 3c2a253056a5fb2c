//! What `--help` says.

use std::process::Command;

use crate::place::said;

#[test]
fn every_subcommand_says_what_it_does_and_how_it_ends() {
    let help = |words: &[&str]| {
        said(Command::new(env!("CARGO_BIN_EXE_terraproof")).arg("nuke").args(words).arg("--help")).stdout
    };
    assert!(help(&[]).contains("6  refused for safety"));
    for command in ["plan", "show", "apply", "run", "kinds", "explain", "check", "import"] {
        let text = help(&[command]);
        assert!(text.contains("Usage: terraproof nuke") && text.lines().all(|line| line.len() <= 100), "{text}");
    }
}
