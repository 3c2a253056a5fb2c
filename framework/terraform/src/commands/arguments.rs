//! Building an argument list.

use std::ffi::{OsStr, OsString};
use std::time::Duration;

/// Collects the arguments of one subcommand.
#[derive(Debug)]
pub(crate) struct Arguments(Vec<OsString>);

impl Arguments {
    /// Starts with the subcommand; nobody reads colours.
    pub(crate) fn of(subcommand: &str) -> Self {
        Self(vec![subcommand.into(), "-no-color".into()])
    }

    /// Adds a word.
    pub(crate) fn word(mut self, word: impl AsRef<OsStr>) -> Self {
        self.0.push(word.as_ref().to_owned());
        self
    }

    /// Adds a word when a condition holds.
    pub(crate) fn word_if(self, condition: bool, word: &str) -> Self {
        if condition { self.word(word) } else { self }
    }

    /// Adds `NAME=VALUE`.
    pub(crate) fn option(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        let mut word = OsString::from(name);
        word.push("=");
        word.push(value);
        self.0.push(word);
        self
    }

    /// Adds `NAME=VALUE` for each value.
    pub(crate) fn options<T: AsRef<OsStr>>(self, name: &str, values: impl IntoIterator<Item = T>) -> Self {
        values.into_iter().fold(self, |arguments, value| arguments.option(name, value))
    }

    /// Adds `NAME=DURATION` in Go's notation, in whole milliseconds.
    pub(crate) fn duration(self, name: &str, value: Option<Duration>) -> Self {
        self.options(name, value.map(|value| format!("{}ms", value.as_millis())))
    }

    /// Returns the list.
    pub(crate) fn into_vec(self) -> Vec<OsString> {
        self.0
    }
}

/// Compares an argument list with words, in tests.
#[cfg(test)]
pub(crate) fn words(argv: &[OsString]) -> Vec<&str> {
    argv.iter().map(|word| word.to_str().unwrap()).collect()
}
