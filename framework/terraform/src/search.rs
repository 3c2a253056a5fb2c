//! Where to look for a binary.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};

/// Says where to look for a terraform or tofu, in this order: `explicit`, `variable`, `path` (terraform, then tofu), `embedded`.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// What the configuration or an option names.
    pub explicit: Option<PathBuf>,
    /// What `TERRAPROOF_TERRAFORM` names.
    pub variable: Option<PathBuf>,
    /// The value of `PATH`.
    pub path: Option<OsString>,
    /// The binary of the embedded toolchain.
    pub embedded: Option<PathBuf>,
}

/// A place that was found and is still to be asked what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) path: PathBuf,
    pub(crate) found: &'static str,
}

impl Search {
    /// Reads `TERRAPROOF_TERRAFORM` (empty counts as unset) and `PATH`.
    #[must_use]
    pub fn from_environment() -> Self {
        let variable = env::var_os("TERRAPROOF_TERRAFORM").filter(|value| !value.is_empty()).map(PathBuf::from);
        Self { variable, path: env::var_os("PATH"), ..Self::default() }
    }

    /// Names the binary: it is used, or it is an error. A name without a slash is looked up in `PATH`.
    #[must_use]
    pub fn explicit(mut self, path: impl Into<PathBuf>) -> Self {
        self.explicit = Some(path.into());
        self
    }

    /// Names the binary to use when there is no other.
    #[must_use]
    pub fn embedded(mut self, path: impl Into<PathBuf>) -> Self {
        self.embedded = Some(path.into());
        self
    }

    /// Returns the place that counts. Whether it is usable is another question.
    pub(crate) fn candidate(&self) -> Option<Candidate> {
        let named = |path: &PathBuf, found| Candidate { path: self.resolved(path), found };
        self.explicit
            .as_ref()
            .map(|path| named(path, "named explicitly"))
            .or_else(|| self.variable.as_ref().map(|path| named(path, "named by TERRAPROOF_TERRAFORM")))
            .or_else(|| ["terraform", "tofu"].iter().find_map(|name| self.on_path(name)))
            .or_else(|| self.embedded.as_ref().map(|path| named(path, "embedded toolchain")))
    }

    /// Names every place that was looked at, for the message that nothing was found.
    pub(crate) fn places(&self) -> Vec<String> {
        let mut places =
            vec!["`TERRAPROOF_TERRAFORM` (not set)".to_owned(), "`terraform` and `tofu` on `PATH`".to_owned()];
        if self.embedded.is_none() {
            places.push("the embedded toolchain (not installed)".to_owned());
        }
        places
    }

    fn on_path(&self, name: &str) -> Option<Candidate> {
        self.lookup(name.as_ref()).map(|path| Candidate { path, found: "on PATH" })
    }

    fn lookup(&self, name: &OsStr) -> Option<PathBuf> {
        let path = self.path.as_ref()?;
        let files =
            env::split_paths(path).filter(|directory| directory.is_absolute()).map(|directory| directory.join(name));
        files.into_iter().find(|file| is_executable(file))
    }

    fn resolved(&self, path: &Path) -> PathBuf {
        let is_name = path.components().count() == 1 && path.is_relative() && !path.exists();
        let found = if is_name { self.lookup(path.as_os_str()) } else { None };
        found.unwrap_or_else(|| std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
    }
}

/// Tells whether a path is a file that may be executed.
pub(crate) fn is_executable(path: &Path) -> bool {
    path.is_file() && access(path, Access::EXEC_OK).is_ok()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn executable(directory: &Path, name: &str) -> PathBuf {
        let path = directory.join(name);
        fs::write(&path, "").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    #[test]
    fn what_is_named_comes_before_path_and_path_before_the_toolchain() {
        let directory = tempfile::tempdir().unwrap();
        let tofu = executable(directory.path(), "tofu");
        let search =
            Search { path: Some(directory.path().into()), ..Search::default() }.embedded("/toolchain/terraform");
        assert_eq!(search.candidate(), Some(Candidate { path: tofu, found: "on PATH" }));
        let terraform = executable(directory.path(), "terraform");
        assert_eq!(search.candidate().map(|found| found.path), Some(terraform));
        let search = Search { variable: Some("/variable".into()), ..search };
        assert_eq!(search.candidate().map(|found| found.found), Some("named by TERRAPROOF_TERRAFORM"));
        let search = search.explicit("/explicit");
        assert_eq!(search.candidate(), Some(Candidate { path: "/explicit".into(), found: "named explicitly" }));
    }

    #[test]
    fn a_file_that_is_not_executable_is_passed_over() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("terraform"), "").unwrap();
        let search = Search { path: Some(directory.path().into()), ..Search::default() }.embedded("/embedded");
        assert_eq!(search.candidate().map(|found| found.found), Some("embedded toolchain"));
    }

    #[test]
    fn a_name_without_a_slash_is_looked_up_on_path() {
        let directory = tempfile::tempdir().unwrap();
        let path = executable(directory.path(), "tofu-1.9");
        let search = Search { path: Some(directory.path().into()), ..Search::default() }.explicit("tofu-1.9");
        assert_eq!(search.candidate().map(|found| found.path), Some(path));
    }
}
