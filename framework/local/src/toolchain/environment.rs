//! The Python environment that the packages go into.

use std::ffi::OsStr;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::leash;
use super::python::Python;
use crate::{Error, files};

const LIMIT: Duration = Duration::from_secs(180);

/// Names an environment in the making, and the interpreter whose pip fills it.
#[derive(Debug)]
pub(super) struct Environment {
    /// The environment's own interpreter.
    pub(super) python: PathBuf,
    /// The directory for packages.
    pub(super) packages: PathBuf,
    /// The command that has pip: the environment's own, or the host's where the environment could get none.
    pub(super) pip: PathBuf,
}

impl Environment {
    /// Makes a virtual environment with pip; where Python lacks `venv` or `ensurepip`, makes a bare one and takes the host's pip.
    pub(super) async fn create(host: &Python, directory: &Path) -> Result<Self, Error> {
        let command = Path::new(&host.command);
        if call(command, &["-m".as_ref(), "venv".as_ref(), directory.as_os_str()]).await? {
            let environment = Self::of(host, directory, None);
            if has_pip(&environment.python).await? {
                return Ok(environment);
            }
        }
        files::remove(directory)?;
        if !has_pip(command).await? {
            return Err(Error::NoPip { python: host.executable.clone() });
        }
        make_bare(host, directory)?;
        Ok(Self::of(host, directory, Some(command)))
    }

    fn of(host: &Python, directory: &Path, pip: Option<&Path>) -> Self {
        let python = directory.join("bin/python");
        Self {
            packages: directory.join("lib").join(host.library()).join("site-packages"),
            pip: pip.map_or_else(|| python.clone(), Path::to_owned),
            python,
        }
    }

    /// Tells whether pip runs outside the environment, and has to be told where to install.
    pub(super) fn pip_is_foreign(&self) -> bool {
        self.pip != self.python
    }
}

/// Makes what `venv` makes, as [its documentation](https://docs.python.org/3/library/venv.html#how-venvs-work) lists it, without pip.
fn make_bare(host: &Python, directory: &Path) -> Result<(), Error> {
    let binaries = directory.join("bin");
    files::create_directory(&binaries)?;
    files::create_directory(&directory.join("lib").join(host.library()).join("site-packages"))?;
    let link = binaries.join("python");
    symlink(&host.executable, &link).map_err(|source| Error::io("link", &link, source))?;
    let home = host.executable.parent().unwrap_or(Path::new("/"));
    let configuration =
        format!("home = {}\ninclude-system-site-packages = false\nversion = {}\n", home.display(), host.version());
    files::write(&directory.join("pyvenv.cfg"), configuration.as_bytes(), 0o644)
}

async fn has_pip(python: &Path) -> Result<bool, Error> {
    call(python, &["-m".as_ref(), "pip".as_ref(), "--version".as_ref()]).await
}

/// Runs Python, and tells whether it succeeded.
async fn call(python: &Path, arguments: &[&OsStr]) -> Result<bool, Error> {
    let command: Vec<&OsStr> = std::iter::once(python.as_os_str()).chain(arguments.iter().copied()).collect();
    let mut leashed = leash::leashed(python, &command);
    leashed.env_remove("PYTHONHOME").env_remove("PYTHONPATH");
    let ended = leash::run(leashed, "make a Python environment", LIMIT, |_| ()).await?;
    no_space(&ended.lines, python)?;
    Ok(ended.status.success())
}

/// A full disk makes `venv` fail as well, and falling back would hide it.
fn no_space(lines: &[String], python: &Path) -> Result<(), Error> {
    match super::download::classify(lines) {
        failure @ (super::DownloadFailure::NoSpace | super::DownloadFailure::NotWritable) => {
            let detail = format!("`{} -m venv`: {}", python.display(), super::download::gist(lines));
            Err(Error::Download { failure, detail })
        }
        _ => Ok(()),
    }
}
