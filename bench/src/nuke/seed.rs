//! Filling an account.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use terraproof_local::Cloud;
use tokio::process::Command;

use crate::error::Error;

/// The program that does it, by calls of the AWS API.
const PROGRAM: &str = include_str!("seed.py");
/// The longest that it may take: the emulator answers some 300 calls a second.
const LIMIT: Duration = Duration::from_secs(20 * 60);

/// Counts resources by region and kind. Parts of an instance are kinds of their own: `ec2-volume-attached`.
pub(super) type Counts = BTreeMap<String, BTreeMap<String, u64>>;

/// Tells what an account was filled with.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Seeded {
    /// What is there.
    pub(super) made: Counts,
    /// What of it is to go.
    pub(super) goes: Counts,
    /// Ids and names of what has to stay.
    pub(super) stays: Vec<String>,
}

/// Fills an account straight at the emulator, without delays and rules.
pub(super) async fn fill(cloud: &Cloud, specification: &Map<String, Value>) -> Result<Seeded, Error> {
    let directory =
        tempfile::tempdir().map_err(|source| Error::io("create a directory in", "/tmp".as_ref(), source))?;
    let output = directory.path().join("seeded.json");
    let credentials = &cloud.account().credentials;
    let mut command = Command::new(cloud.toolchain().python());
    command
        .args(["-c", PROGRAM, &format!("http://{}", cloud.account().endpoint)])
        .arg(Value::Object(specification.clone()).to_string())
        .arg(&output)
        .env_clear()
        .env("HOME", directory.path())
        .env("AWS_ACCESS_KEY_ID", &credentials.access_key_id)
        .env("AWS_SECRET_ACCESS_KEY", &credentials.secret_access_key)
        .env("AWS_SESSION_TOKEN", &credentials.session_token)
        .kill_on_drop(true);
    let what = "the program that fills the account".to_owned();
    let ended = tokio::time::timeout(LIMIT, command.output()).await;
    let ended = ended.map_err(|_| Error::Late { what: what.clone(), seconds: LIMIT.as_secs() })?;
    let ended = ended.map_err(|source| Error::io("run", cloud.toolchain().python(), source))?;
    if !ended.status.success() {
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        return Err(Error::Child { what, exit: ended.status.to_string(), said });
    }
    let text = std::fs::read(&output).map_err(|source| Error::io("read", &output, source))?;
    Ok(serde_json::from_slice(&text)?)
}

/// Counts what AWS makes by itself in every region: the default networks.
pub(super) async fn standing(cloud: &Cloud, regions: &[&str]) -> Result<Counts, Error> {
    let asked = Map::from_iter([("standing".to_owned(), json!({ "regions": regions }))]);
    Ok(fill(cloud, &asked).await?.made)
}

impl Seeded {
    /// Returns how many resources there are, with their parts.
    pub(super) fn made_in_all(&self) -> u64 {
        self.made.values().flat_map(BTreeMap::values).sum()
    }
}
