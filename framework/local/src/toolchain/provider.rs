//! Unpacks the provider archives into a mirror that `terraform init` links from.

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::ProviderVersion;
use super::requirements::hexadecimal;
use crate::{Error, files};

const ARCHIVE: &str = "terraform-provider-aws_3.39.0_linux_amd64.zip";
const VERSION: &str = "3.39.0";
const PLACE: &str = "mirror/registry.terraform.io/hashicorp/aws/3.39.0/linux_amd64";

/// The checksum that HashiCorp published for the archive.
pub(super) const SHA256: &str = "4b75e0a259b56d97e66b7d69f3f25bd4cc7be2440c0fe35529f46de7d40a49d3";

/// Holds what the unpacked mirror has.
#[derive(Debug)]
pub(super) struct Unpacked {
    pub(super) provider: ProviderVersion,
    /// The provider's executable, below the staging directory.
    pub(super) files: Vec<PathBuf>,
}

/// Checks and unpacks the archive of the AWS provider, then removes the archives.
///
/// Blocks for about two seconds.
pub(super) fn unpack(staging: &Path, packages: &Path) -> Result<Unpacked, Error> {
    let archives = packages.join("cloudrail/terraform_plugins");
    let archive = archives.join(ARCHIVE);
    check(&archive, SHA256)?;
    let files = extract(&archive, staging, Path::new(PLACE))?;
    files::remove(&archives)?;
    Ok(Unpacked {
        provider: ProviderVersion { source: "hashicorp/aws".to_owned(), version: VERSION.to_owned() },
        files,
    })
}

fn check(archive: &Path, expected: &str) -> Result<(), Error> {
    let failed = |source| Error::io("read", archive, source);
    let mut file = File::open(archive).map_err(failed)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer).map_err(failed)? {
            0 => break,
            read => hash.update(&buffer[..read]),
        }
    }
    let actual = hexadecimal(&hash.finalize());
    if actual == expected {
        return Ok(());
    }
    let name = archive.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Err(Error::Checksum { name, expected: expected.to_owned(), actual })
}

fn extract(archive: &Path, staging: &Path, place: &Path) -> Result<Vec<PathBuf>, Error> {
    let broken = |error: zip::result::ZipError| Error::io("unpack", archive, error.into());
    files::create_directory(&staging.join(place))?;
    let file = File::open(archive).map_err(|source| Error::io("open", archive, source))?;
    let mut zip = zip::ZipArchive::new(file).map_err(broken)?;
    let mut extracted = Vec::new();
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).map_err(broken)?;
        let Some(name) = entry.enclosed_name().filter(|_| entry.is_file()) else { continue };
        let path = place.join(name);
        let target = staging.join(&path);
        let written = File::create(&target).and_then(|mut file| {
            io::copy(&mut entry, &mut file)?;
            fs::set_permissions(&target, fs::Permissions::from_mode(0o755))
        });
        written.map_err(|source| Error::io("unpack to", &target, source))?;
        extracted.push(path);
    }
    Ok(extracted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_altered_archive_is_refused_by_name() {
        let directory = tempfile::tempdir().unwrap();
        let archives = directory.path().join("cloudrail/terraform_plugins");
        fs::create_dir_all(&archives).unwrap();
        fs::write(archives.join(ARCHIVE), "not what HashiCorp published").unwrap();
        let error = unpack(&directory.path().join("staging"), directory.path()).unwrap_err();
        assert!(
            error.to_string().starts_with(&format!("the checksum of `{ARCHIVE}` is wrong: expected 4b75e0")),
            "{error}"
        );
        assert!(error.hint().unwrap().contains("nothing of it was used"));
        assert!(!directory.path().join("staging").exists());
    }
}
