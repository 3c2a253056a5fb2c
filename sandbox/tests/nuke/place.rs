//! An account of the emulator behind a gateway of the test's own, in which calls can be refused, held and counted.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;
use terraproof_local::gateway::rules::{self, Rule};
use terraproof_local::gateway::{Certificates, Gateway, Options, Upstream};
use terraproof_local::{Account, AccountId, Cache, Emulator, Progress, Toolchain};
use tokio::runtime::Runtime;

/// Is an account, a directory with `terraproof.toml`, and the way from the one to the other. The account is dropped with it.
pub(crate) struct Place {
    pub(crate) account: Account,
    directory: tempfile::TempDir,
    python: PathBuf,
    gateway: Gateway,
    certificates: Certificates,
    emulator: Emulator,
    others: Vec<AccountId>,
    runtime: Runtime,
}

/// Is what a program said, and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: i32,
}

/// Leads each account to the worker it lives on.
struct Workers(Emulator, SocketAddr);

impl Upstream for Workers {
    fn address(&self, account: Option<&str>, _access_key: Option<&str>) -> SocketAddr {
        let id: Option<AccountId> = account.and_then(|id| id.parse().ok());
        id.map_or(self.1, |id| self.0.worker_of(&id))
    }
}

const PRELUDE: &str = "
import boto3
def client(service, region='eu-west-1', **more): return boto3.client(service, region_name=region, **more)
def queues(): return sorted(url.split('/')[-1] for url in client('sqs').list_queues().get('QueueUrls', []))
def make_queues(*names):
    for name in names: client('sqs').create_queue(QueueName=name)
def roles(): return sorted(role['RoleName'] for role in client('iam').list_roles()['Roles'])
def make_role(name): client('iam').create_role(RoleName=name, AssumeRolePolicyDocument='{}')
";

impl Place {
    /// Opens an account in which every call does what it does in AWS.
    pub(crate) fn open() -> Self {
        Self::with(Vec::new())
    }

    /// Opens an account in which these rules are asked first.
    pub(crate) fn with(mut first: Vec<Box<dyn Rule>>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let directory = tempfile::tempdir().unwrap();
        let (toolchain, emulator, account) = runtime.block_on(async {
            let cache = Cache::from_environment().unwrap();
            let toolchain = Toolchain::install(&cache, Progress::default()).await.unwrap();
            let emulator = Emulator::start(&cache, &toolchain).await.unwrap();
            let account = emulator.open_account().await.unwrap();
            (toolchain, emulator, account)
        });
        first.extend(rules::all());
        let options = Options {
            upstream: Some(Arc::new(Workers(emulator.clone(), account.endpoint))),
            account: Some(account.id.to_string()),
            access_key: Some(account.credentials.access_key_id.clone()),
            rules: first,
            ..Options::default()
        };
        let gateway = runtime.block_on(Gateway::open(options)).unwrap();
        let certificates = gateway.write_certificates(directory.path()).unwrap();
        let python = toolchain.python().to_owned();
        let place = Self { account, directory, python, gateway, certificates, emulator, others: Vec::new(), runtime };
        place.configure("");
        place
    }

    /// Opens another account, which is dropped with this place as well; roles in it lead there.
    pub(crate) fn another(&mut self) -> String {
        let account = self.runtime.block_on(self.emulator.open_account()).unwrap();
        self.others.push(account.id.clone());
        account.id.to_string()
    }

    /// Writes `terraproof.toml`: the account is the default sandbox, in one region, and what follows.
    pub(crate) fn configure(&self, more: &str) {
        let id = &self.account.id;
        let own = format!("[sandbox.playing]\nkind = 'aws'\naccount = '{id}'\nregions = ['eu-west-1']\n");
        self.write("terraproof.toml", &format!("default = 'playing'\n{own}{more}"));
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn gateway(&self) -> &Gateway {
        &self.gateway
    }

    pub(crate) fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// Prepares a program in the directory, with the account in its environment.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        let misleading = |name: &str| {
            ["AWS_", "TERRAPROOF_"].iter().any(|prefix| name.starts_with(prefix))
                || name.eq_ignore_ascii_case("all_proxy")
        };
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(misleading)) {
            command.env_remove(name);
        }
        let keys = &self.account.credentials;
        command
            .current_dir(self.directory.path())
            .stdin(Stdio::null())
            .envs(self.gateway.environment(&self.certificates));
        command.env("AWS_ACCESS_KEY_ID", &keys.access_key_id).env("AWS_SECRET_ACCESS_KEY", &keys.secret_access_key);
        command.env("AWS_SESSION_TOKEN", &keys.session_token).env("XDG_STATE_HOME", self.path("state"));
        command.env("AWS_CONFIG_FILE", self.path("aws-config"));
        command.env("AWS_SHARED_CREDENTIALS_FILE", self.path("aws-credentials"));
        command
    }

    /// Prepares `terraproof nuke`.
    pub(crate) fn nuke_command(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_terraproof"));
        command.arg("nuke").args(arguments);
        command
    }

    /// Runs `terraproof nuke` to its end.
    pub(crate) fn nuke(&self, arguments: &[&str]) -> Said {
        said(&mut self.nuke_command(arguments))
    }

    /// Starts `terraproof nuke`, its words going into files.
    pub(crate) fn start(&self, arguments: &[&str]) -> Child {
        let file = |name: &str| fs::File::create(self.path(name)).unwrap();
        self.nuke_command(arguments).stdout(file("stdout")).stderr(file("stderr")).spawn().unwrap()
    }

    /// Waits until a file of a program that was started holds a text.
    pub(crate) fn wait_for(&self, file: &str, text: &str) {
        let deadline = Instant::now() + Duration::from_secs(60);
        while !self.read(file).contains(text) {
            assert!(Instant::now() < deadline, "`{text}` was not said: {}", self.read(file));
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Runs a script of another SDK in the account, and returns what it printed.
    pub(crate) fn python(&self, script: &str) -> String {
        let script = format!("{PRELUDE}\n{script}");
        let said = said(self.command(&self.python).args(["-c", &script]));
        assert_eq!(said.code, 0, "{script}: {}", said.stderr);
        said.stdout.trim().to_owned()
    }

    pub(crate) fn python_path(&self) -> &Path {
        &self.python
    }

    /// Makes a plan of these kinds in `plan.json`, which must not be empty.
    pub(crate) fn plan(&self, arguments: &[&str]) {
        let said = self.nuke(&[&["plan", "-o", "plan.json", "--detailed-exitcode"], arguments].concat());
        assert_eq!(said.code, 2, "{said:?}");
    }

    /// Returns the journal beside the plan; there has to be one.
    pub(crate) fn journal(&self) -> String {
        let journals = self.journals();
        let [journal] = journals.as_slice() else { panic!("not one journal: {journals:?}") };
        journal.clone()
    }

    /// Returns the journals beside the plan.
    pub(crate) fn journals(&self) -> Vec<String> {
        let names = fs::read_dir(self.directory.path()).unwrap().map(|entry| entry.unwrap().file_name());
        names.filter_map(|name| name.into_string().ok()).filter(|name| name.ends_with(".journal.jsonl")).collect()
    }

    /// Reads the records of the journal, each of which has to be whole.
    pub(crate) fn records(&self, name: &str) -> Vec<String> {
        let records = self.journal_lines().into_iter().map(|line| line["record"].as_str().unwrap().to_owned());
        records.filter(|record| record == name).collect()
    }

    /// Reads the lines of the journal.
    pub(crate) fn journal_lines(&self) -> Vec<Value> {
        self.read(&self.journal()).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let others = std::mem::take(&mut self.others);
        for id in others.iter().chain([&self.account.id]) {
            if let Err(error) = self.runtime.block_on(self.emulator.drop_account(id)) {
                eprintln!("the account {id} was not dropped: {error}");
            }
        }
    }
}

/// Runs a program to its end.
pub(crate) fn said(command: &mut Command) -> Said {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { stdout: text(output.stdout), stderr: text(output.stderr), code: output.status.code().unwrap_or(-1) }
}

impl Said {
    /// Checks how it ended, and that these parts were said, on stdout or on stderr.
    #[track_caller]
    pub(crate) fn ends(&self, code: i32, parts: &[&str]) {
        let said = format!("{}{}", self.stdout, self.stderr);
        let missing: Vec<&&str> = parts.iter().filter(|part| !said.contains(**part)).collect();
        assert!(self.code == code && missing.is_empty(), "ended with {}, missing {missing:?}:\n{said}", self.code);
    }
}
