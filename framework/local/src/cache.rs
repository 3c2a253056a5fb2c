//! The directory of this machine that keeps what is installed once.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::Error;

/// Names the directory that holds the toolchain and the emulator's files.
///
/// | what | where |
/// |---|---|
/// | toolchains | `toolchain/<digest>-cp<version>/`, `toolchain/current` |
/// | downloads that an interrupted installation resumes from | `pip/` |
/// | the state and the logs of each build's emulator | `emulator/<digest>/` |
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cache {
    path: PathBuf,
}

impl Cache {
    /// Finds the cache of this user.
    ///
    /// The first of: `TERRAPROOF_CACHE`, `$XDG_CACHE_HOME/terraproof`, `$HOME/.cache/terraproof`. A relative `XDG_CACHE_HOME` is ignored, as the
    /// [XDG base directory specification](https://specifications.freedesktop.org/basedir-spec/latest/) asks; a relative `TERRAPROOF_CACHE` is
    /// taken from the current directory.
    ///
    /// # Errors
    /// None of the three is set.
    pub fn from_environment() -> Result<Self, Error> {
        let path = choose(|name| std::env::var_os(name)).ok_or(Error::NoCacheDirectory)?;
        let path = std::path::absolute(&path).map_err(|source| Error::io("resolve", &path, source))?;
        Ok(Self { path })
    }

    /// Uses a directory of the caller's choice.
    ///
    /// It need not exist. A relative path is taken from the current directory, now.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        Self { path: std::path::absolute(&path).unwrap_or(path) }
    }

    /// Returns the directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn toolchains(&self) -> PathBuf {
        self.path.join("toolchain")
    }

    pub(crate) fn downloads(&self) -> PathBuf {
        self.path.join("pip")
    }

    pub(crate) fn emulator(&self) -> PathBuf {
        self.path.join("emulator")
    }
}

fn choose(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("TERRAPROOF_CACHE")
        .or_else(|| set("XDG_CACHE_HOME").filter(|path| path.is_absolute()).map(|path| path.join("terraproof")))
        .or_else(|| set("HOME").map(|home| home.join(".cache/terraproof")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(variables: &[(&str, &str)]) -> Option<PathBuf> {
        choose(|name| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value)))
    }

    #[test]
    fn our_own_variable_wins() {
        let variables = [("TERRAPROOF_CACHE", "/own"), ("XDG_CACHE_HOME", "/xdg"), ("HOME", "/home/a")];
        assert_eq!(chosen(&variables), Some(PathBuf::from("/own")));
    }

    #[test]
    fn xdg_comes_before_home() {
        assert_eq!(chosen(&[("XDG_CACHE_HOME", "/xdg"), ("HOME", "/home/a")]), Some(PathBuf::from("/xdg/terraproof")));
    }

    #[test]
    fn a_relative_or_empty_xdg_directory_is_ignored() {
        let home = Some(PathBuf::from("/home/a/.cache/terraproof"));
        assert_eq!(chosen(&[("XDG_CACHE_HOME", "here"), ("HOME", "/home/a")]), home);
        assert_eq!(chosen(&[("XDG_CACHE_HOME", ""), ("HOME", "/home/a")]), home);
    }

    #[test]
    fn without_any_home_there_is_no_cache() {
        assert_eq!(chosen(&[("TERRAPROOF_CACHE", "")]), None);
    }

    #[test]
    fn a_cache_at_a_relative_path_becomes_absolute() {
        assert!(Cache::at("somewhere").path().is_absolute());
    }
}
