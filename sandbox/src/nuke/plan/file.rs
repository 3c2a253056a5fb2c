//! The plan file.

use std::io::Write as _;
use std::os::unix::fs::FileTypeExt as _;
use std::path::Path;

use serde::Deserialize;

use super::model::{FORMAT, VERSION};
use super::{Plan, digest};
use crate::Error;

/// What the journal of an apply begins with.
const JOURNAL: &str = "{\"record\":";
const AGAIN: &str = "make a new plan with `terraproof nuke plan`";

/// What every version of the format begins with.
#[derive(Debug, Deserialize)]
struct Beginning {
    format: String,
    version: u32,
}

/// Writes a plan, sealed, into a file that only its owner reads; the plan then carries its digest.
pub(crate) fn write(plan: &mut Plan, path: &Path) -> Result<(), Error> {
    plan.digest = digest::blank();
    let mut text =
        serde_json::to_string_pretty(plan).map_err(|source| Error::io("write", path, std::io::Error::other(source)))?;
    text.push('\n');
    if let Some(sealed) = digest::seal(&mut text) {
        plan.digest = sealed;
    }
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(directory).map_err(|source| Error::io("make", directory, source))?;
    let written = || {
        let mut file = tempfile::NamedTempFile::new_in(directory)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)
    };
    written().map(drop).map_err(|source| Error::io("write", path, source))
}

/// Reads a plan, and refuses one that is not as it was written.
pub(crate) fn read(path: &Path) -> Result<Plan, Error> {
    let text = text(path)?;
    let shown = path.display();
    if text.starts_with(JOURNAL) {
        let hint = "name the plan that lies beside it; the journal goes behind `--resume`";
        return Err(Error::nuke(format!("`{shown}` is not a plan: it is the journal of an apply"), hint));
    }
    let beginning: Beginning = match serde_json::from_str(&text) {
        Ok(beginning) => beginning,
        Err(error) if error.is_eof() => {
            return Err(Error::nuke(format!("the plan `{shown}` ends early: it was cut off"), AGAIN));
        }
        Err(error) => return Err(Error::nuke(format!("`{shown}` is not a plan: {error}"), AGAIN)),
    };
    if beginning.format != FORMAT {
        return Err(Error::nuke(format!("`{shown}` is not a plan: it is a `{}`", beginning.format), AGAIN));
    }
    if beginning.version != VERSION {
        let sentence = format!(
            "the plan `{shown}` has version {} of the format, and this build reads version {VERSION}",
            beginning.version
        );
        return Err(Error::nuke(sentence, AGAIN));
    }
    if !digest::holds(&text) {
        return Err(Error::refused(
            format!("the plan `{shown}` was edited after it was made: its digest does not fit"),
            "change the filters and make a new plan; a plan is not edited",
        ));
    }
    serde_json::from_str(&text).map_err(|error| Error::nuke(format!("`{shown}` is not a plan: {error}"), AGAIN))
}

/// Reads a file to its end; a device may have none.
pub(crate) fn text(path: &Path) -> Result<String, Error> {
    let about = std::fs::metadata(path).map_err(|source| unreadable(path, &source))?;
    if about.is_dir() || about.file_type().is_char_device() {
        let what = if about.is_dir() { "a directory" } else { "a device" };
        let sentence = format!("failed to read the plan `{}`: it is {what}", path.display());
        return Err(Error::nuke(sentence, "a plan is a file that `terraproof nuke plan` wrote"));
    }
    std::fs::read_to_string(path).map_err(|source| unreadable(path, &source))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    let hint = match error.kind() {
        _ if path == Path::new("-") => {
            "a plan is a file, with its journal beside it; it is not read from standard input"
        }
        std::io::ErrorKind::NotFound => "`terraproof nuke plan` says where it writes the plan",
        std::io::ErrorKind::PermissionDenied => "read it as whoever made it: a plan is for the eyes of its owner alone",
        _ => "a plan is a file that `terraproof nuke plan` wrote",
    };
    Error::nuke(format!("failed to read the plan `{}`: {error}", path.display()), hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nuke::plan::samples::plan;

    fn written(change: impl Fn(String) -> String) -> Result<Plan, Error> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("plan.json");
        write(&mut plan(), &path).unwrap();
        std::fs::write(&path, change(std::fs::read_to_string(&path).unwrap())).unwrap();
        read(&path)
    }

    fn refused(change: impl Fn(String) -> String) -> String {
        written(change).unwrap_err().to_string()
    }

    #[test]
    fn a_plan_is_read_as_it_was_written() {
        let directory = tempfile::tempdir().unwrap();
        let (path, mut plan) = (directory.path().join("deep/plan.json"), plan());
        write(&mut plan, &path).unwrap();
        assert_eq!(read(&path).unwrap(), plan);
    }

    #[test]
    fn an_edited_plan_is_refused_wherever_it_was_edited() {
        let rows = refused(|text| text.replacen("ci-1", "ci-2", 1));
        let space = refused(|text| text.replacen("{", "{ ", 1));
        let expiry = refused(|text| text.replacen("2026", "2027", 1));
        for said in [rows, space, expiry] {
            assert!(said.starts_with("refused") && said.contains("edited"), "{said}");
        }
    }

    #[test]
    fn a_plan_that_is_cut_off_or_of_another_version_or_none_says_so() {
        assert!(refused(|text| text[..text.len() / 2].to_owned()).contains("cut off"));
        assert!(refused(|_| String::new()).contains("cut off"));
        assert!(refused(|text| text.replacen("\"version\": 1", "\"version\": 7", 1)).contains("version 7"));
        assert!(refused(|_| "{\"a\": 1}".to_owned()).contains("is not a plan"));
    }
}
