//! The processes of the emulator: who starts them, who shares them, and when they end.

#![expect(clippy::unwrap_used, reason = "what the tests call fails the test")]

mod common;

use std::os::unix::fs::PermissionsExt;
use std::time::Instant;

use terraproof_local::{Cache, Emulator, ProcessId, Stopped, Worker};

use common::{PATIENCE, Said, child, say, toolchain};

/// Waits until all workers have ended.
async fn ended(workers: &[Worker]) {
    let deadline = Instant::now() + PATIENCE;
    while workers.iter().any(|worker| worker.process.is_alive()) {
        assert!(Instant::now() < deadline, "a worker lives on");
        tokio::task::yield_now().await;
    }
}

fn kill(process: &ProcessId) {
    std::process::Command::new("kill").args(["-KILL", &process.to_string()]).status().unwrap();
}

/// Not a test: what the children of the tests below do.
#[tokio::test]
#[ignore = "called by other tests"]
async fn start_for_somebody() {
    let Some(cache) = std::env::var_os("EMULATOR_CACHE").map(Cache::at) else { return };
    let toolchain = toolchain().await;
    say(Emulator::start(&cache, &toolchain).await, |emulator| emulator.instance().to_owned());
}

fn start_elsewhere(cache: &Cache) -> tokio::process::Command {
    let shared = Cache::from_environment().unwrap();
    let mut command = child("start_for_somebody", shared.path());
    command.env("EMULATOR_CACHE", cache.path());
    command
}

#[tokio::test]
async fn processes_that_start_it_at_the_same_instant_share_one_that_outlives_them() {
    let directory = tempfile::tempdir().unwrap();
    let cache = Cache::at(directory.path());
    let toolchain = toolchain().await;
    // Reading all that the children say to its end shows that no worker holds on to their pipes.
    let (one, two) = tokio::join!(Said::by(start_elsewhere(&cache)), Said::by(start_elsewhere(&cache)));
    assert_eq!(one.ok(), two.ok());
    let emulator = Emulator::start(&cache, &toolchain).await.unwrap();
    assert_eq!(emulator.instance(), one.ok());
    assert!(emulator.is_alive().await);
    Emulator::stop(&cache).await.unwrap();
}

#[tokio::test]
async fn it_stops_with_all_its_processes_and_stopping_again_is_fine() {
    let directory = tempfile::tempdir().unwrap();
    let cache = Cache::at(directory.path());
    let nothing = Stopped::default();
    assert_eq!(Emulator::stop(&cache).await.unwrap(), nothing);
    let emulator = Emulator::start(&cache, &toolchain().await).await.unwrap();
    let stopped = Emulator::stop(&cache).await.unwrap();
    let instances = vec![emulator.instance().to_owned()];
    assert_eq!(stopped, Stopped { instances, workers: emulator.workers().len() });
    assert!(emulator.workers().iter().all(|worker| !worker.process.is_alive()));
    assert!(!emulator.is_alive().await && Emulator::find(&cache).await.unwrap().is_none());
    assert_eq!(Emulator::stop(&cache).await.unwrap(), nothing);
}

#[tokio::test]
async fn one_of_which_a_worker_was_killed_is_replaced() {
    let directory = tempfile::tempdir().unwrap();
    let cache = Cache::at(directory.path());
    let toolchain = toolchain().await;
    let first = Emulator::start(&cache, &toolchain).await.unwrap();
    let account = first.open_account().await.unwrap();
    let victim = first.workers().iter().find(|worker| worker.port == account.endpoint.port()).unwrap();
    kill(&victim.process);
    ended(std::slice::from_ref(victim)).await;
    let error = first.holdings(&account.id).await.unwrap_err();
    assert!(error.to_string().starts_with(&format!("failed to list what account `{}` holds", account.id)), "{error}");
    assert!(error.hint().unwrap().contains("the next run starts a new one"));
    assert!(!first.was_stopped(&cache));
    let second = Emulator::start(&cache, &toolchain).await.unwrap();
    assert_ne!(first.instance(), second.instance());
    ended(first.workers()).await;
    Emulator::stop(&cache).await.unwrap();
}

#[tokio::test]
async fn it_ends_when_its_files_are_removed() {
    let directory = tempfile::tempdir().unwrap();
    let cache = Cache::at(directory.path());
    let emulator = Emulator::start(&cache, &toolchain().await).await.unwrap();
    let builds = std::fs::read_dir(directory.path().join("emulator")).unwrap();
    let [state] = builds.map(|build| build.unwrap().path().join("state.json")).collect::<Vec<_>>().try_into().unwrap();
    assert_eq!(std::fs::metadata(state).unwrap().permissions().mode() & 0o777, 0o600);
    drop(directory);
    ended(emulator.workers()).await;
}

#[tokio::test]
async fn what_a_version_with_another_layout_left_running_is_found_by_its_instance_and_ended() {
    let directory = tempfile::tempdir().unwrap();
    let cache = Cache::at(directory.path());
    let emulator = Emulator::start(&cache, &toolchain().await).await.unwrap();
    let root = directory.path().join("emulator");
    let build = std::fs::read_dir(&root).unwrap().next().unwrap().unwrap().path();
    // All lay one level higher. A worker ends when its state file goes, but it looks only every two seconds.
    std::fs::create_dir(root.join("old")).unwrap();
    std::fs::copy(build.join("state.json"), root.join("state.json")).unwrap();
    std::fs::write(root.join("old/launcher.py"), "").unwrap();
    std::fs::rename(build.join("lock"), root.join("lock")).unwrap();

    assert!(Emulator::find_instance(&cache, emulator.instance()).await.unwrap().is_some());
    std::fs::remove_file(build.join("state.json")).unwrap();
    std::fs::remove_dir_all(build).unwrap();
    Emulator::stop(&cache).await.unwrap();
    assert!(emulator.workers().iter().all(|worker| !worker.process.is_alive()));
    assert_eq!(std::fs::read_dir(root).unwrap().count(), 0);
}

#[tokio::test]
async fn two_caches_have_an_emulator_each_on_ports_of_their_own() {
    let directories = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let caches = directories.each_ref().map(|directory| Cache::at(directory.path()));
    let toolchain = toolchain().await;
    let (one, two) = tokio::join!(Emulator::start(&caches[0], &toolchain), Emulator::start(&caches[1], &toolchain));
    let mut ports: Vec<u16> =
        [one.unwrap(), two.unwrap()].iter().flat_map(|e| e.workers().to_vec()).map(|w| w.port).collect();
    let count = ports.len();
    ports.sort_unstable();
    ports.dedup();
    assert_eq!(ports.len(), count);
    for cache in &caches {
        Emulator::stop(cache).await.unwrap();
    }
}
