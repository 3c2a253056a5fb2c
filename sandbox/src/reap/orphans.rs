//! Working directories that no entry names, and what a killed write left.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use terraproof::RunId;
use terraproof::SavedState;
use terraproof::ledger::Listing;

use super::report::{Fate, Orphan};
use super::work::Work;
use crate::ledger::FORGOTTEN;

/// A directory may be made a moment before its entry is seen.
const YOUNG: Duration = Duration::from_secs(60 * 60);

/// Says what would be removed.
pub(super) fn plan(work: &Work, listing: &Listing) -> Vec<Orphan> {
    found(work, listing).map(|path| Orphan { fate: reason_to_stay(&path).unwrap_or(Fate::Planned), path }).collect()
}

/// Removes those whose states hold nothing; a directory with a state that does may be all that leads to what exists.
pub(super) fn remove(work: &Work, listing: &Listing) -> Vec<Orphan> {
    let orphans = found(work, listing).map(|path| {
        let fate = match reason_to_stay(&path) {
            Some(fate) => fate,
            None => fs::remove_dir_all(&path).map_or_else(|error| Fate::Failed(error.to_string()), |()| Fate::Removed),
        };
        Orphan { path, fate }
    });
    let orphans = orphans.collect();
    work.ledger.remove_torn_writes();
    orphans
}

fn found(work: &Work, listing: &Listing) -> impl Iterator<Item = PathBuf> {
    let selected = work.selection.run.clone();
    let live: Vec<RunId> = listing
        .entries
        .iter()
        .filter(|entry| entry.owner.is_alive() != Some(false))
        .map(|entry| entry.id.run.clone())
        .collect();
    work.ledger.orphans(listing).into_iter().filter(move |path| {
        let is_of = |run: &RunId| path.parent().is_some_and(|parent| parent.ends_with(run.as_str()));
        selected.as_ref().is_none_or(is_of) && !live.iter().any(is_of) && is_old(path)
    })
}

fn is_old(path: &Path) -> bool {
    let age = fs::metadata(path).and_then(|metadata| metadata.modified()).ok().and_then(|time| time.elapsed().ok());
    age.is_some_and(|age| age >= YOUNG)
}

/// Looks for a state below a directory that names something. Without an entry nobody knows how to destroy that.
fn reason_to_stay(directory: &Path) -> Option<Fate> {
    if directory.join(FORGOTTEN).exists() {
        return Some(Fate::Kept("it was forgotten on purpose".to_owned()));
    }
    let mut pending = vec![directory.to_owned()];
    while let Some(next) = pending.pop() {
        match SavedState::read(&next) {
            SavedState::Known(contents) if !contents.addresses.is_empty() => {
                let (count, first) = (contents.addresses.len(), &contents.addresses[0]);
                return Some(Fate::Failed(format!("its state names {count} resources, such as `{first}`")));
            }
            SavedState::Unreadable(reason) => return Some(Fate::Failed(format!("its state cannot be read: {reason}"))),
            _ => {}
        }
        // Links lead out of it.
        let below = fs::read_dir(&next).into_iter().flatten().flatten();
        pending
            .extend(below.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).map(|entry| entry.path()));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_whose_state_names_something_stays() {
        let orphan = tempfile::tempdir().unwrap();
        let below = orphan.path().join("configuration/examples/site");
        fs::create_dir_all(&below).unwrap();
        assert_eq!(reason_to_stay(orphan.path()), None);
        let state = r#"{"resources": [{"mode": "managed", "type": "a", "name": "b", "instances": [{}]}]}"#;
        fs::write(below.join("terraform.tfstate"), state).unwrap();
        let reason = "its state names 1 resources, such as `a.b`".to_owned();
        assert_eq!(reason_to_stay(orphan.path()), Some(Fate::Failed(reason)));
        fs::write(below.join("terraform.tfstate"), &state[..30]).unwrap();
        assert!(
            matches!(reason_to_stay(orphan.path()), Some(Fate::Failed(reason)) if reason.contains("cannot be read"))
        );
        fs::write(orphan.path().join(FORGOTTEN), "").unwrap();
        assert!(matches!(reason_to_stay(orphan.path()), Some(Fate::Kept(_))));
    }

    #[test]
    fn a_fresh_directory_is_not_old() {
        let orphan = tempfile::tempdir().unwrap();
        assert!(!is_old(orphan.path()) && !is_old(Path::new("/nowhere/at/all")));
    }
}
