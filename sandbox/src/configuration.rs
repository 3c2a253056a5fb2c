//! The nearest `terraproof.toml`, of which each command reads its own part.

use std::path::PathBuf;

use serde::de::DeserializeOwned;
use terraproof::Config;

use crate::Error;

/// Is the nearest `terraproof.toml`, in which the framework found no unknown key; without one, the defaults hold.
#[derive(Debug)]
pub(crate) struct Configuration {
    pub(crate) path: Option<PathBuf>,
    pub(crate) config: Config,
    text: String,
}

impl Configuration {
    /// Reads the nearest file at or above the current directory.
    pub(crate) fn nearest() -> Result<Self, Error> {
        let here = std::env::current_dir().map_err(|source| Error::io("find", ".", source))?;
        let nearest = here.ancestors().map(|directory| directory.join("terraproof.toml")).find(|file| file.is_file());
        Self::of(nearest)
    }

    /// Reads this file.
    pub(crate) fn of(path: Option<PathBuf>) -> Result<Self, Error> {
        let Some(path) = path else {
            return Ok(Self { path: None, config: Config::default(), text: String::new() });
        };
        let config = Config::read(&path)?;
        let text = std::fs::read_to_string(&path).map_err(|source| Error::io("read", &path, source))?;
        Ok(Self { path: Some(path), config, text })
    }

    /// Reads a part that the framework leaves to the command.
    pub(crate) fn part<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let path = || self.path.clone().unwrap_or_default();
        toml::from_str(&self.text).map_err(|source| Error::Settings { path: path(), source: source.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Configuration, Error> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("terraproof.toml");
        std::fs::write(&path, text).unwrap();
        Configuration::of(Some(path))
    }

    #[test]
    fn whatever_command_reads_it_a_torn_file_and_an_unknown_key_are_told_with_their_path() {
        for wrong in ["[local", "[lokal]\n", "[terraform]\nbinari = 'tofu'\n"] {
            let error = crate::console::sentence(&read(wrong).unwrap_err());
            assert!(error.contains("terraproof.toml"), "{error}");
        }
        assert!(
            read("[local.behaviour]\nwhat = 'it says'\n[nuke]\n").is_ok(),
            "a part is for the command that reads it"
        );
    }
}
