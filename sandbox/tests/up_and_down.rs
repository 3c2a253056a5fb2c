//! The emulator's life as a person sees it.

mod common;

use common::{Home, said};

#[test]
fn two_that_start_at_once_share_one_emulator() {
    let home = Home::new();
    let children = [0, 1].map(|_| home.process(&["up"]).stdout(std::process::Stdio::piped()).spawn().unwrap());
    let outputs = children.map(|child| child.wait_with_output().unwrap());
    let pids = outputs.map(|output| {
        assert!(output.status.success());
        let text = String::from_utf8(output.stdout).unwrap();
        let line = text.lines().find(|line| line.starts_with("emulator")).unwrap().to_owned();
        line.split_once(": pid ").unwrap().1.to_owned()
    });
    assert_eq!(pids[0], pids[1]);
}

#[test]
fn down_says_what_it_ended_and_is_content_with_nothing() {
    let home = Home::new();
    home.terraproof(&["up"]).assert().success();
    let workers = home.emulator().unwrap().workers().to_vec();
    let (stdout, _, code) = said(&mut home.terraproof(&["down"]));
    assert!(stdout.contains("emulator   ended") && code == 0, "{stdout}");
    assert!(workers.iter().all(|worker| !worker.process.is_alive()));
    assert_eq!(said(&mut home.terraproof(&["down"])), ("nothing was running\n".to_owned(), String::new(), 0));
}

#[test]
fn down_does_not_make_a_cache() {
    let directory = tempfile::tempdir().unwrap();
    let cache = directory.path().join("cache");
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_terraproof"));
    command.arg("down").env("TERRAPROOF_CACHE", &cache).assert().success();
    assert!(!cache.exists());
}
