//! The environment of a command: built, not inherited.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;

/// Names that pass from outside; a trailing `*` stands for any ending.
const PASSED: &[&str] = &[
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "LANG",
    "LC_*",
    "TZ",
    "TMPDIR",
    "TERM",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "ALL_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "all_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
];

/// Set for every command: nobody is there to answer a question, and no call home is wanted.
const ALWAYS: &[(&str, &str)] = &[("TF_IN_AUTOMATION", "1"), ("TF_INPUT", "0"), ("CHECKPOINT_DISABLE", "1")];

/// Holds the variables a command sees.
///
/// From outside pass `PATH`, `HOME`, `USER`, the locale, `TZ`, `TMPDIR`, `TERM`, proxies and certificate locations. Everything else,
/// above all `TF_*` and cloud credentials, is dropped unless it is named. Always set: `TF_IN_AUTOMATION=1`, `TF_INPUT=0`,
/// `CHECKPOINT_DISABLE=1`.
///
/// ```
/// use terraproof_terraform::Environment;
///
/// let outside = [("PATH", "/bin"), ("TF_LOG", "trace"), ("AWS_PROFILE", "prod")];
/// let environment = Environment::build(outside.map(|(name, value)| (name.into(), value.into())), &[]);
/// assert_eq!(environment.get("PATH"), Some("/bin".as_ref()));
/// assert_eq!(environment.get("AWS_PROFILE"), None);
/// assert_eq!(environment.dropped(), ["TF_LOG"]);
/// ```
#[derive(Clone)]
pub struct Environment {
    variables: BTreeMap<OsString, OsString>,
    dropped: Vec<String>,
}

impl Environment {
    /// Builds an environment from the outside one and the names that may pass in addition (`TF_LOG`, `MY_APP_*`).
    #[must_use]
    pub fn build(outside: impl IntoIterator<Item = (OsString, OsString)>, pass: &[String]) -> Self {
        let mut environment = Self { variables: BTreeMap::new(), dropped: Vec::new() };
        for (name, value) in outside {
            let shown = name.to_string_lossy();
            if PASSED.iter().copied().chain(pass.iter().map(String::as_str)).any(|pattern| matches(pattern, &shown)) {
                environment.variables.insert(name, value);
            } else if shown.starts_with("TF_") {
                environment.dropped.push(shown.into_owned());
            }
        }
        environment.dropped.sort();
        for (name, value) in ALWAYS {
            environment.set(name, value);
        }
        environment
    }

    /// Sets a variable, whatever it was.
    pub fn set(&mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> &mut Self {
        self.variables.insert(name.as_ref().to_owned(), value.as_ref().to_owned());
        self
    }

    /// Removes a variable, if it is there.
    pub fn remove(&mut self, name: impl AsRef<OsStr>) -> &mut Self {
        self.variables.remove(name.as_ref());
        self
    }

    /// Returns the value of a variable.
    #[must_use]
    pub fn get(&self, name: impl AsRef<OsStr>) -> Option<&OsStr> {
        self.variables.get(name.as_ref()).map(OsString::as_os_str)
    }

    /// Iterates over the names, in order.
    pub fn names(&self) -> impl Iterator<Item = &OsStr> {
        self.variables.keys().map(OsString::as_os_str)
    }

    /// Returns the `TF_*` names of the outside that were dropped, in order, so that a note can name them.
    #[must_use]
    pub fn dropped(&self) -> &[String] {
        &self.dropped
    }

    pub(crate) fn variables(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        self.variables.iter().map(|(name, value)| (name.as_os_str(), value.as_os_str()))
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment")
            .field("names", &self.variables.keys().collect::<Vec<_>>())
            .field("dropped", &self.dropped)
            .finish()
    }
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => name.starts_with(prefix),
        None => name == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(outside: &[(&str, &str)], pass: &[&str]) -> Environment {
        let outside = outside.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        Environment::build(outside, &pass.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn what_a_command_needs_passes_and_the_rest_is_dropped() {
        let environment =
            build(&[("PATH", "/bin"), ("LC_ALL", "C"), ("https_proxy", "p"), ("AWS_SECRET_ACCESS_KEY", "k")], &[]);
        let names: Vec<_> = environment.names().collect();
        assert_eq!(names, ["CHECKPOINT_DISABLE", "LC_ALL", "PATH", "TF_INPUT", "TF_IN_AUTOMATION", "https_proxy"]);
    }

    #[test]
    fn terraform_variables_are_dropped_and_named_unless_they_are_let_through() {
        let environment = build(&[("TF_LOG", "trace"), ("TF_VAR_name", "x"), ("TF_CLI_ARGS", "-x")], &["TF_VAR_*"]);
        assert_eq!(environment.get("TF_VAR_name"), Some("x".as_ref()));
        assert_eq!(environment.dropped(), ["TF_CLI_ARGS", "TF_LOG"]);
    }

    #[test]
    fn terraform_never_waits_for_an_answer() {
        let environment = build(&[("TF_INPUT", "1")], &["TF_INPUT"]);
        assert_eq!(environment.get("TF_INPUT"), Some("0".as_ref()));
    }

    #[test]
    fn debug_shows_names_and_no_values() {
        let mut environment = build(&[], &[]);
        environment.set("AWS_SECRET_ACCESS_KEY", "hunter2");
        let shown = format!("{environment:?}");
        assert!(shown.contains("AWS_SECRET_ACCESS_KEY") && !shown.contains("hunter2"), "{shown}");
        environment.remove("AWS_SECRET_ACCESS_KEY");
        assert_eq!(environment.get("AWS_SECRET_ACCESS_KEY"), None);
    }
}
