//! The file that says which emulator runs.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{PROTOCOL, Worker};
use crate::{Cache, Error, files};

/// Describes one instance. The file can be read by this user alone: the token opens the administration path.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct State {
    pub(super) protocol: u32,
    pub(super) instance: String,
    pub(super) token: Token,
    pub(super) toolchain: String,
    /// Whether all workers were seen to answer; if not, the one that started them was killed half-way, or is at it.
    pub(super) ready: bool,
    pub(super) workers: Vec<Worker>,
}

/// Holds the secret that the administration path asks for.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Token(String);

impl Token {
    pub(super) fn random() -> Self {
        // fastrand is seeded from time and addresses, which is enough against accidents; the file's mode is what keeps others out of it.
        Self(format!("{:032x}{:032x}", fastrand::u128(..), fastrand::u128(..)))
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

impl State {
    /// Reads the file; one that cannot be understood counts as none, for it is replaced by the next start.
    pub(super) fn read(cache: &Cache) -> Result<Option<Self>, Error> {
        let Some(text) = files::read(&path(cache))? else { return Ok(None) };
        if let Some(found) = protocol(&text).filter(|found| *found != PROTOCOL) {
            return Err(Error::Protocol { found, expected: PROTOCOL });
        }
        Ok(serde_json::from_str(&text).ok())
    }

    /// Reads the file whatever its protocol: to end an instance its processes are enough.
    pub(super) fn read_any(cache: &Cache) -> Result<Option<Self>, Error> {
        Ok(files::read(&path(cache))?.and_then(|text| serde_json::from_str(&text).ok()))
    }

    pub(super) fn write(&self, cache: &Cache) -> Result<(), Error> {
        let path = path(cache);
        let text = serde_json::to_vec_pretty(self).map_err(|error| Error::io("describe", &path, error.into()))?;
        files::write(&path, &text, 0o600)
    }

    pub(super) fn lives(&self) -> bool {
        !self.workers.is_empty() && self.workers.iter().all(|worker| worker.process.is_alive())
    }

    /// Returns the directory of this instance's files.
    pub(super) fn directory(&self, cache: &Cache) -> PathBuf {
        cache.emulator().join(&self.instance)
    }
}

fn protocol(text: &str) -> Option<u32> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    value.get("protocol")?.as_u64().and_then(|number| u32::try_from(number).ok())
}

pub(super) fn path(cache: &Cache) -> PathBuf {
    cache.emulator().join("state.json")
}

pub(super) fn lock(cache: &Cache) -> PathBuf {
    cache.emulator().join("lock")
}

/// Removes the directories of instances that ended.
pub(super) fn clear_others(cache: &Cache, instance: &str) {
    for entry in std::fs::read_dir(cache.emulator()).into_iter().flatten().flatten() {
        if is_directory(&entry.path()) && entry.file_name() != instance {
            // Logs of yesterday: if they resist, they are no reason to fail.
            files::remove(&entry.path()).ok();
        }
    }
}

fn is_directory(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> State {
        State {
            protocol: PROTOCOL,
            instance: "one".to_owned(),
            token: Token::random(),
            toolchain: "t".to_owned(),
            ready: true,
            workers: Vec::new(),
        }
    }

    #[test]
    fn the_token_is_in_the_file_and_in_no_debug_output() {
        let directory = tempfile::tempdir().unwrap();
        let cache = Cache::at(directory.path());
        let state = state();
        files::create_directory(&cache.emulator()).unwrap();
        state.write(&cache).unwrap();
        let read = State::read(&cache).unwrap().unwrap();
        assert_eq!(read.token.reveal(), state.token.reveal());
        assert!(!format!("{state:?}").contains(state.token.reveal()));
    }

    #[test]
    fn a_torn_file_counts_as_none_and_another_protocol_is_an_error() {
        let directory = tempfile::tempdir().unwrap();
        let cache = Cache::at(directory.path());
        files::create_directory(&cache.emulator()).unwrap();
        std::fs::write(path(&cache), r#"{"protocol": 1, "inst"#).unwrap();
        assert!(State::read(&cache).unwrap().is_none());
        std::fs::write(path(&cache), r#"{"protocol": 999}"#).unwrap();
        let error = State::read(&cache).unwrap_err();
        assert!(error.hint().unwrap().contains("terraproof down"), "{error}");
    }

    #[test]
    fn an_instance_without_workers_is_dead() {
        assert!(!state().lives());
    }
}
