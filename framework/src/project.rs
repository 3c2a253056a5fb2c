//! Where things are: the project's root, its `target/`, the user's state directory.

use std::path::{Component, Path, PathBuf};

use crate::config::Config;
use crate::{Error, nearest};

/// The repository whose configurations are tested.
#[derive(Debug, Clone)]
pub(crate) struct Project {
    root: PathBuf,
    config: Config,
}

impl Project {
    /// Finds the project around a directory: the nearest `terraproof.toml`, else the nearest `.git`, else the directory itself.
    pub(crate) fn around(start: &Path) -> Result<Self, Error> {
        let start = start.canonicalize().map_err(|source| Error::io("find the project around", start, source))?;
        let holding =
            |name: &str| start.ancestors().find(|directory| directory.join(name).exists()).map(Path::to_owned);
        let root = holding("terraproof.toml").or_else(|| holding(".git")).unwrap_or(start.clone());
        let config = Config::read(&root.join("terraproof.toml"))?;
        Ok(Self { root, config })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// Resolves the path of a configuration, relative to the root; a wrong one names the nearest.
    pub(crate) fn configuration(&self, path: &Path) -> Result<PathBuf, Error> {
        let directory = self.root.join(path);
        if directory.is_dir() {
            return Ok(directory);
        }
        let asked = path.to_string_lossy();
        let what = if directory.exists() { "is a file, not a directory" } else { "is not there" };
        let error = Error::configuration(format!("`{asked}` {what} (looked in `{}`)", self.root.display()));
        let candidates = self.siblings_of(path);
        Err(match nearest::of(&asked, candidates.iter().map(String::as_str)) {
            Some(near) => error.with_hint(format!("did you mean `{near}`?")),
            None if candidates.is_empty() => {
                error.with_hint("give the path of a configuration, relative to the project's root")
            }
            None => error.with_hint(format!("there are: {}", candidates.join(", "))),
        })
    }

    /// Lists what might have been meant: directories beside the path, and those of `examples/` and `modules/`.
    fn siblings_of(&self, path: &Path) -> Vec<String> {
        let beside = path.parent().map(Path::to_owned).unwrap_or_default();
        let mut found: Vec<String> = [beside, "examples".into(), "modules".into()]
            .iter()
            .flat_map(|parent: &PathBuf| {
                std::fs::read_dir(self.root.join(parent)).into_iter().flatten().flatten().filter_map(|entry| {
                    let is_directory = entry.file_type().is_ok_and(|kind| kind.is_dir());
                    let name = entry.file_name().into_string().ok().filter(|name| !name.starts_with('.'))?;
                    is_directory.then(|| parent.join(name).to_string_lossy().into_owned())
                })
            })
            .collect();
        found.sort();
        found.dedup();
        found
    }

    /// Returns where reports go: `target/terraproof` of the running binary, or of the project.
    pub(crate) fn reports(&self) -> PathBuf {
        let target = std::env::current_exe().ok().and_then(|binary| {
            let tagged = |directory: &&Path| directory.join("CACHEDIR.TAG").is_file();
            binary.ancestors().skip(1).find(tagged).map(Path::to_owned)
        });
        target.unwrap_or_else(|| self.root.join("target")).join("terraproof")
    }
}

/// Returns `$XDG_STATE_HOME/terraproof`, or `$HOME/.local/state/terraproof` (XDG Base Directory Specification 0.8).
pub(crate) fn state_directory() -> Result<PathBuf, Error> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = absolute("XDG_STATE_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local/state")));
    base.map(|base| base.join("terraproof")).ok_or_else(|| {
        Error::configuration(
            "there is no place for the ledger: neither `XDG_STATE_HOME` nor `HOME` is an absolute path",
        )
        .with_hint("set HOME, or XDG_STATE_HOME to a directory that outlives the test")
    })
}

/// Shortens a path for people: relative to the root where it lies below it.
pub(crate) fn display_path(path: &Path, root: &Path) -> String {
    let shown = path.strip_prefix(root).unwrap_or(path);
    let plain: PathBuf = shown.components().filter(|part| !matches!(part, Component::CurDir)).collect();
    plain.display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project_with(directories: &[&str]) -> (tempfile::TempDir, Project) {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join("terraproof.toml"), "").unwrap();
        for directory in directories {
            std::fs::create_dir_all(root.path().join(directory)).unwrap();
        }
        let project = Project::around(root.path()).unwrap();
        (root, project)
    }

    #[test]
    fn the_root_is_found_from_below() {
        let (root, _) = project_with(&["test/src"]);
        let project = Project::around(&root.path().join("test/src")).unwrap();
        assert_eq!(project.root(), root.path().canonicalize().unwrap());
    }

    #[test]
    fn a_wrong_path_names_the_nearest() {
        let (_root, project) = project_with(&["examples/static-site", "examples/network"]);
        let error = project.configuration(Path::new("examples/static-sit")).unwrap_err();
        assert_eq!(error.hint(), Some("did you mean `examples/static-site`?"));
    }

    #[test]
    fn a_path_like_nothing_there_lists_what_is_there() {
        let (_root, project) = project_with(&["examples/network"]);
        let error = project.configuration(Path::new("zzz")).unwrap_err();
        assert_eq!(error.hint(), Some("there are: examples, examples/network"));
    }

    #[test]
    fn a_file_is_not_a_configuration() {
        let (root, project) = project_with(&[]);
        std::fs::write(root.path().join("main.tf"), "").unwrap();
        let error = project.configuration(Path::new("main.tf")).unwrap_err();
        assert!(error.to_string().contains("is a file, not a directory"), "{error}");
    }
}
