//! What the installation says when it cannot be done, and what it leaves.

#![expect(clippy::unwrap_used, reason = "what the tests call fails the test")]

mod common;

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use terraproof_local::{Cache, Progress, Toolchain};
use tokio::process::Command;

use common::index::{Index, Packages};
use common::{PATIENCE, Said, child, say};

/// Not a test: what the children of the tests below do.
#[tokio::test]
#[ignore = "called by other tests"]
async fn install_for_somebody() {
    if std::env::var_os("INSTALL").is_none() {
        return;
    }
    let cache = Cache::from_environment().unwrap();
    say(Toolchain::install(&cache, Progress::Auto).await, |toolchain| toolchain.directory().display().to_string());
}

/// Installs in another process, from nowhere unless the test names an index.
fn install(cache: &Path) -> Command {
    let mut command = child("install_for_somebody", cache);
    command.env("INSTALL", "1").env("PIP_INDEX_URL", "http://127.0.0.1:9/simple").env("PIP_RETRIES", "0");
    command.env("PIP_CONFIG_FILE", "/dev/null").env_remove("PIP_FIND_LINKS").env_remove("PIP_EXTRA_INDEX_URL");
    for proxy in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "ALL_PROXY"] {
        command.env_remove(proxy);
    }
    command
}

/// Writes a command that stands in for Python.
fn script(directory: &Path, text: &str) -> PathBuf {
    let path = directory.join("python3");
    std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    path
}

/// Returns the Python that the installation would take, for a script to hand over to.
async fn real_python() -> PathBuf {
    common::toolchain().await.python().canonicalize().unwrap()
}

/// Returns a Python that has pip at once: making an environment with pip takes seconds, and most tests are about what comes after it.
async fn quick_python(directory: &Path) -> PathBuf {
    let toolchain = common::toolchain().await;
    let python = toolchain.python().display();
    script(directory, &format!("case \"$*\" in *'-m venv'*) exit 1;; esac\nexec '{python}' \"$@\""))
}

fn left_in(cache: &TempDir) -> Vec<String> {
    let entries = std::fs::read_dir(cache.path().join("toolchain")).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).filter(|name| name != "lock").collect()
}

#[tokio::test]
async fn without_python_it_says_what_to_install() {
    let cache = tempfile::tempdir().unwrap();
    let said = Said::by({
        let mut command = install(cache.path());
        command.env("PATH", cache.path()).env_remove("TERRAPROOF_PYTHON");
        command
    });
    let said = said.await;
    assert_eq!(said.error(), "no usable Python: CPython 3.10 to 3.14 is needed, and no `python3` is on PATH");
    assert!(said.hint().contains("apt install python3 python3-venv"), "{}", said.hint());
}

#[tokio::test]
async fn an_old_python_and_a_broken_one_are_named() {
    let cache = tempfile::tempdir().unwrap();
    let old = r#"echo '{"implementation":"CPython","version":[3,8,18],"executable":"/x","system":"Linux","machine":"x86_64","libc":"","flags":""}'"#;
    for (text, reason) in [
        (old, "is CPython 3.8.18"),
        ("echo 'pyenv: command not found' >&2; exit 127", "does not work: pyenv: command not found"),
    ] {
        let python = script(cache.path(), text);
        let mut command = install(cache.path());
        command.env("TERRAPROOF_PYTHON", &python);
        let said = Said::by(command).await;
        let expected = format!("no usable Python: CPython 3.10 to 3.14 is needed; `{}` {reason}", python.display());
        assert_eq!(said.error(), expected);
        assert!(said.hint().contains("TERRAPROOF_PYTHON"));
    }
}

#[tokio::test]
async fn a_python_without_venv_and_pip_is_refused_with_the_packages_to_install() {
    let cache = tempfile::tempdir().unwrap();
    let real = real_python().await;
    let text = format!(
        "case \"$*\" in *'-m venv'*|*'-m pip'*) echo 'No module named venv' >&2; exit 1;; esac\nexec '{}' \"$@\"",
        real.display()
    );
    let mut command = install(cache.path());
    command.env("TERRAPROOF_PYTHON", script(cache.path(), &text));
    let said = Said::by(command).await;
    assert!(
        said.error().ends_with("has neither `ensurepip` nor `pip`, so nothing can be installed with it"),
        "{}",
        said.error()
    );
    assert!(said.hint().contains("apt install python3-venv python3-pip"));
    assert_eq!(left_in(&cache), [""; 0]);
}

#[tokio::test]
async fn an_unreachable_index_is_named_whichever_pip_is_used() {
    let cache = tempfile::tempdir().unwrap();
    let real = real_python().await;
    // Without `venv` the host's pip has to do; it gets as far as the index.
    let text = format!("case \"$*\" in *'-m venv'*) exit 1;; esac\nexec '{}' \"$@\"", real.display());
    for python in [real.clone(), script(cache.path(), &text)] {
        let mut command = install(cache.path());
        command.env("TERRAPROOF_PYTHON", python);
        let said = Said::by(command).await;
        let expected = "failed to install the Python packages: the package index cannot be reached: ";
        assert!(said.error().starts_with(expected), "{}", said.error());
        assert!(said.hint().contains("HTTPS_PROXY"));
        assert_eq!(left_in(&cache), [""; 0]);
    }
}

#[tokio::test]
async fn credentials_of_the_index_are_not_shown() {
    let cache = tempfile::tempdir().unwrap();
    let mut command = install(cache.path());
    command.env("TERRAPROOF_PYTHON", quick_python(cache.path()).await);
    command.env("PIP_INDEX_URL", "http://user:hunter2@127.0.0.1:9/simple");
    let output = tokio::time::timeout(PATIENCE, command.output()).await.unwrap().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("ERROR ") && !said.contains("hunter2"), "{said}");
}

#[tokio::test]
async fn a_download_that_is_cut_off_or_altered_is_not_used() {
    let cut = "a download was cut off";
    let altered = "a file is not the one that was pinned by its hash";
    // An older pip notices the missing half by the checksum alone.
    for (packages, expected) in [(Packages::Cut, [cut, altered]), (Packages::Altered, [altered, altered])] {
        let cache = tempfile::tempdir().unwrap();
        let index = Index::serve(packages).await;
        let mut command = install(cache.path());
        command.env("PIP_INDEX_URL", index.url()).env("TERRAPROOF_PYTHON", quick_python(cache.path()).await);
        let said = Said::by(command).await;
        assert!(expected.iter().any(|expected| said.error().contains(expected)), "{packages:?}: {}", said.error());
        assert!(said.hint().contains("try again"));
        assert_eq!(left_in(&cache), [""; 0]);
    }
}

#[tokio::test]
async fn a_cache_that_cannot_be_written_is_named() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::set_permissions(directory.path(), PermissionsExt::from_mode(0o555)).unwrap();
    // Permissions do not bind root; the kernel's own file system does.
    let bound = std::fs::create_dir(directory.path().join("try")).is_err();
    let cache = if bound { directory.path().join("cache") } else { PathBuf::from("/sys/kernel/terraproof") };
    let said = Said::by(install(&cache)).await;
    assert_eq!(said.error(), format!("failed to create the directory `{}`", cache.join("toolchain").display()));
    assert!(said.hint().contains("writable, or set `TERRAPROOF_CACHE`"), "{}", said.hint());
}

#[tokio::test]
async fn a_file_in_the_way_of_the_cache_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    std::fs::write(&file, "").unwrap();
    let said = Said::by(install(&file)).await;
    assert!(said.hint().contains("something else is at"), "{}", said.hint());
}

#[tokio::test]
async fn a_full_disk_says_how_much_to_free() {
    let cache = tempfile::tempdir().unwrap();
    let index = Index::serve(Packages::Large).await;
    let mut real = install(cache.path());
    real.env("PIP_INDEX_URL", index.url()).env("TERRAPROOF_PYTHON", quick_python(cache.path()).await);
    // A limit on the size of a file meets the same code as a full disk, and needs no disk.
    let mut command = Command::new("sh");
    command
        .args(["-c", "ulimit -f 2000; exec \"$0\" \"$@\""])
        .arg(real.as_std().get_program())
        .args(real.as_std().get_args());
    for (name, value) in real.as_std().get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let said = Said::by(command).await;
    assert!(said.error().contains("the disk is full"), "{}", said.error());
    assert!(said.hint().contains("free about 1 GB"));
    assert_eq!(left_in(&cache), [""; 0]);
}

#[tokio::test]
async fn a_killed_installation_leaves_no_process_and_the_next_one_clears_up() {
    let cache = tempfile::tempdir().unwrap();
    let mut index = Index::serve(Packages::Hang).await;
    let python = quick_python(cache.path()).await;
    let mut command = install(cache.path());
    command.env("PIP_INDEX_URL", index.url()).env("TERRAPROOF_PYTHON", &python);
    let mut child = command.spawn().unwrap();
    index.asked().await;
    child.kill().await.unwrap();
    index.left_alone().await;
    assert_eq!(left_in(&cache).len(), 1);

    let mut command = install(cache.path());
    command.env("TERRAPROOF_PYTHON", python);
    let said = Said::by(command).await;
    assert!(said.error().contains("cannot be reached"), "{}", said.error());
    assert_eq!(left_in(&cache), [""; 0]);
}

#[tokio::test]
async fn a_second_process_waits_for_the_one_that_installs_and_says_so() {
    use tokio::io::{AsyncBufReadExt, BufReader};

    let cache = tempfile::tempdir().unwrap();
    let mut index = Index::serve(Packages::Hang).await;
    let python = quick_python(cache.path()).await;
    let mut first = install(cache.path());
    let mut first = first.env("PIP_INDEX_URL", index.url()).env("TERRAPROOF_PYTHON", &python).spawn().unwrap();
    index.asked().await;
    let mut second = install(cache.path()).env("TERRAPROOF_PYTHON", &python).spawn().unwrap();
    let mut lines = BufReader::new(second.stderr.take().unwrap()).lines();
    let heard = tokio::time::timeout(PATIENCE, lines.next_line()).await.unwrap().unwrap();
    assert_eq!(heard.as_deref(), Some("terraproof: another process installs the toolchain; waiting for it"));
    first.kill().await.unwrap();
    // Now it is the second one's turn, which finds no index.
    tokio::time::timeout(PATIENCE, second.wait()).await.unwrap().unwrap();
    index.left_alone().await;
}
