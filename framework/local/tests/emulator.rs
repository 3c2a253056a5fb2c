//! The emulator: its processes, and the accounts in them.

use terraproof_local::{Cache, Emulator, Progress, Toolchain};

#[tokio::test]
async fn an_account_is_opened_and_dropped() {
    let directory = tempfile::tempdir().unwrap();
    let toolchain = Toolchain::install(&Cache::from_environment().unwrap(), Progress::Plain).await.unwrap();
    let cache = Cache::at(directory.path());
    let started = std::time::Instant::now();
    let emulator = Emulator::start(&cache, &toolchain).await.unwrap();
    eprintln!("start {:?}", started.elapsed());
    let started = std::time::Instant::now();
    let account = emulator.open_account().await.unwrap();
    eprintln!("open {:?}", started.elapsed());
    let started = std::time::Instant::now();
    let account2 = emulator.open_account().await.unwrap();
    eprintln!("open {:?}", started.elapsed());
    let started = std::time::Instant::now();
    let holdings = emulator.holdings(&account.id).await.unwrap();
    eprintln!("holdings {:?}\n{holdings}", started.elapsed());
    if let Ok(s) = std::env::var("SCRIPT") {
        let out = std::process::Command::new(toolchain.python()).arg(s).arg(account2.endpoint.to_string()).env("AWS_ACCESS_KEY_ID", &account2.credentials.access_key_id).env("AWS_SECRET_ACCESS_KEY", &account2.credentials.secret_access_key).env("AWS_SESSION_TOKEN", &account2.credentials.session_token).env("AWS_DEFAULT_REGION","eu-west-1").status().unwrap();
        eprintln!("{out}");
        let started = std::time::Instant::now();
        let holdings = emulator.holdings(&account2.id).await.unwrap();
        let mut h = holdings.clone(); 
        eprintln!("holdings {:?} {} kept {}", started.elapsed(), holdings.items.len(), holdings.kept.len());
        for i in h.items.drain(..) { eprintln!("ITEM {i}"); }
        for i in h.kept.drain(..) { eprintln!("KEPT {i}"); }
    }
    emulator.drop_account(&account.id).await.unwrap();
    assert_eq!(emulator.accounts().await.unwrap(), [account2.id]);
    for w in emulator.workers() { eprintln!("{}", std::fs::read_to_string(&w.log).unwrap()); }
    Emulator::stop(&cache).await.unwrap();
}
