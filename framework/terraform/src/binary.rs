//! A terraform or tofu that was found and asked what it is.

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use semver::Version;
use serde::Serialize;
use tokio::time::Instant;

use crate::process::{Capture, CommandLog, Exit, Invocation, Stop, run};
use crate::search::{Candidate, is_executable};
use crate::{Environment, Error, Redactor, Search};

/// How long a binary may take to say what it is.
const PATIENCE: Duration = Duration::from_secs(30);

/// Names a product that speaks terraform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Product {
    /// HashiCorp Terraform.
    Terraform,
    /// OpenTofu.
    Tofu,
}

impl Product {
    /// Returns the oldest version that is supported: Terraform 1.5.0, OpenTofu 1.6.0.
    #[must_use]
    pub fn minimum(self) -> Version {
        match self {
            Self::Terraform => Version::new(1, 5, 0),
            Self::Tofu => Version::new(1, 6, 0),
        }
    }

    /// Returns the name of the command, as in `tofu`.
    #[must_use]
    pub fn command(self) -> &'static str {
        match self {
            Self::Terraform => "terraform",
            Self::Tofu => "tofu",
        }
    }
}

impl fmt::Display for Product {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.command())
    }
}

/// Holds a usable binary: it is executable, it is terraform or tofu, and it is not too old.
#[derive(Debug, Clone)]
pub struct Binary {
    path: PathBuf,
    product: Product,
    version: Version,
    found: &'static str,
}

impl Binary {
    /// Finds the binary that counts and asks for its product and version.
    ///
    /// # Errors
    /// When there is none, or the one that counts is missing, is not terraform, is too old, or does not answer within 30 seconds. The
    /// next place is not tried: a broken choice must not pass unnoticed.
    pub async fn locate(search: &Search) -> Result<Self, Error> {
        let candidate = search.candidate().ok_or_else(|| Error::NoBinary { searched: search.places() })?;
        let Candidate { path, found } = &candidate;
        if !is_executable(path) {
            return Err(Error::BinaryMissing { path: path.clone(), found: (*found).to_owned() });
        }
        let refused = |answer: String| Error::NotTerraform { path: path.clone(), found: (*found).to_owned(), answer };
        let json = [OsString::from("version"), OsString::from("-json")];
        let (json, text) = tokio::join!(answer(path, &json), answer(path, &json[..1]));
        let (json, text) = (json.map_err(refused)?, text.map_err(refused)?);
        let product = product(&text).ok_or_else(|| refused(answered(&text)))?;
        let version = version(&json).ok_or_else(|| refused(answered(&json)))?;
        if version < product.minimum() {
            return Err(Error::TooOld { path: path.clone(), found: (*found).to_owned(), product, version });
        }
        Ok(Self { path: candidate.path, product, version, found: candidate.found })
    }

    /// Returns where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns what it is.
    #[must_use]
    pub fn product(&self) -> Product {
        self.product
    }

    /// Returns its version.
    #[must_use]
    pub fn version(&self) -> &Version {
        &self.version
    }

    /// Says how it was found: `named explicitly`, `named by TERRAPROOF_TERRAFORM`, `on PATH` or `embedded toolchain`.
    #[must_use]
    pub fn found(&self) -> &str {
        self.found
    }

    /// Tells whether `init` can print JSON: since Terraform 1.9.
    pub(crate) fn init_prints_json(&self) -> bool {
        self.product == Product::Terraform && self.version >= Version::new(1, 9, 0)
    }
}

/// Runs a candidate; the error is the end of a sentence that begins with "it is not terraform".
async fn answer(path: &Path, argv: &[OsString]) -> Result<String, String> {
    let environment = Environment::build(env::vars_os(), &[]);
    let stop = Stop {
        deadline: Some(Instant::now() + PATIENCE),
        patience: crate::Patience { interrupt: Duration::from_secs(2), terminate: Duration::from_secs(2) },
        ..Stop::default()
    };
    let log = CommandLog::open(None, Redactor::default()).map_err(|error| error.to_string())?;
    let finished = run(Invocation {
        program: path,
        argv,
        directory: Path::new("/"),
        environment: &environment,
        stop: &stop,
        log,
        log_stdout: false,
        stdout: Capture::ends(),
        on_line: &mut |_| {},
        on_spawn: &|_| {},
    })
    .await
    .map_err(|error| format!("it could not be started: {}", source_of(&error)))?;
    if finished.stopped.is_some() {
        return Err(format!("it did not answer `version` within {} s", PATIENCE.as_secs()));
    }
    let stdout = finished.stdout.end(64 << 10);
    match finished.exit {
        Exit::Code(0) => Ok(stdout),
        exit => Err(format!("`version` ended with {exit}; {}", answered(&(finished.stderr.end(4 << 10) + &stdout)))),
    }
}

fn source_of(error: &Error) -> String {
    std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string)
}

fn answered(text: &str) -> String {
    let line: String =
        text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().chars().take(120).collect();
    if line.is_empty() { "it answered nothing".to_owned() } else { format!("it answered `{line}`") }
}

/// The JSON form does not say which product it is; the first line of the other form does.
fn product(text: &str) -> Option<Product> {
    match text.lines().find(|line| !line.trim().is_empty())?.split_once(" v")?.0 {
        "Terraform" => Some(Product::Terraform),
        "OpenTofu" => Some(Product::Tofu),
        _ => None,
    }
}

fn version(json: &str) -> Option<Version> {
    let answer: serde_json::Value = serde_json::from_str(json).ok()?;
    Version::parse(answer.get("terraform_version")?.as_str()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_told_apart_by_their_first_line() {
        assert_eq!(product("Terraform v1.11.4\non linux_amd64\n"), Some(Product::Terraform));
        assert_eq!(product("OpenTofu v1.8.0\n"), Some(Product::Tofu));
        assert_eq!(product("Python 3.11.2\n"), None);
    }

    #[test]
    fn the_version_comes_from_json() {
        assert_eq!(version("{\"terraform_version\": \"1.11.4\"}"), Some(Version::new(1, 11, 4)));
        assert_eq!(version("{}"), None);
        assert_eq!(version("garbage"), None);
    }
}
