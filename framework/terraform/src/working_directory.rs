//! A copy of a configuration in which terraform may write.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use crate::files::AtPath;
use crate::{Closure, Error};

/// Holds a copy of a configuration's closure, at the same relative places as the original.
///
/// Directories of the closure are copied with what is in them; everything beside them, up to the boundary, is a symlink to the
/// original, so that `../../shared/x.tpl` resolves. Symlinks inside are made again and point to the absolute target.
///
/// Neither copied nor linked, because they would change what a test says or do not belong to the configuration: `.terraform`,
/// `*.tfstate*`, `terraform.tfvars`, `*.auto.tfvars` (and their `.json` forms), `.git`, and build directories (marked by a
/// `CACHEDIR.TAG`).
#[derive(Debug, Clone)]
pub struct WorkingDirectory {
    root: PathBuf,
    path: PathBuf,
}

impl WorkingDirectory {
    /// Copies a closure below `into`, which is made if needed and must be empty.
    ///
    /// The boundary is the project's root; a module outside widens it to the common ancestor.
    ///
    /// # Errors
    /// When something cannot be read or written; the error names it.
    pub fn copy(closure: &Closure, boundary: &Path, into: &Path) -> Result<Self, Error> {
        let mut boundary = fs::canonicalize(boundary).at("read", boundary)?;
        while !closure.directories().iter().all(|directory| directory.starts_with(&boundary)) && boundary.pop() {}
        fs::create_dir_all(into).at("create", into)?;
        let root = fs::canonicalize(into).at("read", into)?;
        let copy = Copy { boundary: &boundary, into: &root, closure: closure.directories().iter().cloned().collect() };
        copy.directory(&boundary, &root)?;
        let path = copy.place_of(closure.directory());
        Ok(Self { root, path })
    }

    /// Takes a directory that was copied before, as after a crash.
    #[must_use]
    pub fn existing(root: impl Into<PathBuf>, path: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), path: path.into() }
    }

    /// Returns where terraform runs.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the top of the copy: what to remove when it is no longer needed.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }
}

struct Copy<'a> {
    boundary: &'a Path,
    into: &'a Path,
    closure: BTreeSet<PathBuf>,
}

impl Copy<'_> {
    /// Copies or links the entries of one directory, depending on whether it belongs to the closure or only leads to it.
    fn directory(&self, from: &Path, to: &Path) -> Result<(), Error> {
        let copied = self.is_copied(from);
        for entry in fs::read_dir(from).at("read", from)? {
            let path = entry.at("read", from)?.path();
            let Some(name) = path.file_name() else { continue };
            if self.is_left_out(&path) {
                continue;
            }
            let target = to.join(name);
            let is_directory = path.symlink_metadata().at("read", &path)?.is_dir();
            if is_directory && (copied || self.leads_to_closure(&path)) {
                fs::create_dir_all(&target).at("create", &target)?;
                self.directory(&path, &target)?;
            } else if copied {
                copy_file(&path, &target)?;
            } else {
                link(&path, &target)?;
            }
        }
        Ok(())
    }

    fn is_copied(&self, directory: &Path) -> bool {
        directory
            .ancestors()
            .take_while(|ancestor| ancestor.starts_with(self.boundary))
            .any(|ancestor| self.closure.contains(ancestor))
    }

    fn leads_to_closure(&self, directory: &Path) -> bool {
        self.closure.iter().any(|member| member.starts_with(directory))
    }

    fn is_left_out(&self, path: &Path) -> bool {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // A module may itself live in a build directory, as generated ones do.
        let is_build = path.join("CACHEDIR.TAG").is_file() && !self.leads_to_closure(path);
        is_left_out(&name)
            || is_build
            || self.into == path
            || (self.into.starts_with(path) && !self.leads_to_closure(path))
    }

    fn place_of(&self, original: &Path) -> PathBuf {
        match original.strip_prefix(self.boundary) {
            Ok(relative) if !relative.as_os_str().is_empty() => self.into.join(relative),
            _ => self.into.to_owned(),
        }
    }
}

fn is_left_out(name: &str) -> bool {
    let plain = name.strip_suffix(".json").unwrap_or(name);
    matches!(name, ".terraform" | ".git")
        || name.ends_with(".tfstate")
        || name.contains(".tfstate.")
        || plain == "terraform.tfvars"
        || plain.ends_with(".auto.tfvars")
}

/// Copies a file with its permissions, or makes a symlink again so that it still points to the same thing.
fn copy_file(from: &Path, to: &Path) -> Result<(), Error> {
    let kind = from.symlink_metadata().at("read", from)?.file_type();
    if kind.is_symlink() {
        let target = fs::read_link(from).at("read", from)?;
        let parent = from.parent().unwrap_or(Path::new("/"));
        return link(&parent.join(target), to);
    }
    // Sockets and pipes are not configuration, and reading one may never end.
    if kind.is_file() { fs::copy(from, to).map(drop).at("copy", from) } else { Ok(()) }
}

fn link(target: &Path, at: &Path) -> Result<(), Error> {
    symlink(target, at).at("link", at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A project with an example that uses a module and a shared template.
    fn project() -> tempfile::TempDir {
        let project = tempfile::tempdir().unwrap();
        let files = [
            ("examples/site/main.tf", "module \"site\" { source = \"../../modules/site\" }"),
            ("examples/site/files/page.html", "page"),
            ("examples/site/.terraform.lock.hcl", ""),
            ("examples/site/terraform.tfstate", "{}"),
            ("examples/site/terraform.tfvars", ""),
            ("examples/site/mine.auto.tfvars.json", "{}"),
            ("examples/site/.terraform/x", ""),
            ("examples/other/main.tf", "locals {}"),
            ("modules/site/main.tf", "locals {}"),
            ("shared/x.tpl", "template"),
            (".git/config", ""),
            ("target/CACHEDIR.TAG", ""),
        ];
        for (path, text) in files {
            let path = project.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        project
    }

    fn copy(project: &Path, into: &Path) -> WorkingDirectory {
        let closure = Closure::read(&project.join("examples/site")).unwrap();
        WorkingDirectory::copy(&closure, project, into).unwrap()
    }

    fn is_link(path: &Path) -> bool {
        path.symlink_metadata().unwrap().is_symlink()
    }

    #[test]
    fn the_closure_is_copied_and_what_is_beside_it_is_linked() {
        let (project, into) = (project(), tempfile::tempdir().unwrap());
        let copy = copy(project.path(), into.path());
        assert!(copy.path().ends_with("examples/site"));
        assert!(!is_link(&copy.path().join("main.tf")) && !is_link(&copy.path().join("files/page.html")));
        assert!(!is_link(&copy.root().join("modules/site")));
        assert!(is_link(&copy.root().join("shared")) && is_link(&copy.root().join("examples/other")));
        assert_eq!(fs::read_to_string(copy.path().join("../../shared/x.tpl")).unwrap(), "template");
    }

    #[test]
    fn state_values_and_caches_stay_behind_and_the_lock_file_comes_along() {
        let (project, into) = (project(), tempfile::tempdir().unwrap());
        let copy = copy(project.path(), into.path());
        let mut names: Vec<_> = fs::read_dir(copy.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, [".terraform.lock.hcl", "files", "main.tf"]);
        assert!(!copy.root().join(".git").exists() && !copy.root().join("target").exists());
    }

    #[test]
    fn a_copy_into_the_project_does_not_contain_itself() {
        let project = project();
        let into = project.path().join("target/terraproof/run");
        let copy = copy(project.path(), &into);
        assert!(copy.path().join("main.tf").is_file() && !copy.root().join("target").exists());
    }

    #[test]
    fn a_module_outside_the_boundary_widens_it() {
        let (project, into) = (project(), tempfile::tempdir().unwrap());
        let closure = Closure::read(&project.path().join("examples/site")).unwrap();
        let copy = WorkingDirectory::copy(&closure, &project.path().join("examples"), into.path()).unwrap();
        assert!(copy.path().join("../../modules/site/main.tf").is_file());
    }

    #[test]
    fn a_symlink_inside_still_points_to_the_same_file() {
        let (project, into) = (project(), tempfile::tempdir().unwrap());
        symlink("../../shared/x.tpl", project.path().join("examples/site/linked.tpl")).unwrap();
        let copy = copy(project.path(), into.path());
        assert_eq!(fs::read_to_string(copy.path().join("linked.tpl")).unwrap(), "template");
    }
}
