//! What several test files of this crate share.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::allow_attributes,
    reason = "each test file is a crate of its own and uses a part of this"
)]

pub(crate) mod index;

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use terraproof_local::{Account, Cache, Error, Progress, Toolchain};
use tokio::process::Command;

/// Bounds every wait of a test. Nothing here takes nearly as long; a machine may be busy, though.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// Returns the toolchain in the cache of this user, which other tests read as well; the first one installs it.
pub(crate) async fn toolchain() -> Toolchain {
    Toolchain::install(&Cache::from_environment().unwrap(), Progress::Plain).await.unwrap()
}

/// Calls this test binary again to run one of its ignored tests, which takes its orders from the environment.
pub(crate) fn child(name: &str, cache: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", name, "--ignored", "--nocapture", "--test-threads=1"]);
    command.env("TERRAPROOF_CACHE", cache).env("RUST_BACKTRACE", "0");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

/// Prints an outcome as [`Said`] reads it.
pub(crate) fn say<T>(outcome: Result<T, Error>, shown: impl FnOnce(T) -> String) {
    match outcome {
        Ok(value) => eprintln!("OK {}", shown(value)),
        Err(error) => {
            eprintln!("ERROR {}", error.to_string().replace('\n', " "));
            eprintln!("HINT {}", error.hint().unwrap_or_default());
        }
    }
}

/// Holds what a child said.
#[derive(Debug)]
pub(crate) struct Said {
    text: String,
}

impl Said {
    pub(crate) async fn by(mut command: Command) -> Self {
        let output = tokio::time::timeout(PATIENCE, command.output()).await.unwrap().unwrap();
        Self { text: String::from_utf8_lossy(&output.stderr).into_owned() }
    }

    fn line(&self, start: &str) -> &str {
        let line = self.text.lines().find_map(|line| line.strip_prefix(start));
        line.unwrap_or_else(|| panic!("no `{start}` in:\n{}", self.text))
    }

    pub(crate) fn ok(&self) -> &str {
        self.line("OK ")
    }

    pub(crate) fn error(&self) -> &str {
        self.line("ERROR ")
    }

    pub(crate) fn hint(&self) -> &str {
        self.line("HINT ")
    }
}

/// Runs a Python script of this directory in an account.
pub(crate) async fn run_script(toolchain: &Toolchain, account: &Account, arguments: &[&str]) {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut command = Command::new(toolchain.python());
    command.current_dir(directory).args(arguments).env_clear().env("AWS_EC2_METADATA_DISABLED", "true");
    command.env("AWS_ACCESS_KEY_ID", &account.credentials.access_key_id);
    command.env("AWS_SECRET_ACCESS_KEY", &account.credentials.secret_access_key);
    command.env("AWS_SESSION_TOKEN", &account.credentials.session_token);
    command.env("ENDPOINT", format!("http://{}", account.endpoint));
    let output = tokio::time::timeout(PATIENCE, command.kill_on_drop(true).output()).await.unwrap().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
