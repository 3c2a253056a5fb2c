//! pip's command lines and environment.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use super::environment::Environment;
use super::leash;
use tokio::process::Command;

/// Variables of the caller that decide how the index is reached. Everything else stays outside, so that nobody's settings change what is installed.
const PASSED: [&str; 20] = [
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "XDG_CONFIG_HOME",
    "XDG_CONFIG_DIRS",
    "NETRC",
    "http_proxy",
    "HTTP_PROXY",
    "https_proxy",
    "HTTPS_PROXY",
    "no_proxy",
    "NO_PROXY",
    "ALL_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
];

/// Settings of pip itself that would put the packages elsewhere, or make it refuse.
const NOT_PASSED: [&str; 13] = [
    "PIP_USER",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_ROOT",
    "PIP_REQUIRE_VIRTUALENV",
    "PIP_DRY_RUN",
    "PIP_CACHE_DIR",
    "PIP_NO_CACHE_DIR",
    "PIP_QUIET",
    "PIP_VERBOSE",
    "PIP_LOG",
    "PIP_CONSTRAINT",
    "PIP_REQUIREMENT",
];

/// Builds `pip download` of pinned requirements into a directory; what is there already is checked and kept.
pub(super) fn download(environment: &Environment, requirements: &Path, wheels: &Path, temporary: &Path) -> Command {
    // Without a retry pip would not say why the index gave it nothing.
    let settings = ["--timeout", "30", "--retries", "2", "--dest"].map(OsStr::new);
    let arguments: Vec<&OsStr> = settings.into_iter().chain([wheels.as_os_str()]).collect();
    command(environment, "download", requirements, &arguments, temporary)
}

/// Builds `pip install` of what was downloaded, without any index.
pub(super) fn install(environment: &Environment, requirements: &Path, wheels: &Path, temporary: &Path) -> Command {
    let mut arguments: Vec<&OsStr> = vec!["--no-index".as_ref(), "--find-links".as_ref(), wheels.as_os_str()];
    arguments.extend(["--no-compile".as_ref(), "--no-warn-script-location".as_ref()] as [&OsStr; 2]);
    if environment.pip_is_foreign() {
        arguments.extend(["--target".as_ref(), environment.packages.as_os_str()] as [&OsStr; 2]);
    }
    command(environment, "install", requirements, &arguments, temporary)
}

fn command(environment: &Environment, verb: &str, requirements: &Path, more: &[&OsStr], temporary: &Path) -> Command {
    let mut arguments: Vec<&OsStr> = vec![environment.pip.as_os_str()];
    arguments.extend(["-m", "pip", verb, "--require-hashes", "--no-deps", "--no-cache-dir"].map(OsStr::new));
    arguments.extend(
        ["--only-binary", ":all:", "--progress-bar", "off", "--disable-pip-version-check", "--no-input"]
            .map(OsStr::new),
    );
    arguments.extend(more);
    arguments.extend(["--requirement".as_ref(), requirements.as_os_str()] as [&OsStr; 2]);
    let mut command = leash::leashed(&environment.pip, &arguments);
    command.env_clear().envs(variables(std::env::vars_os())).env("TMPDIR", temporary).env("PYTHONUNBUFFERED", "1");
    command.env("PIP_USER", "0").env("PIP_REQUIRE_VIRTUALENV", "0");
    command
}

fn variables(all: impl Iterator<Item = (OsString, OsString)>) -> impl Iterator<Item = (OsString, OsString)> {
    all.filter(|(name, _)| name.to_str().is_some_and(passes))
}

fn passes(name: &str) -> bool {
    PASSED.contains(&name) || name.starts_with("PIP_") && !NOT_PASSED.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_the_index_passes_and_the_rest_stays_outside() {
        for name in ["PIP_INDEX_URL", "PIP_CERT", "HTTPS_PROXY", "SSL_CERT_FILE", "HOME"] {
            assert!(passes(name), "{name}");
        }
        for name in ["PIP_TARGET", "PYTHONPATH", "AWS_SECRET_ACCESS_KEY", "PIP_USER", "TMPDIR"] {
            assert!(!passes(name), "{name}");
        }
    }

    #[test]
    fn packages_are_installed_from_checked_wheels_alone() {
        let environment =
            Environment { python: "/t/bin/python".into(), packages: "/t/lib".into(), pip: "/usr/bin/python3".into() };
        let command = install(&environment, Path::new("/r.txt"), Path::new("/wheels"), Path::new("/tmp"));
        let line: Vec<&str> = command.as_std().get_args().skip(4).filter_map(OsStr::to_str).collect();
        assert_eq!(
            line.join(" "),
            "/usr/bin/python3 -m pip install --require-hashes --no-deps --no-cache-dir --only-binary :all: --progress-bar off \
             --disable-pip-version-check --no-input --no-index --find-links /wheels --no-compile --no-warn-script-location --target /t/lib \
             --requirement /r.txt"
        );
    }
}
