//! One life with bare commands: the same binary, arguments, environment, provider mirror and variables file.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use terraproof::ledger::LocalLedger;
use terraproof_local::{Cache, Cloud, Progress, Toolchain};
use terraproof_terraform::{
    Apply, Binary, Closure, Destroy, Environment, Init, Plan, Product, ProviderSources, Refresh, Search, Variables,
};
use tokio::process::Command;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

use super::Life;
use crate::error::Error;
use crate::stack::Kind;

/// The longest that one command may take.
const PATIENCE: Duration = Duration::from_secs(600);

/// Runs bare commands, with a gateway in this process as the framework has one.
#[derive(Debug)]
pub(crate) struct Bare {
    runtime: Runtime,
    cache: Cache,
    binary: Binary,
    /// Where working directories are made: on the disk on which the framework makes them.
    parent: PathBuf,
}

/// One configuration, ready for commands.
struct Site<'a> {
    binary: &'a Path,
    directory: PathBuf,
    environment: Environment,
}

impl Bare {
    /// Finds the binary that the framework finds, and the local cloud's files.
    pub(crate) fn new() -> Result<Self, Error> {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.map_err(|source| Error::Runtime { source })?;
        let cache = Cache::from_environment()?;
        let toolchain = runtime.block_on(Toolchain::install(&cache, Progress::Auto))?;
        let mut search = Search::from_environment();
        search.embedded = toolchain.terraform().map(Path::to_owned);
        let binary = runtime.block_on(Binary::locate(&search))?;
        let ledger = LocalLedger::of_user().map_err(|error| Error::Ledger(Box::new(error)))?;
        let parent = ledger.directory().parent().unwrap_or(Path::new("/tmp")).to_owned();
        std::fs::create_dir_all(&parent).map_err(|source| Error::io("create", &parent, source))?;
        Ok(Self { runtime, cache, binary, parent })
    }

    /// Returns the binary.
    pub(crate) fn binary(&self) -> &Binary {
        &self.binary
    }

    /// Lives one life, in an account of its own where there is a cloud.
    pub(super) fn live(&self, kind: Kind) -> Result<Life, Error> {
        self.runtime.block_on(async {
            if kind == Kind::Data {
                return self.live_in(kind, None).await;
            }
            let cloud = Cloud::open(&self.cache, &[], Progress::Auto).await?;
            let life = self.live_in(kind, Some(&cloud)).await;
            cloud.drop_account().await?;
            life
        })
    }

    async fn live_in(&self, kind: Kind, cloud: Option<&Cloud>) -> Result<Life, Error> {
        let parent = tempfile::Builder::new().prefix("bench-").tempdir_in(&self.parent);
        let parent = parent.map_err(|source| Error::io("create a directory in", &self.parent, source))?;
        let start = Instant::now();
        let (site, variables) = self.prepare(kind, cloud, parent.path())?;
        let prepare = milliseconds(start);
        let mut init = Init::new().argv();
        if self.init_prints_json() {
            init.push("-json".into());
        }
        let plan = Plan::new().out(site.directory.join(".terraproof.tfplan")).var_file(&variables).argv();
        Ok(Life {
            prepare,
            init: site.run(&init).await?,
            apply: site.run(&Apply::new().var_file(&variables).argv()).await?,
            plan: site.run(&plan).await?,
            destroy: site.run(&Destroy::new().refresh(Refresh::No).var_file(&variables).argv()).await?,
        })
    }

    /// The framework asks for JSON where `init` has it: Terraform 1.9 and later.
    fn init_prints_json(&self) -> bool {
        let version = self.binary.version();
        self.binary.product() == Product::Terraform && (version.major, version.minor) >= (1, 9)
    }

    /// Does what a careful person does: a directory, the configuration, a file of variables, and where providers come from.
    fn prepare(&self, kind: Kind, cloud: Option<&Cloud>, parent: &Path) -> Result<(Site<'_>, PathBuf), Error> {
        let directory = parent.join("configuration");
        std::fs::create_dir(&directory).map_err(|source| Error::io("create", &directory, source))?;
        let main = directory.join("main.tf");
        std::fs::copy(kind.directory().join("main.tf"), &main).map_err(|source| Error::io("copy to", &main, source))?;
        let file = parent.join("variables.tfvars.json");
        let mut variables = Variables::new();
        variables.set("name", parent.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default());
        variables.write(&file)?;
        let configuration = parent.join("terraform.rc");
        let sources = ProviderSources {
            mirror: cloud.and_then(|cloud| cloud.toolchain().mirror().map(Path::to_owned)),
            plugin_cache: cloud.map(Cloud::plugin_cache),
        };
        let required = Closure::read(&directory)?.required_providers().to_vec();
        sources.cli_config(&required, self.binary.product()).write(&configuration)?;
        let environment = environment(cloud, &configuration);
        Ok((Site { binary: self.binary.path(), directory, environment }, file))
    }
}

/// Builds the environment as the framework does.
fn environment(cloud: Option<&Cloud>, configuration: &Path) -> Environment {
    let mut environment = Environment::build(std::env::vars_os(), &[]);
    environment.set("AWS_SHARED_CREDENTIALS_FILE", "/dev/null").set("AWS_CONFIG_FILE", "/dev/null");
    environment.set("AWS_EC2_METADATA_DISABLED", "true").set("TF_CLI_CONFIG_FILE", configuration);
    for (name, value) in cloud.map(Cloud::variables).unwrap_or_default() {
        environment.set(name, value);
    }
    environment
}

impl Site<'_> {
    /// Runs one command and returns its milliseconds.
    async fn run(&self, argv: &[OsString]) -> Result<f64, Error> {
        let variables = self.environment.names().filter_map(|name| Some((name, self.environment.get(name)?)));
        let mut command = Command::new(self.binary);
        command.args(argv).current_dir(&self.directory).env_clear().envs(variables);
        command.stdin(Stdio::null()).kill_on_drop(true);
        let name = argv.first().map(|word| word.to_string_lossy().into_owned()).unwrap_or_default();
        let late = |_| Error::Late { what: format!("terraform {name}"), seconds: PATIENCE.as_secs() };
        let start = Instant::now();
        let output = timeout(PATIENCE, command.output()).await.map_err(late)?;
        let took = milliseconds(start);
        let output = output.map_err(|source| Error::io("run", self.binary, source))?;
        if output.status.success() {
            return Ok(took);
        }
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        Err(Error::Bare { command: name.clone(), exit: output.status.to_string(), said })
    }
}

fn milliseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}
