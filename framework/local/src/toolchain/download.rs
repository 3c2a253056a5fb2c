//! Fetches the pinned packages, and tells why it did not work.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::environment::Environment;
use super::requirements::Part;
use super::{leash, pip};
use crate::{Error, files};

/// How long pip may say nothing. A large package over a slow line is silent for minutes.
pub(super) const SILENCE: Duration = Duration::from_secs(600);

/// Tells why pip could not fetch or install the packages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DownloadFailure {
    /// The index does not answer.
    Unreachable,
    /// A download ended before it was complete.
    Cut,
    /// A file is not the one that was pinned.
    Checksum,
    /// The disk is full.
    NoSpace,
    /// A directory cannot be written.
    NotWritable,
    /// The certificate of the index, or of a proxy, is not trusted.
    Certificate,
    /// The index answers, but refuses the credentials.
    Refused,
    /// The index has no package for this platform.
    NoPackage,
    /// Something else.
    Other,
}

impl DownloadFailure {
    /// Returns the next step.
    #[must_use]
    pub fn hint(self) -> &'static str {
        match self {
            Self::Unreachable => {
                "check the network; behind a proxy set `HTTPS_PROXY`, with an own package index set `PIP_INDEX_URL` or pip's configuration"
            }
            Self::Cut => "try again: what was downloaded completely is kept",
            Self::Checksum => {
                "nothing of it was used; try again, and if it stays, ask whoever runs the proxy or the package index why they send other files"
            }
            Self::NoSpace => crate::error::NO_SPACE,
            Self::NotWritable => "make the cache directory writable, or set `TERRAPROOF_CACHE` to one that is",
            Self::Certificate => "if a proxy of yours opens TLS, set `PIP_CERT` to the file with its authority",
            Self::Refused => "check the user and the token in pip's configuration or in `PIP_INDEX_URL`",
            Self::NoPackage => {
                "set `TERRAPROOF_PYTHON` to a CPython 3.10 to 3.14 of your distribution, or use a package index that has all of PyPI"
            }
            Self::Other => "try again; with `PIP_INDEX_URL` or pip's configuration another package index can be named",
        }
    }
}

impl fmt::Display for DownloadFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreachable => "the package index cannot be reached",
            Self::Cut => "a download was cut off",
            Self::Checksum => "a file is not the one that was pinned by its hash",
            Self::NoSpace => "the disk is full",
            Self::NotWritable => "a directory cannot be written",
            Self::Certificate => "the certificate of the package index is not trusted",
            Self::Refused => "the package index refuses access",
            Self::NoPackage => "the package index has nothing that fits",
            Self::Other => "pip failed",
        })
    }
}

/// Downloads one part, unless an earlier installation did.
pub(super) async fn download(
    environment: &Environment,
    part: Part,
    wheels: &Wheels,
    temporary: &Path,
) -> Result<PathBuf, Error> {
    let requirements = temporary.join(format!("{}.txt", part.name()));
    files::write(&requirements, part.requirements().as_bytes(), 0o644)?;
    let done = wheels.mark(part);
    if !done.exists() {
        let command = pip::download(environment, &requirements, &wheels.directory, temporary);
        run(command, "download the Python packages").await?;
        files::write(&done, b"", 0o644)?;
    }
    Ok(requirements)
}

/// Names the directory that keeps downloads until they are installed.
#[derive(Debug)]
pub(super) struct Wheels {
    pub(super) directory: PathBuf,
    /// What the downloads depend on.
    tag: String,
}

impl Wheels {
    pub(super) fn new(directory: PathBuf, tag: String) -> Result<Self, Error> {
        files::create_directory(&directory)?;
        Ok(Self { directory, tag })
    }

    fn mark(&self, part: Part) -> PathBuf {
        self.directory.join(format!("{}-{}.done", part.name(), self.tag))
    }

    /// Forgets everything: it was installed, or is not what it should be.
    pub(super) fn clear(&self) -> Result<(), Error> {
        files::remove(&self.directory)
    }
}

/// Runs pip and turns what it says into an error with a cause.
pub(super) async fn run(command: tokio::process::Command, doing: &str) -> Result<(), Error> {
    let ended = leash::run(
        command,
        doing,
        SILENCE,
        |line| tracing::debug!(target: "terraproof::toolchain", "{}", redact(line)),
    )
    .await?;
    if ended.status.success() {
        return Ok(());
    }
    Err(Error::Download { failure: classify(&ended.lines), detail: gist(&ended.lines) })
}

/// Words of pip, urllib3 and the system, most telling first: a full disk can break a download, and a broken download has a wrong checksum.
const SIGNS: [(DownloadFailure, &[&str]); 8] = [
    (DownloadFailure::NoSpace, &["No space left on device", "[Errno 27]", "File too large", "Disk quota exceeded"]),
    (DownloadFailure::NotWritable, &["Permission denied", "Read-only file system", "[Errno 13]", "[Errno 30]"]),
    (DownloadFailure::Certificate, &["CERTIFICATE_VERIFY_FAILED", "invalid TLS CA certificate bundle"]),
    (
        DownloadFailure::Cut,
        &[
            "IncompleteRead",
            "Connection broken",
            "ConnectionResetError",
            "ProtocolError",
            "incomplete-download",
            "Download failed",
        ],
    ),
    (DownloadFailure::Checksum, &["DO NOT MATCH THE HASHES"]),
    (
        DownloadFailure::Refused,
        &["401 Client Error", "401 Error", "403 Client Error", "403 Error", "407 Proxy", "User for "],
    ),
    (
        DownloadFailure::Unreachable,
        &[
            "NewConnectionError",
            "Failed to establish",
            "Name or service not known",
            "Temporary failure in name resolution",
            "Connection refused",
            "Network is unreachable",
            "timed out",
            "Tunnel connection failed",
            "Cannot connect to proxy",
            "Connection to ",
            "nodename nor servname",
        ],
    ),
    (DownloadFailure::NoPackage, &["No matching distribution", "Could not find a version"]),
];

pub(super) fn classify(lines: &[String]) -> DownloadFailure {
    let said = |signs: &[&str]| lines.iter().any(|line| signs.iter().any(|sign| line.contains(sign)));
    SIGNS.iter().find(|(_, signs)| said(signs)).map_or(DownloadFailure::Other, |(failure, _)| *failure)
}

/// Picks the line that says most: the last error, or the last line at all.
pub(super) fn gist(lines: &[String]) -> String {
    let telling = |line: &&String| line.contains("ERROR") || line.contains("Error");
    let line = lines.iter().rev().find(telling).or_else(|| lines.iter().rev().find(|line| !line.trim().is_empty()));
    let line = line.map_or("it said nothing", |line| line.trim().trim_start_matches("ERROR: ").trim_end_matches('.'));
    redact(line).chars().take(400).collect()
}

/// Hides user and password of every address: `https://name:token@host` becomes `https://****@host`.
fn redact(line: &str) -> String {
    let mut parts = line.split("://");
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| c == '/' || c.is_whitespace()).unwrap_or(part.len());
        let (authority, rest) = part.split_at(end);
        let host = authority.rsplit_once('@').map_or_else(|| authority.to_owned(), |(_, host)| format!("****@{host}"));
        shown.extend(["://", &host, rest]);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn what_pip_says_is_told_apart() {
        let cases = [
            (
                "WARNING: Retrying .. NewConnectionError(..)\nERROR: No matching distribution found for x",
                DownloadFailure::Unreachable,
            ),
            ("ERROR: No matching distribution found for x", DownloadFailure::NoPackage),
            ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", DownloadFailure::Checksum),
            ("ERROR: Could not install: [Errno 28] No space left on device", DownloadFailure::NoSpace),
            ("pip._vendor.urllib3.exceptions.IncompleteRead", DownloadFailure::Cut),
            ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", DownloadFailure::Certificate),
            ("Segmentation fault", DownloadFailure::Other),
        ];
        for (said, failure) in cases {
            assert_eq!(classify(&lines(said)), failure, "{said}");
        }
    }

    #[test]
    fn the_gist_is_the_last_error_without_credentials() {
        let said = lines("Collecting x\nERROR: 404 for https://me:secret@index.example/simple/x.\nbye");
        assert_eq!(gist(&said), "404 for https://****@index.example/simple/x");
    }
}
