//! The directory that keeps what is installed.

use std::path::Path;

use rustix::fs::{Access, access, statvfs};
use terraproof_local::{Cache, Error};

use super::finding::Finding;

const AREA: &str = "cache";

/// What an installation takes, with some air.
const NEEDED: u64 = 1 << 30;

/// Says where the cache is, whether it can be written, how large it is and how much space is left.
pub(super) fn examine(cache: Result<&Cache, &Error>, is_installed: bool) -> Finding {
    let path = match cache {
        Ok(cache) => cache.path(),
        Err(error) => return Finding::problem(AREA, error.to_string()).next(error.hint()),
    };
    let Some(existing) = path.ancestors().find(|path| path.symlink_metadata().is_ok()) else {
        return Finding::problem(AREA, format!("`{}` cannot be reached", path.display())).next(elsewhere(path));
    };
    if let Some(objection) = objection(existing) {
        let text = format!("`{}` cannot be used: `{}` {objection}", path.display(), existing.display());
        return Finding::problem(AREA, text).next(elsewhere(existing)).fact("path", path.display().to_string());
    }
    let size = size_below(path);
    let free = statvfs(existing).map(|space| space.f_bavail.saturating_mul(space.f_frsize)).ok();
    let space = free.map_or_else(|| "an unknown amount".to_owned(), human);
    let held = if path.exists() { format!("holds {}", human(size)) } else { "is made at the first use".to_owned() };
    let text = format!("`{}` {held}; {space} of space left", path.display());
    let finding = match free {
        Some(free) if free < NEEDED && !is_installed => {
            let next = format!("free {}, or set `TERRAPROOF_CACHE` to another disk", human(NEEDED - free));
            Finding::problem(AREA, format!("{text}, and the toolchain needs {}", human(NEEDED))).next(next)
        }
        _ => Finding::ok(AREA, text),
    };
    finding.fact("path", path.display().to_string()).fact("bytes", size).fact("free_bytes", free)
}

fn objection(directory: &Path) -> Option<String> {
    if !directory.is_dir() {
        return Some("is not a directory".to_owned());
    }
    access(directory, Access::WRITE_OK | Access::EXEC_OK).err().map(|error| format!("cannot be written ({error})"))
}

fn elsewhere(path: &Path) -> String {
    format!("make `{}` a directory that can be written, or set `TERRAPROOF_CACHE` to one", path.display())
}

/// Adds up the sizes of the files below a directory, without following links.
fn size_below(directory: &Path) -> u64 {
    let mut open = vec![directory.to_owned()];
    let mut size = 0;
    while let Some(directory) = open.pop() {
        for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
            match entry.metadata() {
                Ok(metadata) if metadata.is_dir() => open.push(entry.path()),
                Ok(metadata) => size += metadata.len(),
                Err(_) => {}
            }
        }
    }
    size
}

fn human(bytes: u64) -> String {
    match bytes >> 20 {
        megabytes @ 0..1024 => format!("{megabytes} MiB"),
        megabytes => format!("{}.{} GiB", megabytes >> 10, ((megabytes & 1023) * 10) >> 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::finding::State;

    #[test]
    fn a_cache_below_a_file_is_a_problem_that_names_the_file() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("file");
        std::fs::write(&file, "").unwrap();
        let finding = examine(Ok(&Cache::at(file.join("cache"))), false);
        assert_eq!(finding.state, State::Problem);
        assert!(finding.text.contains("file` is not a directory"), "{}", finding.text);
        assert!(finding.next.unwrap().contains("TERRAPROOF_CACHE"));
    }

    #[test]
    fn looking_at_a_cache_does_not_make_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("below/cache");
        assert_ne!(examine(Ok(&Cache::at(&path)), true).state, State::Problem);
        assert!(!directory.path().join("below").exists());
    }

    #[test]
    fn sizes_read_well() {
        assert_eq!(human(5 << 20), "5 MiB");
        assert_eq!(human((3 << 30) + (512 << 20)), "3.5 GiB");
    }
}
