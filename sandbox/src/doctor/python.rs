//! The Python that the toolchain is installed with.

use std::ffi::{OsStr, OsString};
use std::process::Stdio;
use std::time::Duration;

use terraproof_local::Toolchain;
use tokio::process::Command;

use super::finding::Finding;

const AREA: &str = "python";

/// The minor versions of Python 3 that the toolchain is made for.
const MINORS: std::ops::RangeInclusive<u32> = 10..=14;

/// How long a Python may take to say what it is.
const LIMIT: Duration = Duration::from_secs(10);

const PROBE: &str = "import platform, sys; print(platform.python_implementation(), platform.python_version(), \
    getattr(sys, '_base_executable', None) or sys.executable)";

/// Looks for a Python the way the installation does: what `TERRAPROOF_PYTHON` names and nothing else, otherwise what PATH has.
pub(super) async fn examine(toolchain: Option<&Toolchain>) -> Finding {
    let chosen = std::env::var_os("TERRAPROOF_PYTHON").filter(|value| !value.is_empty());
    let why = if chosen.is_some() { "named by TERRAPROOF_PYTHON" } else { "first on PATH that will do" };
    let mut tried = Vec::new();
    for candidate in chosen.map_or_else(candidates, |chosen| vec![chosen]) {
        match probe(&candidate).await {
            Ok((version, path)) => {
                let text = format!("CPython {version}, {why}: {path}");
                return Finding::ok(AREA, text).fact("version", version).fact("path", path);
            }
            Err(Some(objection)) => tried.push(format!("`{}` {objection}", candidate.display())),
            Err(None) => {}
        }
    }
    missing(toolchain, &tried)
}

fn missing(toolchain: Option<&Toolchain>, tried: &[String]) -> Finding {
    let error = terraproof_local::Error::NoPython { tried: tried.to_vec() };
    match toolchain {
        // The installed one starts: it was asked when the toolchain was found, and carries itself.
        Some(toolchain) => Finding::note(
            AREA,
            format!("{error}; the installed toolchain has its own: {}", toolchain.python().display()),
        ),
        None => Finding::problem(AREA, error.to_string()).next(error.hint()),
    }
}

fn candidates() -> Vec<OsString> {
    let versioned = MINORS.rev().map(|minor| format!("python3.{minor}"));
    std::iter::once("python3".to_owned()).chain(versioned).map(OsString::from).collect()
}

/// Asks an interpreter for its version and its place. `Err(None)` stands for a command that is not there.
async fn probe(command: &OsStr) -> Result<(String, String), Option<String>> {
    let mut probe = Command::new(command);
    probe.args(["-E", "-s", "-c", PROBE]).stdin(Stdio::null()).kill_on_drop(true);
    let output = match tokio::time::timeout(LIMIT, probe.output()).await {
        Err(_) => return Err(Some(format!("does not answer within {} s", LIMIT.as_secs()))),
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::NotFound => return Err(None),
        Ok(Err(error)) => return Err(Some(format!("cannot be run: {error}"))),
        Ok(Ok(output)) => output,
    };
    let said = String::from_utf8_lossy(&output.stdout);
    let mut words = said.trim().splitn(3, ' ');
    let (Some(implementation), Some(version), Some(path)) = (words.next(), words.next(), words.next()) else {
        return Err(Some("does not work".to_owned()));
    };
    if output.status.success() && implementation == "CPython" && fits(version) {
        return Ok((version.to_owned(), path.to_owned()));
    }
    Err(Some(format!("is {implementation} {version}")))
}

fn fits(version: &str) -> bool {
    let minor = version.strip_prefix("3.").and_then(|rest| rest.split('.').next()).and_then(|minor| minor.parse().ok());
    minor.is_some_and(|minor| MINORS.contains(&minor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_versions_that_the_toolchain_is_made_for_will_do() {
        assert!(fits("3.10.0") && fits("3.14.2"));
        assert!(!fits("3.9.18") && !fits("3.15.0") && !fits("2.7.18"));
    }

    #[tokio::test]
    async fn something_else_is_not_a_python() {
        assert!(probe("false".as_ref()).await.unwrap_err().unwrap().contains("does not work"));
        assert_eq!(probe("python-of-nowhere".as_ref()).await, Err(None));
    }
}
