//! Replacing the file of an entry as a whole.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::Entry;

/// Replaces the file of an entry and waits until the disk has it.
pub(super) fn write_durably(file: &Path, entry: &Entry) -> io::Result<()> {
    replace(file, entry, File::sync_all)
}

/// Replaces the file of an entry as a whole; the disk has it later.
pub(super) fn write_soon(file: &Path, entry: &Entry) -> io::Result<()> {
    replace(file, entry, |_| Ok(()))
}

fn replace(file: &Path, entry: &Entry, sync: impl Fn(&File) -> io::Result<()>) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;

    let directory = file.parent().ok_or(io::ErrorKind::InvalidInput)?;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
    // Always the same name: only one process writes an entry at a time, and what a killed one left is replaced.
    let torn = torn_of(file);
    let written = write_private(&torn, entry).and_then(|new| sync(&new)).and_then(|()| fs::rename(&torn, file));
    if written.is_err() {
        let _the_first_error_counts = fs::remove_file(&torn);
    }
    written?;
    // The directories above may be as new as the file.
    directory.ancestors().take(4).filter(|above| above.is_dir()).try_for_each(|above| sync(&File::open(above)?))
}

fn write_private(path: &Path, entry: &Entry) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;

    let mut file = File::options().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    let mut bytes = serde_json::to_vec_pretty(entry)?;
    bytes.push(b'\n');
    file.write_all(&bytes)?;
    Ok(file)
}

/// Names the file that becomes an entry's: `.<test>.<stack>.entry`.
pub(super) fn torn_of(file: &Path) -> PathBuf {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    file.with_file_name(format!(".{stem}.entry"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::local::tests::entry;

    #[test]
    fn an_entry_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("run/site.json");
        write_durably(&file, &entry("site")).unwrap();
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn what_a_killed_writer_left_is_replaced_with_the_entry() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("site.json");
        fs::write(torn_of(&file), "{\"version\": 1, \"ru").unwrap();
        write_soon(&file, &entry("site")).unwrap();
        assert!(serde_json::from_slice::<Entry>(&fs::read(&file).unwrap()).is_ok());
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
    }
}
