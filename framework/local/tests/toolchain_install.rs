//! The toolchain in the cache of this user.

mod common;

use std::process::Command;

use terraproof_local::{Cache, Toolchain};

use common::toolchain;

#[tokio::test]
async fn an_installed_toolchain_is_found_again() {
    let installed = toolchain().await;
    let found = Toolchain::find(&Cache::from_environment().unwrap()).unwrap();
    assert_eq!(found.directory(), installed.directory());
    assert_eq!(found.versions().moto, "5.2.5");
    let current = installed.directory().with_file_name("current");
    assert_eq!(std::fs::canonicalize(current).unwrap(), std::fs::canonicalize(installed.directory()).unwrap());
}

#[tokio::test]
async fn a_cache_behind_a_link_has_the_same_toolchain() {
    let installed = toolchain().await;
    let directory = tempfile::tempdir().unwrap();
    let [cache, shelf] = ["cache", "shelf/toolchain"].map(|name| directory.path().join(name));
    std::fs::create_dir(directory.path().join("shelf")).unwrap();
    let shared = Cache::from_environment().unwrap();
    std::os::unix::fs::symlink(shared.path(), &cache).unwrap();
    std::os::unix::fs::symlink(shared.path().join("toolchain"), &shelf).unwrap();
    for cache in [cache.as_path(), shelf.parent().unwrap()] {
        let found = Toolchain::find(&Cache::at(cache)).unwrap();
        assert_eq!(found.directory(), installed.directory());
        assert!(found.python().starts_with(installed.directory()));
    }
}

#[tokio::test]
async fn the_python_of_an_installation_can_be_asked_for() {
    let python = Toolchain::find_python().await.unwrap();
    assert!(python.version().starts_with("3.") && python.path().is_absolute());
}

#[tokio::test]
async fn the_embedded_terraform_runs_passes_its_exit_code_and_initialises_from_the_mirror() {
    let toolchain = toolchain().await;
    let (Some(terraform), Some(mirror)) = (toolchain.terraform(), toolchain.mirror()) else {
        eprintln!("this platform has no embedded terraform: nothing to check");
        return;
    };
    let directory = tempfile::Builder::new().prefix("with blank ").tempdir().unwrap();
    std::fs::write(directory.path().join("main.tf"), "provider \"aws\" {\n  region = \"us-east-1\"\n}\n").unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(terraform);
        command.current_dir(directory.path()).args(arguments).env("TF_CLI_CONFIG_FILE", "/dev/null");
        command.env("CHECKPOINT_DISABLE", "1").env_remove("TF_LOG").output().unwrap()
    };
    let version = run(&["version", "-json"]);
    let expected = toolchain.versions().terraform.clone().unwrap();
    assert!(String::from_utf8(version.stdout).unwrap().contains(&format!("\"terraform_version\": \"{expected}\"")));
    let source = format!("-plugin-dir={}", mirror.display());
    let init = run(&["init", "-no-color", "-input=false", &source]);
    assert!(init.status.success(), "{}", String::from_utf8_lossy(&init.stderr));
    assert!(run(&["validate", "-no-color"]).status.success());
    assert_eq!(run(&["no-such-command"]).status.code(), Some(1));
}

#[tokio::test]
async fn a_toolchain_that_lost_a_file_is_not_found() {
    let installed = toolchain().await;
    let directory = tempfile::tempdir().unwrap();
    let cache = Cache::at(directory.path());
    let copy = directory.path().join("toolchain").join(installed.directory().file_name().unwrap());
    std::fs::create_dir_all(&copy).unwrap();
    std::fs::copy(installed.directory().join("manifest.json"), copy.join("manifest.json")).unwrap();
    assert!(Toolchain::find(&cache).is_none());
}
