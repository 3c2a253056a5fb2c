//! Finds a Python that can carry the toolchain.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde::Deserialize;
use tokio::process::Command;

use crate::Error;

/// The minor versions that the pinned packages were resolved for.
const MINORS: std::ops::RangeInclusive<u32> = 10..=14;

const PROBE: &str = "import json, platform, sys; print(json.dumps({\
    'implementation': platform.python_implementation(), 'version': list(sys.version_info[:3]), \
    'executable': getattr(sys, '_base_executable', None) or sys.executable, \
    'system': platform.system(), 'machine': platform.machine(), 'libc': ' '.join(platform.libc_ver()), 'flags': getattr(sys, 'abiflags', '')}))";

/// How long a Python may take to say what it is.
const PATIENCE: Duration = Duration::from_secs(30);

/// Describes a Python interpreter that can carry the toolchain.
#[derive(Debug, Clone, Deserialize)]
pub struct Python {
    implementation: String,
    version: (u32, u32, u32),
    /// The interpreter itself, behind shims and virtual environments.
    pub(super) executable: PathBuf,
    system: String,
    machine: String,
    libc: String,
    /// `t` marks a free-threaded build, for which few wheels exist.
    flags: String,
    /// What was called to get there.
    #[serde(skip)]
    pub(super) command: OsString,
}

impl Python {
    /// Finds the first that will do: `TERRAPROOF_PYTHON` and nothing else where it is set, otherwise what PATH has.
    pub(super) async fn find() -> Result<Self, Error> {
        let chosen = std::env::var_os("TERRAPROOF_PYTHON").filter(|value| !value.is_empty());
        let candidates = chosen.map_or_else(on_path, |chosen| vec![chosen]);
        let mut tried = Vec::new();
        for candidate in candidates {
            match Self::probe(&candidate).await {
                Ok(python) => match python.objection() {
                    None => return Ok(python),
                    Some(objection) => tried.push(format!("`{}` is {objection}", candidate.display())),
                },
                Err(Some(objection)) => tried.push(format!("`{}` {objection}", candidate.display())),
                Err(None) => {}
            }
        }
        Err(Error::NoPython { tried })
    }

    /// Asks an interpreter what it is. `Err(None)` stands for a command that is not there.
    async fn probe(command: &OsStr) -> Result<Self, Option<String>> {
        let mut probe = Command::new(command);
        probe.args(["-E", "-s", "-c", PROBE]).stdin(Stdio::null()).kill_on_drop(true);
        let output = match tokio::time::timeout(PATIENCE, probe.output()).await {
            Err(_) => return Err(Some(format!("does not answer within {} s", PATIENCE.as_secs()))),
            Ok(Err(error)) if error.kind() == std::io::ErrorKind::NotFound && !is_path(command) => return Err(None),
            Ok(Err(error)) => return Err(Some(format!("cannot be run: {error}"))),
            Ok(Ok(output)) => output,
        };
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            let first = said.lines().find(|line| !line.trim().is_empty()).unwrap_or("it says nothing").trim();
            return Err(Some(format!("does not work: {first}")));
        }
        let python: Self = serde_json::from_slice(&output.stdout).map_err(|_| Some("is not a Python".to_owned()))?;
        Ok(Self { command: command.to_owned(), ..python })
    }

    fn objection(&self) -> Option<String> {
        let (major, minor, _) = self.version;
        let fits =
            self.implementation == "CPython" && major == 3 && MINORS.contains(&minor) && !self.flags.contains('t');
        (!fits).then(|| format!("{} {}{}", self.implementation, self.version(), self.flags))
    }

    /// Returns the interpreter itself, behind shims and virtual environments.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.executable
    }

    /// Returns the full version, such as `3.12.1`.
    #[must_use]
    pub fn version(&self) -> String {
        format!("{}.{}.{}", self.version.0, self.version.1, self.version.2)
    }

    /// Returns the version as it stands in the names of directories: `python3.12`.
    pub(super) fn library(&self) -> String {
        format!("python{}.{}", self.version.0, self.version.1)
    }

    /// Returns the version as it stands in the names of wheels: `cp312`.
    pub(super) fn tag(&self) -> String {
        format!("cp{}{}", self.version.0, self.version.1)
    }

    /// Tells whether the embedded Terraform runs here: its library is built for Linux on x86-64 with glibc 2.35 or newer.
    pub(super) fn can_embed_terraform(&self) -> bool {
        self.is_linux() && glibc_minor(&self.libc).is_some_and(|minor| minor >= 35)
    }

    /// Tells whether the provider archives are for this platform; the provider is a static binary and needs no libc.
    pub(super) fn can_use_providers(&self) -> bool {
        self.is_linux()
    }

    fn is_linux(&self) -> bool {
        self.system == "Linux" && self.machine == "x86_64"
    }
}

fn glibc_minor(libc: &str) -> Option<u32> {
    libc.strip_prefix("glibc 2.")?.split('.').next()?.parse().ok()
}

fn is_path(command: &OsStr) -> bool {
    Path::new(command).components().count() > 1
}

fn on_path() -> Vec<OsString> {
    // What a person calls `python3` first, for that is the one they keep in order; then the newest.
    let versioned = MINORS.rev().map(|minor| format!("python3.{minor}"));
    std::iter::once("python3".to_owned()).chain(versioned).map(OsString::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn python(implementation: &str, version: (u32, u32, u32), libc: &str) -> Python {
        Python {
            implementation: implementation.to_owned(),
            version,
            executable: PathBuf::new(),
            system: "Linux".to_owned(),
            machine: "x86_64".to_owned(),
            libc: libc.to_owned(),
            flags: String::new(),
            command: OsString::new(),
        }
    }

    #[test]
    fn only_the_versions_with_pinned_packages_will_do() {
        assert_eq!(python("CPython", (3, 10, 0), "").objection(), None);
        assert_eq!(python("CPython", (3, 14, 2), "").objection(), None);
        assert_eq!(python("CPython", (3, 9, 18), "").objection().as_deref(), Some("CPython 3.9.18"));
        assert_eq!(python("CPython", (3, 15, 0), "").objection().as_deref(), Some("CPython 3.15.0"));
        assert_eq!(python("PyPy", (3, 11, 1), "").objection().as_deref(), Some("PyPy 3.11.1"));
    }

    #[test]
    fn terraform_is_embedded_where_the_c_library_is_new_enough() {
        assert!(python("CPython", (3, 12, 0), "glibc 2.35").can_embed_terraform());
        assert!(!python("CPython", (3, 12, 0), "glibc 2.34").can_embed_terraform());
        assert!(!python("CPython", (3, 12, 0), " ").can_embed_terraform());
    }

    #[tokio::test]
    async fn a_command_that_is_not_there_is_no_news_but_a_path_is() {
        assert_eq!(Python::probe("python-of-nowhere".as_ref()).await.unwrap_err(), None);
        let reason = Python::probe("/nowhere/python3".as_ref()).await.unwrap_err().unwrap();
        assert!(reason.starts_with("cannot be run"), "{reason}");
    }

    #[tokio::test]
    async fn something_else_is_not_a_python() {
        assert_eq!(Python::probe("echo".as_ref()).await.unwrap_err().unwrap(), "is not a Python");
        assert!(Python::probe("false".as_ref()).await.unwrap_err().unwrap().starts_with("does not work"));
    }
}
