//! The file that says which emulator runs.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::home::Home;
use super::{PROTOCOL, Worker};
use crate::{Error, ProcessId, files};

/// Describes one instance. The file can be read by this user alone: the token opens the administration path.
///
/// Other builds read it too, to end the instance or to ask it: what is here stays, with its meaning.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct State {
    pub(super) protocol: u32,
    pub(super) instance: String,
    pub(super) token: Token,
    /// Whether all workers were seen to answer; if not, the one that started them was killed half-way, or is at it.
    pub(super) ready: bool,
    /// Whether somebody is ending it.
    #[serde(default)]
    pub(super) stopping: bool,
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
    ///
    /// Fails when another build wrote it in a manner that this one cannot read.
    pub(super) fn read(home: &Home) -> Result<Option<Self>, Error> {
        let Some(text) = files::read(&home.state_file())? else { return Ok(None) };
        match serde_json::from_str(&text) {
            Ok(state) => Ok(Some(state)),
            Err(_) => match protocol(&text).filter(|found| *found != PROTOCOL) {
                Some(found) => Err(Error::Protocol { found, expected: PROTOCOL }),
                None => Ok(None),
            },
        }
    }

    pub(super) fn write(&self, home: &Home) -> Result<(), Error> {
        let path = home.state_file();
        let text = serde_json::to_vec_pretty(self).map_err(|error| Error::io("describe", &path, error.into()))?;
        files::write(&path, &text, 0o600)
    }

    /// Tells whether all its processes run.
    pub(super) fn lives(&self) -> bool {
        !self.workers.is_empty() && self.alive().len() == self.workers.len()
    }

    /// Returns those of its processes that run.
    pub(super) fn alive(&self) -> Vec<&ProcessId> {
        self.workers.iter().map(|worker| &worker.process).filter(|process| process.is_alive()).collect()
    }
}

/// Reads which instance the file of a home names, whatever else it holds.
pub(super) fn instance_in(home: &Home) -> Result<Option<String>, Error> {
    let Some(text) = files::read(&home.state_file())? else { return Ok(None) };
    let value: Option<serde_json::Value> = serde_json::from_str(&text).ok();
    Ok(value.and_then(|value| value.get("instance")?.as_str().map(str::to_owned)))
}

fn protocol(text: &str) -> Option<u32> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    value.get("protocol")?.as_u64().and_then(|number| u32::try_from(number).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Cache;

    fn home() -> (tempfile::TempDir, Home) {
        let directory = tempfile::tempdir().unwrap();
        let home = Home::of_this_build(&Cache::at(directory.path()));
        home.protect().unwrap();
        (directory, home)
    }

    fn state() -> State {
        State {
            protocol: PROTOCOL,
            instance: "one".to_owned(),
            token: Token::random(),
            ready: true,
            stopping: false,
            workers: Vec::new(),
        }
    }

    #[test]
    fn the_token_is_in_the_file_and_in_no_debug_output() {
        let (_directory, home) = home();
        let state = state();
        state.write(&home).unwrap();
        let read = State::read(&home).unwrap().unwrap();
        assert_eq!(read.token.reveal(), state.token.reveal());
        assert!(!format!("{state:?}").contains(state.token.reveal()));
    }

    #[test]
    fn a_torn_file_and_one_that_is_no_text_count_as_none() {
        let (_directory, home) = home();
        for content in [b"{\"protocol\": 1, \"inst".as_slice(), b"\xff\xfe"] {
            std::fs::write(home.state_file(), content).unwrap();
            assert!(State::read(&home).unwrap().is_none());
        }
    }

    #[test]
    fn another_protocol_is_an_error_only_when_it_cannot_be_read() {
        let (_directory, home) = home();
        State { protocol: 999, ..state() }.write(&home).unwrap();
        assert_eq!(State::read(&home).unwrap().unwrap().protocol, 999);
        std::fs::write(home.state_file(), r#"{"protocol": 999, "instance": "one"}"#).unwrap();
        let error = State::read(&home).unwrap_err();
        assert!(error.hint().unwrap().contains("terraproof down"), "{error}");
        assert_eq!(instance_in(&home).unwrap().as_deref(), Some("one"));
    }

    #[test]
    fn an_instance_without_workers_is_dead() {
        assert!(!state().lives());
    }
}
