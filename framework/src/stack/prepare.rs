//! From what was asked for to a working directory that the ledger knows.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use terraproof_terraform::{Binary, Closure, Environment, ProviderSources, Variables, WorkingDirectory};

use super::Deployment;
use super::deployment::Parts;
use super::request::Wanted;
use super::resume::{self, Place, place_for};
use crate::ledger::{Entry, Ledger as _, Owner, Phase, StackId};
use crate::project::display_path;
use crate::scope::ScopeInner;
use crate::{Error, RunId, environment};

/// How long after its test's budget an entry may be reaped even though its owner seems to live.
const GRACE: Duration = Duration::from_secs(60 * 60);

/// Prepares a stack: everything up to the point where terraform can run, written down and owned by the scope.
pub(super) async fn prepare(scope: &Arc<ScopeInner>, wanted: Wanted) -> Result<Arc<Deployment>, Error> {
    let source = scope.project().configuration(&wanted.configuration)?;
    let name = name_of(&wanted, &source)?;
    let shown = display_path(&source, scope.project().root());
    let _doing = scope.recorder().doing(format!("preparing `{shown}`"));
    let closure = Closure::read(&source)?;
    closure.check_variables(&wanted.variables)?;
    hide_secrets(scope, &wanted, &closure);

    let mut site = site_for(scope, &wanted, &closure).await?;
    let id = StackId { run: RunId::current().clone(), test: scope.info().slug(), stack: name };
    scope.claim(&id)?;
    let Place { id, root, kept } = place_for(scope.ledger(), id)?;
    site.environment.set("TF_CLI_CONFIG_FILE", root.join("terraform.rc"));
    let mut entry = entry_for(scope, &site, id, &source, &root);
    entry.secrets.clone_from(&wanted.secrets);
    // Nothing exists before `apply`, which waits until the disk has the entry.
    if kept.is_none() {
        scope.ledger().update(&entry)?;
    }
    let copied = copy(&closure, scope, &mut entry, &wanted);
    let taken_over = copied.and_then(|()| match &kept {
        Some(kept) => resume::take_over(kept, &mut entry),
        None => Ok(()),
    });
    let written = taken_over.and_then(|()| match &kept {
        Some(_) => scope.ledger().write(&entry),
        None => scope.ledger().update(&entry),
    });
    if let Err(error) = written {
        if kept.is_none() {
            let _the_first_error_counts = scope.ledger().remove(&entry.id);
        }
        let _may_be_half_there = std::fs::remove_dir_all(&root);
        return Err(error);
    }
    if let Some(kept) = &kept {
        scope.note_once(&format!("resumed from `{}`", kept.root.display()));
        let _only_a_copy_now = std::fs::remove_dir_all(&kept.root);
    }
    let parts = Parts {
        recorder: Arc::clone(scope.recorder()),
        ledger: scope.ledger().clone(),
        stop: scope.stop_token().clone(),
        deadline: scope.deadline(),
        binary: site.binary,
        environment: site.environment,
        providers: site.providers,
        var_files: entry.var_files.clone(),
        targets: wanted.targets,
        backend: wanted.backend,
        parallelism: wanted.parallelism,
        closure,
    };
    let deployment = Arc::new(Deployment::new(parts, entry, wanted.variables));
    scope.register_stack(Arc::clone(&deployment));
    Ok(deployment)
}

/// Is where and with what terraform will run.
struct Site {
    binary: Binary,
    environment: Environment,
    account: Option<String>,
    emulator: Option<String>,
    cache: Option<PathBuf>,
    region: Option<String>,
    providers: ProviderSources,
}

/// Opens the local cloud for a configuration that has providers; one without needs only terraform.
async fn site_for(scope: &ScopeInner, wanted: &Wanted, closure: &Closure) -> Result<Site, Error> {
    let mut site = Site {
        environment: environment::build(scope.project().config()),
        account: None,
        emulator: None,
        cache: None,
        region: None,
        providers: ProviderSources::default(),
        binary: scope.binary(wanted.binary.clone()).await?,
    };
    #[cfg(feature = "local")]
    if !closure.required_providers().is_empty() {
        let cloud = scope.cloud().await?;
        for (name, value) in cloud.variables() {
            site.environment.set(name, value);
        }
        site.account = Some(cloud.account().id.to_string());
        site.emulator = Some(cloud.instance().to_owned());
        site.cache = cloud.plugin_cache().parent().map(Path::to_owned);
        site.region = Some(terraproof_local::REGION.to_owned());
        site.providers.mirror = cloud.toolchain().mirror().map(Path::to_owned);
        site.providers.plugin_cache = Some(cloud.plugin_cache());
    }
    for dropped in site.environment.dropped() {
        scope.note_once(&format!(
            "`{dropped}` of the environment is not passed to terraform (`[environment] pass` lets it through)"
        ));
    }
    for (name, value) in &wanted.env {
        site.environment.set(name, value);
    }
    Ok(site)
}

fn entry_for(scope: &ScopeInner, site: &Site, id: StackId, source: &Path, root: &Path) -> Entry {
    let created = Timestamp::now();
    let life = scope.time_left() + scope.info().cleanup_time() + GRACE;
    Entry {
        version: 1,
        id,
        owner: Owner::this_process(),
        sandbox: scope.sandbox().to_owned(),
        account: site.account.clone(),
        emulator: site.emulator.clone(),
        cache: site.cache.clone(),
        region: site.region.clone(),
        source: source.to_owned(),
        directory: root.to_owned(),
        root: root.to_owned(),
        variables: None,
        var_files: Vec::new(),
        secrets: Vec::new(),
        environment: None,
        binary: site.binary.path().to_owned(),
        created,
        expires: created.checked_add(life).unwrap_or(Timestamp::MAX),
        phase: Phase::Prepared,
        process: None,
    }
}

/// Copies the configuration beside the ledger entry, with everything that the test gave: a destroy must not need more.
fn copy(closure: &Closure, scope: &ScopeInner, entry: &mut Entry, wanted: &Wanted) -> Result<(), Error> {
    let (root, project) = (entry.root.clone(), scope.project().root());
    let working = WorkingDirectory::copy(closure, project, &root.join("configuration"))?;
    entry.directory = working.path().to_owned();
    if !wanted.variables.is_empty() {
        let file = root.join("variables.tfvars.json");
        wanted.variables.write(&file)?;
        entry.variables = Some(file);
    }
    for (number, file) in wanted.var_files.iter().map(|file| project.join(file)).enumerate() {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let copy = root.join(format!("{number}-{name}"));
        std::fs::copy(&file, &copy).map_err(|source| Error::io("read the file of variables", &file, source))?;
        entry.var_files.push(copy);
    }
    if !wanted.env.is_empty() {
        let file = root.join("environment.json");
        let mut environment = Variables::new();
        for (name, value) in &wanted.env {
            environment.set(name, value.clone());
        }
        environment.write(&file)?;
        entry.environment = Some(file);
    }
    Ok(())
}

/// Values named secret by the test, and those of variables that the configuration declares sensitive, are never shown.
fn hide_secrets(scope: &ScopeInner, wanted: &Wanted, closure: &Closure) {
    let redactor = scope.recorder().redactor();
    let declared =
        closure.variables().iter().filter(|variable| variable.sensitive).map(|variable| variable.name.as_str());
    for name in wanted.secrets.iter().map(String::as_str).chain(declared) {
        if let Some(value) = wanted.variables.get(name) {
            redactor.add_value(value);
        }
    }
}

fn name_of(wanted: &Wanted, source: &Path) -> Result<String, Error> {
    let name = match &wanted.name {
        Some(name) => name.clone(),
        None => {
            source.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_else(|| "stack".to_owned())
        }
    };
    let fits = !name.is_empty()
        && name.len() <= 64
        && !name.starts_with('.')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
    fits.then_some(name.clone()).ok_or_else(|| {
        Error::misuse(format!("`{name}` cannot name a stack"))
            .with_hint("use up to 64 letters, digits, `-`, `_` and `.`, not starting with `.`")
    })
}
