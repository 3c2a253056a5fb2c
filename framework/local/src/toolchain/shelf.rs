//! The toolchains side by side: where a new one goes, and when an old one goes away.
//!
//! Somebody may use a toolchain from the moment it has its name, by whatever path: it is never written again, and removed only when nobody
//! can be using it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::{manifest, staging, users};
use crate::{Error, files};

/// How long a toolchain stays that nobody uses.
const KEPT: Duration = Duration::from_secs(30 * DAY);

/// How old the stamp may become before it is renewed.
const RENEWED: Duration = Duration::from_secs(DAY);

const DAY: u64 = 24 * 60 * 60;

/// Its modification time is when the toolchain was last used.
const STAMP: &str = "used";

/// Returns the first free of `NAME`, `NAME-2`, `NAME-3`, .., after removing those that are broken; the caller holds the lock.
///
/// One that is whole but does not name this place may be in use by another path, in a container for example.
pub(super) fn free(toolchains: &Path, name: &str) -> Result<PathBuf, Error> {
    let names = std::iter::once(name.to_owned()).chain((2_u32..).map(|number| format!("{name}-{number}")));
    for place in names.map(|name| toolchains.join(name)) {
        if manifest::is_broken(&place) && !users::are_there(&place) {
            remove(&place)?;
        }
        if place.symlink_metadata().is_err() {
            return Ok(place);
        }
    }
    Ok(toolchains.join(name))
}

/// Notes that a toolchain is used, at most once a day. Where that cannot be written it cannot be removed either.
pub(super) fn note_use(toolchain: &Path, now: SystemTime) {
    let stamp = toolchain.join(STAMP);
    let is_fresh = |time: SystemTime| now.duration_since(time).is_ok_and(|age| age < RENEWED);
    if !modified(&stamp).is_some_and(is_fresh) {
        let file = File::options().create(true).truncate(false).write(true).open(stamp);
        file.and_then(|file| file.set_modified(now)).ok();
    }
}

/// Removes the toolchains that nobody used for 30 days, and returns them; the caller holds the lock.
pub(super) fn remove_unused(toolchains: &Path, current: &Path, now: SystemTime) -> Vec<PathBuf> {
    let entries = fs::read_dir(toolchains).into_iter().flatten().flatten();
    let is_old = |time: SystemTime| now.duration_since(time).is_ok_and(|age| age > KEPT);
    let mut unused: Vec<PathBuf> = entries
        .filter(|entry| entry.file_type().is_ok_and(|sort| sort.is_dir()))
        .map(|entry| entry.path())
        .filter(|path| is_toolchain(path) && path != current && last_use(path).is_some_and(is_old))
        .filter(|path| !users::are_there(path))
        .collect();
    // One that resists is no reason to fail: the next installation tries again.
    unused.retain(|path| remove(path).is_ok());
    unused
}

/// Takes the name away first, so that no half of a toolchain is ever found under it.
fn remove(toolchain: &Path) -> Result<(), Error> {
    let aside = toolchain.with_file_name(staging::name());
    fs::rename(toolchain, &aside).map_err(|source| Error::io("rename", toolchain, source))?;
    files::remove(&aside)
}

/// The manifest is as old as the toolchain.
fn last_use(toolchain: &Path) -> Option<SystemTime> {
    modified(&toolchain.join(STAMP)).or_else(|| modified(&toolchain.join(manifest::FILE)))
}

fn modified(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|metadata| metadata.modified()).ok()
}

/// A toolchain is called `<16 hexadecimal digits>-cp<version>`, and perhaps a number.
fn is_toolchain(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.split_once("-cp"));
    name.is_some_and(|(digest, _)| digest.len() == 16 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toolchain(shelf: &Path, name: &str, last_use: SystemTime) -> PathBuf {
        let path = shelf.join(name);
        fs::create_dir_all(&path).unwrap();
        note_use(&path, last_use);
        path
    }

    #[test]
    fn only_toolchains_that_nobody_used_for_a_month_are_removed() {
        let shelf = tempfile::tempdir().unwrap();
        let now = SystemTime::now();
        let days = |count| now - Duration::from_secs(count * DAY);
        let unused = toolchain(shelf.path(), "0000000000000000-cp312", days(31));
        let kept = [
            toolchain(shelf.path(), "1111111111111111-cp312", days(29)),
            toolchain(shelf.path(), "2222222222222222-cp312", days(90)),
            toolchain(shelf.path(), "of-somebody-else", days(90)),
        ];
        assert_eq!(remove_unused(shelf.path(), &kept[1], now), std::slice::from_ref(&unused));
        assert!(!unused.exists() && kept.iter().all(|path| path.exists()));
        assert_eq!(fs::read_dir(shelf.path()).unwrap().count(), 3);
    }

    #[test]
    fn one_that_a_process_runs_from_stays_however_old() {
        let shelf = tempfile::tempdir().unwrap();
        let used = toolchain(shelf.path(), "0000000000000000-cp312", SystemTime::UNIX_EPOCH);
        let mut command = std::process::Command::new("cat");
        let mut child = command.current_dir(&used).stdin(std::process::Stdio::piped()).spawn().unwrap();
        let current = shelf.path().join("current");
        assert!(remove_unused(shelf.path(), &current, SystemTime::now()).is_empty());
        drop(child.stdin.take());
        child.wait().unwrap();
        assert_eq!(remove_unused(shelf.path(), &current, SystemTime::now()), [used]);
    }

    #[test]
    fn the_use_is_noted_once_a_day() {
        let directory = tempfile::tempdir().unwrap();
        let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1000 * DAY);
        let noted = |hours: u64| {
            note_use(directory.path(), start + Duration::from_secs(hours * 3600));
            modified(&directory.path().join(STAMP)).unwrap().duration_since(start).unwrap().as_secs() / 3600
        };
        assert_eq!([0, 23, 25, 26].map(noted), [0, 0, 25, 25]);
    }

    #[test]
    fn a_broken_toolchain_gives_up_its_place_and_a_whole_one_never() {
        let shelf = tempfile::tempdir().unwrap();
        let [broken, elsewhere] = ["a-cp312", "b-cp312"].map(|name| shelf.path().join(name));
        manifest::tests::install(&broken, &broken);
        fs::remove_file(broken.join("python/bin/python")).unwrap();
        manifest::tests::install(&elsewhere, Path::new("/as/seen/from/a/container"));
        assert_eq!(free(shelf.path(), "a-cp312").unwrap(), broken);
        assert!(!broken.exists());
        assert_eq!(free(shelf.path(), "b-cp312").unwrap(), shelf.path().join("b-cp312-2"));
        assert!(elsewhere.join("python/bin/python").exists());
    }
}
