//! Every kind there is.

use super::Kind;
use super::{ec2_vpc, sqs_queue};

static ALL: &[&dyn Kind] = &[&ec2_vpc::Ec2Vpc, &sqs_queue::SqsQueue];

/// Returns every kind, by name.
pub(crate) fn all() -> &'static [&'static dyn Kind] {
    ALL
}

/// Finds a kind by its name.
pub(crate) fn find(name: &str) -> Option<&'static dyn Kind> {
    ALL.iter().copied().find(|kind| kind.about().name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// Files of the folder that hold no kind.
    const OTHERS: [&str; 5] = ["calls", "found", "kind", "mod", "table"];

    #[test]
    fn every_file_is_a_registered_kind_named_after_it() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/nuke/kinds");
        let stems = std::fs::read_dir(folder)
            .unwrap()
            .map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().replace('_', "-"));
        let files: BTreeSet<String> = stems.filter(|stem| !OTHERS.contains(&stem.as_str())).collect();
        let kinds: BTreeSet<String> = all().iter().map(|kind| kind.about().name.to_owned()).collect();
        assert_eq!(files, kinds, "add the kind to `ALL` in table.rs, or name the file after it");
    }

    #[test]
    fn the_kinds_are_sorted_by_name() {
        assert!(all().is_sorted_by_key(|kind| kind.about().name));
    }
}
