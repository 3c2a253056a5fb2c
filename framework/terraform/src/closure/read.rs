//! Following local modules from the root of a configuration.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::closure::facts::{DeclaredOutput, DeclaredVariable, Facts, ProviderBlock};
use crate::closure::implied::{full_source, is_builtin};
use crate::closure::{hcl, json};
use crate::files::{AtPath, normalized};
use crate::nearest::nearest;
use crate::{Error, RequiredProvider, Variables};

/// Holds what a configuration and its local modules declare.
///
/// Modules from a registry or another remote place are not part of it: only `init` can fetch them.
#[derive(Debug, Clone)]
pub struct Closure {
    given: PathBuf,
    directories: Vec<PathBuf>,
    providers: Vec<RequiredProvider>,
    blocks: Vec<ProviderBlock>,
    root: Facts,
    has_remote_modules: bool,
}

impl Closure {
    /// Reads a directory and, recursively, the local modules (`source` starting with `./` or `../`) it calls.
    ///
    /// # Errors
    /// When the directory does not exist (the error suggests the nearest) or holds no configuration, a file cannot be read or has a
    /// syntax error, or a module is missing.
    pub fn read(directory: &Path) -> Result<Self, Error> {
        if !directory.is_dir() {
            return Err(Error::NoDirectory { directory: directory.to_owned(), nearest: nearest_directory(directory) });
        }
        let mut reader = Reader::default();
        let root = fs::canonicalize(directory).at("read", directory)?;
        if !reader.visit(&root, &normalized(directory))? {
            return Err(Error::NoConfiguration { directory: directory.to_owned() });
        }
        reader.finish(&root, directory)
    }

    /// Returns the directories, absolute and without symlinks: the root first, then each local module once.
    #[must_use]
    pub fn directories(&self) -> &[PathBuf] {
        &self.directories
    }

    /// Returns the root directory, absolute and without symlinks.
    #[must_use]
    pub fn directory(&self) -> &Path {
        self.directories.first().map_or(self.given.as_path(), PathBuf::as_path)
    }

    /// Returns the providers that have to be installed; one entry for each place that requires one.
    #[must_use]
    pub fn required_providers(&self) -> &[RequiredProvider] {
        &self.providers
    }

    /// Returns the `provider` blocks of all directories.
    #[must_use]
    pub fn provider_blocks(&self) -> &[ProviderBlock] {
        &self.blocks
    }

    /// Returns the input variables of the root.
    #[must_use]
    pub fn variables(&self) -> &[DeclaredVariable] {
        &self.root.variables
    }

    /// Returns the outputs of the root.
    #[must_use]
    pub fn outputs(&self) -> &[DeclaredOutput] {
        &self.root.outputs
    }

    /// Returns the type of the backend (`s3`, ..; `cloud` for a `cloud` block); `None` when the state is a local file by default.
    #[must_use]
    pub fn backend(&self) -> Option<&str> {
        self.root.backend.as_deref()
    }

    /// Tells whether a module comes from somewhere else, so that `init` needs the network and more providers may be required.
    #[must_use]
    pub fn has_remote_modules(&self) -> bool {
        self.has_remote_modules
    }

    /// Checks that every variable is declared, before anything runs.
    ///
    /// # Errors
    /// When one is not: the error names it and suggests the nearest declared one.
    pub fn check_variables(&self, variables: &Variables) -> Result<(), Error> {
        let mut declared: Vec<String> = self.variables().iter().map(|variable| variable.name.clone()).collect();
        declared.sort();
        match variables.names().find(|name| !declared.iter().any(|known| known == name)) {
            None => Ok(()),
            Some(name) => Err(Error::UndeclaredVariable {
                name: name.to_owned(),
                directory: self.given.clone(),
                nearest: nearest(name, declared.iter().map(String::as_str)).map(str::to_owned),
                declared,
            }),
        }
    }
}

#[derive(Default)]
struct Reader {
    order: Vec<PathBuf>,
    /// By absolute directory: how people know it, and what it declares.
    found: BTreeMap<PathBuf, (PathBuf, Facts)>,
}

impl Reader {
    /// Reads a directory and what it calls; `false` when it holds no configuration.
    fn visit(&mut self, directory: &Path, shown: &Path) -> Result<bool, Error> {
        if self.found.contains_key(directory) {
            return Ok(true);
        }
        let Some(facts) = read_directory(directory, shown)? else { return Ok(false) };
        self.order.push(directory.to_owned());
        self.found.insert(directory.to_owned(), (shown.to_owned(), facts.clone()));
        for module in facts.modules.iter().filter(|module| module.is_local()) {
            let missing = || Error::NoModule {
                module: module.name.clone(),
                source_path: module.source.clone(),
                declared_in: shown.to_owned(),
            };
            let path = fs::canonicalize(directory.join(&module.source))
                .ok()
                .filter(|path| path.is_dir())
                .ok_or_else(missing)?;
            if !self.visit(&path, &normalized(&shown.join(&module.source)))? {
                return Err(missing());
            }
        }
        Ok(true)
    }

    fn finish(mut self, root: &Path, given: &Path) -> Result<Closure, Error> {
        let lock = root.join(".terraform.lock.hcl");
        let locked = if lock.is_file() {
            hcl::locked_versions(&fs::read_to_string(&lock).at("read", &lock)?)
        } else {
            Vec::new()
        };
        let mut providers = Vec::new();
        let mut blocks = Vec::new();
        let mut has_remote_modules = false;
        for (shown, facts) in self.order.iter().filter_map(|directory| self.found.get(directory)) {
            providers.extend(required(facts, shown));
            blocks.extend(facts.providers.iter().cloned());
            has_remote_modules |= facts.modules.iter().any(|module| !module.is_local());
        }
        let is_required = |source: &str| providers.iter().any(|provider: &RequiredProvider| provider.source == source);
        let pinned: Vec<_> = locked.into_iter().filter(|(source, _)| is_required(source)).collect();
        providers.extend(pinned.into_iter().map(|(source, version)| RequiredProvider {
            source,
            constraint: Some(format!("= {version}")),
            declared_in: given.join(".terraform.lock.hcl"),
        }));
        let root = self.found.remove(root).map(|(_, facts)| facts).unwrap_or_default();
        Ok(Closure { given: given.to_owned(), directories: self.order, providers, blocks, root, has_remote_modules })
    }
}

/// Reads all files of a directory, override files last; `None` when there is none.
fn read_directory(directory: &Path, shown: &Path) -> Result<Option<Facts>, Error> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).at("read", directory)? {
        let name = entry.at("read", directory)?.file_name().to_string_lossy().into_owned();
        if is_configuration(&name) && directory.join(&name).is_file() {
            files.push(name);
        }
    }
    files.sort_by_key(|name| (is_override(name), name.clone()));
    if files.is_empty() {
        return Ok(None);
    }
    let mut facts = Facts::default();
    for name in files {
        let path = directory.join(&name);
        let text = fs::read_to_string(&path).at("read", &shown.join(&name))?;
        let parsed = if name.ends_with(".json") { json::parse(&text) } else { hcl::parse(&text) };
        facts.merge(parsed.map_err(|invalid| Error::Syntax {
            file: shown.join(&name),
            line: invalid.line,
            column: invalid.column,
            message: invalid.message,
        })?);
    }
    Ok(Some(facts))
}

fn is_configuration(name: &str) -> bool {
    !name.starts_with('.')
        && !name.ends_with('~')
        && [".tf", ".tofu", ".tf.json", ".tofu.json"].iter().any(|ending| name.ends_with(ending))
}

fn is_override(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    stem == "override" || stem.ends_with("_override")
}

/// Combines what a directory declares with what its resources imply.
fn required(facts: &Facts, shown: &Path) -> Vec<RequiredProvider> {
    let mut names: Vec<&String> = facts.requirements.keys().chain(&facts.used).collect();
    names.sort();
    names.dedup();
    let providers = names.into_iter().filter(|name| *name != "terraform").map(|name| {
        let requirement = facts.requirements.get(name).cloned().unwrap_or_default();
        RequiredProvider {
            source: full_source(requirement.source.as_deref().unwrap_or(name)),
            constraint: requirement.constraint,
            declared_in: shown.to_owned(),
        }
    });
    providers.filter(|provider| !is_builtin(&provider.source)).collect()
}

/// Looks beside a directory that does not exist, level by level, for one with a similar name.
fn nearest_directory(missing: &Path) -> Option<PathBuf> {
    let mut existing = missing.parent()?;
    let mut name = missing.file_name()?;
    while !existing.as_os_str().is_empty() && !existing.is_dir() {
        name = existing.file_name()?;
        existing = existing.parent()?;
    }
    let listed = if existing.as_os_str().is_empty() { Path::new(".") } else { existing };
    let entries = fs::read_dir(listed).ok()?.filter_map(Result::ok);
    let siblings: Vec<String> = entries
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    let found = nearest(&name.to_string_lossy(), siblings.iter().map(String::as_str))?;
    Some(existing.join(found))
}
