//! Installs a toolchain: environment, download, packages, Terraform, providers, and a look whether it all works.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::download::{self, Wheels};
use super::environment::Environment;
use super::manifest::{self, Manifest, Versions};
use super::progress::{Progress, Reporter, size_below};
use super::python::Python;
use super::requirements::{self, Part};
use super::staging::Staging;
use super::{DownloadFailure, Toolchain, leash, pip, provider, shelf, staging, terraform};
use crate::lock::FileLock;
use crate::{Cache, Error};

/// How long to wait for another process that installs.
const LOCK_LIMIT: Duration = Duration::from_secs(1800);

/// How long Python may take to compile or to import what was installed.
const PYTHON_LIMIT: Duration = Duration::from_secs(300);

/// About what is downloaded, in bytes: the emulator alone, and with Terraform and the provider archives.
const DOWNLOAD_SIZE: (u64, u64) = (24_000_000, 165_000_000);

/// Installs under the lock, unless another process did so meanwhile.
pub(super) async fn install(cache: &Cache, progress: Progress) -> Result<Toolchain, Error> {
    let reporter = Reporter::new(progress);
    let toolchains = cache.toolchains();
    let waiting = || reporter.say("another process installs the toolchain; waiting for it");
    let _lock = FileLock::acquire(&toolchains.join("lock"), LOCK_LIMIT, waiting).await?;
    if let Some(toolchain) = Toolchain::find(cache) {
        return Ok(toolchain);
    }
    // Named by the real path, it stays whole when a link to the cache goes.
    let toolchains = fs::canonicalize(&toolchains).map_err(|source| Error::io("resolve", &toolchains, source))?;
    let python = Python::find().await?;
    let name = format!("{}-{}", requirements::digest(), python.tag());
    let wheels = Wheels::new(cache.downloads(), name.clone())?;
    let staging = Staging::create(&toolchains)?;
    let target = shelf::free(&toolchains, &name)?;
    reporter.say(&format!("installing the toolchain into `{}` (once; about 400 MB)", toolchains.display()));
    let manifest =
        Installation { python, staging: staging.path(), target: &target, wheels: &wheels, reporter: &reporter }
            .run()
            .await?;
    manifest.write(staging.path())?;
    staging.publish(&target)?;
    point_current(&toolchains, &target)?;
    wheels.clear()?;
    for unused in shelf::remove_unused(&toolchains, &target, SystemTime::now()) {
        reporter.say(&format!("removed `{}`, which nobody used for a month", unused.display()));
    }
    reporter.finish();
    Toolchain::find(cache).ok_or_else(|| Error::Toolchain {
        doing: "find what was just installed".to_owned(),
        detail: format!("`{}` is not complete", target.display()),
    })
}

struct Installation<'a> {
    python: Python,
    staging: &'a Path,
    target: &'a Path,
    wheels: &'a Wheels,
    reporter: &'a Reporter,
}

impl Installation<'_> {
    async fn run(&self) -> Result<Manifest, Error> {
        self.reporter.step(&format!("making an environment of Python {}", self.python.version()), None);
        let environment = Environment::create(&self.python, &self.staging.join("python")).await?;
        let requirements = self.download(&environment).await?;
        self.reporter.step("installing the packages", None);
        self.install_packages(&environment, &requirements).await?;
        let mut files = Vec::new();
        let mut providers = Vec::new();
        if self.python.can_use_providers() {
            self.reporter.step("unpacking the AWS provider", None);
            let (staging, packages) = (self.staging.to_owned(), environment.packages.clone());
            let unpacked = tokio::task::spawn_blocking(move || provider::unpack(&staging, &packages)).await;
            let unpacked = unpacked.map_err(|error| Error::io("unpack", self.staging, error.into()))??;
            files.extend(unpacked.files);
            providers.push(unpacked.provider);
        }
        let mut command = None;
        if self.python.can_embed_terraform() {
            command = Some(terraform::install(self.staging, self.target, &environment)?);
            files.extend(terraform::files());
        }
        self.reporter.step("checking that it works", None);
        let versions = self.check(&environment, providers).await?;
        Ok(Manifest {
            digest: requirements::digest(),
            python: self.target.join(manifest::PYTHON),
            mirror: (!versions.providers.is_empty()).then(|| self.target.join("mirror")),
            terraform: command,
            versions,
            files: sizes(self.staging, files)?,
        })
    }

    fn parts(&self) -> Vec<Part> {
        let mut parts = vec![Part::Emulator];
        parts.extend(self.python.can_embed_terraform().then_some(Part::Terraform));
        parts.extend(self.python.can_use_providers().then_some(Part::Providers));
        parts
    }

    /// Downloads all parts at the same time; returns their files of requirements.
    async fn download(&self, environment: &Environment) -> Result<Vec<PathBuf>, Error> {
        let temporary = self.staging.join("tmp");
        crate::files::create_directory(&temporary)?;
        let parts = self.parts();
        let size = if parts.len() > 1 { DOWNLOAD_SIZE.1 } else { DOWNLOAD_SIZE.0 };
        self.reporter.step(&format!("downloading about {} MB", size / 1_000_000), Some(size));
        let downloads = async {
            let get = |part| download::download(environment, part, self.wheels, &temporary);
            match parts.as_slice() {
                [a, b, c] => tokio::try_join!(get(*a), get(*b), get(*c)).map(|(a, b, c)| vec![a, b, c]),
                [a, b] => tokio::try_join!(get(*a), get(*b)).map(|(a, b)| vec![a, b]),
                _ => get(Part::Emulator).await.map(|a| vec![a]),
            }
        };
        self.watch(&[self.wheels.directory.clone(), temporary.clone()], downloads).await
    }

    /// Shows how the directories grow while something runs.
    async fn watch<T>(&self, directories: &[PathBuf], work: impl Future<Output = T>) -> T {
        let mut work = std::pin::pin!(work);
        let mut tick = tokio::time::interval(Duration::from_millis(250));
        loop {
            tokio::select! {
                result = &mut work => return result,
                _ = tick.tick() => self.reporter.reached(size_below(directories)),
            }
        }
    }

    async fn install_packages(&self, environment: &Environment, requirements: &[PathBuf]) -> Result<(), Error> {
        let temporary = self.staging.join("tmp");
        let all = temporary.join("all.txt");
        let texts: Result<String, _> = requirements.iter().map(fs::read_to_string).collect();
        let text = texts.map_err(|source| Error::io("read", &temporary, source))?;
        crate::files::write(&all, text.as_bytes(), 0o644)?;
        let command = pip::install(environment, &all, &self.wheels.directory, &temporary);
        let installed = download::run(command, "install the Python packages").await;
        if let Err(Error::Download { failure: DownloadFailure::Checksum | DownloadFailure::NoPackage, .. }) = &installed
        {
            // What lies there is not what was downloaded: the next try shall not meet it again.
            self.wheels.clear()?;
        }
        installed?;
        crate::files::remove(&temporary)?;
        let compile = ["-m", "compileall", "-q", "-j", "0"].map(OsStr::new);
        self.call(environment, &compile, &[environment.packages.as_os_str()], "compile the Python packages")
            .await
            .map(drop)
    }

    async fn check(
        &self,
        environment: &Environment,
        providers: Vec<super::ProviderVersion>,
    ) -> Result<Versions, Error> {
        let script =
            "import importlib.metadata, moto.moto_server.werkzeug_app; print(importlib.metadata.version('moto'))";
        let moto = self.call(environment, &["-I".as_ref(), "-c".as_ref(), script.as_ref()], &[], "import moto").await?;
        let terraform = match self.python.can_embed_terraform() {
            true => Some(self.terraform_version(environment).await?),
            false => None,
        };
        Ok(Versions { python: self.python.version(), moto, terraform, providers })
    }

    async fn terraform_version(&self, environment: &Environment) -> Result<String, Error> {
        let [library, script, _] = terraform::files().map(|file| self.staging.join(file));
        let arguments: [&OsStr; 3] = ["-IS".as_ref(), script.as_os_str(), library.as_os_str()];
        let more: [&OsStr; 2] = ["version".as_ref(), "-json".as_ref()];
        let doing = "run the embedded terraform";
        let said = self.call(environment, &arguments, &more, doing).await?;
        let version = serde_json::from_str::<serde_json::Value>(&said).ok();
        let version = version.and_then(|value| value.get("terraform_version")?.as_str().map(str::to_owned));
        version.ok_or(Error::Toolchain { doing: doing.to_owned(), detail: format!("it printed `{said}`") })
    }

    /// Runs the new Python and returns what it printed.
    async fn call(
        &self,
        environment: &Environment,
        first: &[&OsStr],
        more: &[&OsStr],
        doing: &str,
    ) -> Result<String, Error> {
        let command: Vec<&OsStr> = [environment.python.as_os_str()].iter().chain(first).chain(more).copied().collect();
        let mut command = leash::leashed(&environment.python, &command);
        // Terraform must not look for its own configuration, nor report itself, while it is only asked for its version.
        command
            .env("TF_CLI_CONFIG_FILE", "/dev/null")
            .env("CHECKPOINT_DISABLE", "1")
            .env_remove("TF_LOG")
            .env_remove("TF_CLI_ARGS");
        let ended = leash::run(command, doing, PYTHON_LIMIT, |_| ()).await?;
        let said = ended.lines.join("\n").trim().to_owned();
        if ended.status.success() {
            return Ok(said);
        }
        match download::classify(&ended.lines) {
            failure @ DownloadFailure::NoSpace => {
                Err(Error::Download { failure, detail: download::gist(&ended.lines) })
            }
            _ => Err(Error::Toolchain { doing: doing.to_owned(), detail: download::gist(&ended.lines) }),
        }
    }
}

fn sizes(staging: &Path, files: Vec<PathBuf>) -> Result<Vec<(PathBuf, u64)>, Error> {
    let size = |file: PathBuf| {
        let metadata =
            fs::metadata(staging.join(&file)).map_err(|source| Error::io("look at", staging.join(&file), source))?;
        Ok((file, metadata.len()))
    };
    files.into_iter().map(size).collect()
}

/// Lets `current` point at a toolchain; a rename replaces it at once.
fn point_current(toolchains: &Path, target: &Path) -> Result<(), Error> {
    let link = toolchains.join("current");
    let temporary = toolchains.join(staging::name());
    let name = target.file_name().map(Path::new).unwrap_or(target);
    std::os::unix::fs::symlink(name, &temporary)
        .and_then(|()| fs::rename(&temporary, &link))
        .map_err(|source| Error::io("link", &link, source))?;
    Ok(())
}
