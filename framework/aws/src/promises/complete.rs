//! No condition is forgotten.

use std::fs;
use std::path::{Path, PathBuf};

/// What makes conditions and is none.
const MAKERS: &[&str] = &["map", "described_as"];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    folders.iter().flat_map(|folder| sources(folder)).chain(files).collect()
}

/// Lists the public functions of a file that return a check.
fn conditions(text: &str) -> Vec<&str> {
    let functions = text.split("pub fn ").skip(1).filter_map(|rest| {
        let signature = rest.split('{').next()?;
        let name = signature.split(['(', '<']).next()?;
        signature.contains("-> Check").then_some(name)
    });
    functions.filter(|name| !MAKERS.contains(name)).collect()
}

#[test]
fn every_condition_is_told_apart_on_canned_answers() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let promises = source.join("promises");
    let mut forgotten = Vec::new();
    for path in sources(&source).into_iter().filter(|path| !path.starts_with(&promises)) {
        let text = fs::read_to_string(&path).unwrap();
        let service = path.strip_prefix(&source).unwrap().iter().next().unwrap().to_string_lossy().into_owned();
        let service = service.trim_end_matches(".rs");
        let mut told = fs::read_to_string(promises.join(service).with_extension("rs")).unwrap_or_default();
        if service == "ec2" {
            told += &fs::read_to_string(promises.join("network.rs")).unwrap();
        }
        let missing = conditions(&text).into_iter().filter(|name| !told.contains(&format!(".{name}(")));
        forgotten.extend(missing.map(|name| format!("{service}: {name}")));
    }
    assert_eq!(forgotten, Vec::<String>::new(), "tell them apart in `src/promises`");
}
