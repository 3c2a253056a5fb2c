//! What a filesystem mirror holds.

use std::env::consts::{ARCH, OS};
use std::fs;
use std::path::{Path, PathBuf};

use semver::Version;

use crate::providers::required::addresses;

/// One version of a provider in a mirror.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) version: Version,
    /// The address below which it lies, which may have the other default host.
    pub(crate) address: String,
}

/// Lists the versions a mirror holds for this platform, newest first. An unreadable mirror holds nothing.
pub(crate) fn held(mirror: &Path, source: &str) -> Vec<Held> {
    let mut all: Vec<Held> = Vec::new();
    for address in addresses(source) {
        let versions = versions(&mirror.join(&address));
        all.extend(versions.into_iter().map(|version| Held { version, address: address.clone() }));
    }
    all.sort_by(|a, b| b.version.cmp(&a.version));
    all
}

/// Reads both layouts: `VERSION/OS_ARCH/` and `terraform-provider-NAME_VERSION_OS_ARCH.zip`.
fn versions(directory: &Path) -> Vec<Version> {
    let platform = platform();
    let entries = fs::read_dir(directory).into_iter().flatten().filter_map(Result::ok);
    let version = |path: PathBuf| {
        let name = path.file_name()?.to_str()?.to_owned();
        if let Some(packed) = name.strip_suffix(&format!("_{platform}.zip")) {
            return Version::parse(packed.rsplit('_').next()?).ok();
        }
        Version::parse(&name).ok().filter(|_| path.join(&platform).is_dir())
    };
    entries.filter_map(|entry| version(entry.path())).collect()
}

/// The platform in Go's words, as in `linux_amd64`.
fn platform() -> String {
    let os = if OS == "macos" { "darwin" } else { OS };
    let arch = match ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "386",
        other => other,
    };
    format!("{os}_{arch}")
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Makes a mirror with empty packages.
    pub(crate) fn mirror(packages: &[(&str, &str)]) -> tempfile::TempDir {
        let mirror = tempfile::tempdir().unwrap();
        for (address, version) in packages {
            fs::create_dir_all(mirror.path().join(address).join(version).join(platform())).unwrap();
        }
        mirror
    }

    #[test]
    fn unpacked_and_packed_versions_are_held() {
        let mirror = mirror(&[
            ("registry.terraform.io/hashicorp/aws", "3.39.0"),
            ("registry.terraform.io/hashicorp/aws", "3.100.0"),
        ]);
        let directory = mirror.path().join("registry.terraform.io/hashicorp/aws");
        fs::write(directory.join(format!("terraform-provider-aws_2.70.0_{}.zip", platform())), "").unwrap();
        fs::write(directory.join("terraform-provider-aws_9.9.9_plan9_arm.zip"), "").unwrap();
        fs::create_dir_all(directory.join("8.0.0/plan9_arm")).unwrap();
        let held = held(mirror.path(), "registry.opentofu.org/hashicorp/aws");
        let versions: Vec<_> = held.iter().map(|held| held.version.to_string()).collect();
        assert_eq!(versions, ["3.100.0", "3.39.0", "2.70.0"]);
        assert_eq!(held[0].address, "registry.terraform.io/hashicorp/aws");
    }

    #[test]
    fn a_mirror_that_is_not_there_holds_nothing() {
        assert_eq!(held(Path::new("/nonexistent"), "registry.terraform.io/hashicorp/aws"), []);
    }
}
