//! Benchmark: what the gateway adds to a call, over TLS and a connection that stays open.

mod client;
mod echo;

use std::sync::Arc;

use terraproof_local::gateway::{Gateway, Options, rules};
use terraproof_local::{Cache, Cloud, Progress};
use tokio::runtime::{Builder, Runtime};

use self::client::Caller;
use self::echo::Echo;
use crate::aim::Aim;
use crate::comparison::Comparison;
use crate::error::Error;
use crate::options::Rounds;
use crate::report::{Section, progress};

/// The aim, in milliseconds a call.
const LIMIT: f64 = 0.5;
/// The emulator takes this many times as long as the echo.
const SLOWER: usize = 5;

/// Calls in turns, a batch straight and a batch through the gateway: the echo, then the emulator.
pub(crate) fn measure(rounds: Rounds) -> Result<Section, Error> {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|source| Error::Runtime { source })?;
    let comparisons = vec![echo(&runtime, rounds)?, emulator(&runtime, rounds)?];
    let aims = comparisons
        .iter()
        .map(|it| Aim::at_most(LIMIT, "ms", format!("the gateway, {}: overhead a call", it.name), &it.overhead_ms))
        .collect();
    Ok(Section {
        title: "A call of the AWS API (sts:GetCallerIdentity)".to_owned(),
        about: "with: through the gateway, TLS, connection kept; without: straight, plain HTTP, connection kept",
        comparisons,
        measures: Vec::new(),
        aims,
    })
}

fn echo(runtime: &Runtime, rounds: Rounds) -> Result<Comparison, Error> {
    const KEY: &str = "AKIAIOSFODNN7EXAMPLE";
    let echo = Echo::start()?;
    runtime.block_on(async {
        let options = Options {
            upstream: Some(Arc::new(echo.address())),
            account: Some("111122223333".to_owned()),
            access_key: Some(KEY.to_owned()),
            rules: rules::all(),
            ..Options::default()
        };
        let gateway = Gateway::open(options).await?;
        let (straight, through) = (Caller::direct(echo.address(), KEY)?, Caller::through(&gateway, KEY)?);
        let compared = compare("an echo in this process", &straight, &through, rounds.batches, rounds.calls).await;
        gateway.close().await;
        compared
    })
}

fn emulator(runtime: &Runtime, rounds: Rounds) -> Result<Comparison, Error> {
    runtime.block_on(async {
        let cloud = Cloud::open(&Cache::from_environment()?, &[], Progress::Auto).await?;
        let compared = ask_the_emulator(&cloud, rounds).await;
        cloud.drop_account().await?;
        compared
    })
}

async fn ask_the_emulator(cloud: &Cloud, rounds: Rounds) -> Result<Comparison, Error> {
    let key = &cloud.account().credentials.access_key_id;
    let straight = Caller::direct(cloud.account().endpoint, key)?;
    let through = Caller::through(cloud.gateway(), key)?;
    compare("the emulator", &straight, &through, rounds.batches, rounds.calls / SLOWER).await
}

async fn compare(
    name: &str,
    straight: &Caller,
    through: &Caller,
    batches: usize,
    calls: usize,
) -> Result<Comparison, Error> {
    progress(&format!("calls of {name}: {batches} pairs of batches of {calls}"));
    // Opens the connections.
    straight.batch(5).await?;
    through.batch(5).await?;
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for _ in 0..batches {
        with.push(through.batch(calls).await?);
        without.push(straight.batch(calls).await?);
    }
    Ok(Comparison::paired(name, &with, &without))
}
