//! The file that says which gateway runs in the background.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use terraproof_local::gateway::Behaviour;
use terraproof_local::{AccountId, Cache, ProcessId};
use tokio::net::TcpStream;

use crate::Error;
use crate::tools::Tools;

/// A listener of this machine accepts at once, or it is not there.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);

/// Describes one gateway. The file can be read by this user alone: it holds keys, though only to the localhost cloud.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) process: ProcessId,
    pub(crate) address: SocketAddr,
    /// The instance of the emulator that it leads to.
    pub(crate) instance: String,
    pub(crate) account: AccountId,
    /// The hosts it tunnels to beside the registries.
    pub(crate) allow: Vec<String>,
    /// What takes time in it, and what it limits.
    #[serde(default)]
    pub(crate) behaviour: Behaviour,
    /// Its directory, with certificates and terraform's files.
    pub(crate) directory: PathBuf,
    /// The environment that leads into the account.
    pub(crate) variables: BTreeMap<String, String>,
}

impl State {
    /// Reads the file; one that cannot be understood counts as none, and its gateway ends when it sees another.
    pub(crate) fn read(cache: &Cache) -> Result<Option<Self>, Error> {
        let path = path(cache);
        match fs::read(&path) {
            Ok(text) => Ok(serde_json::from_slice(&text).ok()),
            Err(source) if matches!(source.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
            Err(source) => Err(Error::io("read", &path, source)),
        }
    }

    pub(super) fn write(&self, cache: &Cache) -> Result<(), Error> {
        let path = path(cache);
        let text = serde_json::to_vec_pretty(self).map_err(|error| Error::io("describe", &path, error.into()))?;
        // tempfile creates with mode 0600.
        let written = tempfile::NamedTempFile::new_in(directory(cache)).and_then(|mut file| {
            file.write_all(&text)?;
            Ok(file.persist(&path)?)
        });
        written.map(drop).map_err(|source| Error::io("write", &path, source))
    }

    /// Tells whether the process runs and listens.
    pub(crate) async fn answers(&self) -> bool {
        self.process.is_alive()
            && tokio::time::timeout(CONNECT_LIMIT, TcpStream::connect(self.address)).await.is_ok_and(|it| it.is_ok())
    }

    pub(crate) fn tools(&self) -> Tools {
        Tools::at(&self.directory)
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State").field("process", &self.process).field("address", &self.address).finish_non_exhaustive()
    }
}

pub(super) fn directory(cache: &Cache) -> PathBuf {
    cache.path().join("gateway")
}

pub(super) fn path(cache: &Cache) -> PathBuf {
    directory(cache).join("state.json")
}

pub(super) fn log(cache: &Cache) -> PathBuf {
    directory(cache).join("gateway.log")
}

pub(super) fn lock(cache: &Cache) -> PathBuf {
    directory(cache).join("lock")
}

/// Makes the directory, for this user alone.
pub(super) fn create_directory(cache: &Cache) -> Result<(), Error> {
    let directory = directory(cache);
    let created = fs::DirBuilder::new().recursive(true).mode(0o700).create(&directory);
    created.map_err(|source| Error::io("create the directory", &directory, source))
}

/// Removes a file; one that is not there is fine.
pub(super) fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(Error::io("remove", path, source)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn state() -> State {
        State {
            process: ProcessId::current(),
            address: "127.0.0.1:1".parse().unwrap(),
            instance: "one".to_owned(),
            account: "111122223333".parse().unwrap(),
            allow: Vec::new(),
            behaviour: Behaviour::default(),
            directory: "/run".into(),
            variables: BTreeMap::from([("AWS_SECRET_ACCESS_KEY".to_owned(), "hush".to_owned())]),
        }
    }

    #[test]
    fn the_state_is_for_its_owner_only_and_debug_output_shows_no_secret() {
        let directory = tempfile::tempdir().unwrap();
        let cache = Cache::at(directory.path());
        create_directory(&cache).unwrap();
        state().write(&cache).unwrap();
        let read = State::read(&cache).unwrap().unwrap();
        assert_eq!(read.variables["AWS_SECRET_ACCESS_KEY"], "hush");
        assert!(!format!("{read:?}").contains("hush"));
        assert_eq!(fs::metadata(path(&cache)).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_torn_file_and_a_missing_one_count_as_none() {
        let directory = tempfile::tempdir().unwrap();
        let cache = Cache::at(directory.path());
        assert!(State::read(&cache).unwrap().is_none());
        create_directory(&cache).unwrap();
        fs::write(path(&cache), "{\"process\": ").unwrap();
        assert!(State::read(&cache).unwrap().is_none());
    }

    #[tokio::test]
    async fn a_gateway_without_a_listener_does_not_answer() {
        assert!(!state().answers().await);
    }
}
