//! The accounts of the emulator.

mod common;

use std::collections::BTreeSet;

use terraproof_local::{Cache, Emulator, Holding};

use common::{run_script, toolchain};

fn kinds(items: &[Holding]) -> BTreeSet<(String, String)> {
    items.iter().map(|item| (item.service.clone(), item.kind.clone())).collect()
}

#[tokio::test]
async fn an_account_holds_exactly_what_was_made_in_it_and_nothing_once_that_is_removed() {
    let directory = tempfile::tempdir().unwrap();
    let cache = Cache::at(directory.path());
    let toolchain = toolchain().await;
    let emulator = Emulator::start(&cache, &toolchain).await.unwrap();
    let account = emulator.open_account().await.unwrap();
    assert!(emulator.holdings(&account.id).await.unwrap().is_empty());
    let file = directory.path().join("made.json");
    let path = file.to_str().unwrap();

    run_script(&toolchain, &account, &["resources.py", "make", path]).await;
    let made: Vec<(String, Option<String>, serde_json::Value)> =
        serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let mut expected: BTreeSet<_> = made.into_iter().filter_map(|(service, kind, _)| Some((service, kind?))).collect();
    // The balancers', the gateway's and the instances' own interfaces, and the automatic backup of the database.
    expected.insert(("ec2".to_owned(), "NetworkInterface".to_owned()));
    expected.insert(("rds".to_owned(), "DBSnapshot".to_owned()));
    let holdings = emulator.holdings(&account.id).await.unwrap();
    assert_eq!(kinds(&holdings.items), expected);

    run_script(&toolchain, &account, &["resources.py", "remove", path]).await;
    let holdings = emulator.holdings(&account.id).await.unwrap();
    assert!(holdings.is_empty(), "{holdings}");
    let kept = kinds(&holdings.kept);
    for (service, kind) in
        [("kms", "Key"), ("secretsmanager", "Secret"), ("ec2", "Instance"), ("ecs", "TaskDefinition")]
    {
        assert!(kept.contains(&(service.to_owned(), kind.to_owned())), "{kept:?}");
    }
    Emulator::stop(&cache).await.unwrap();
}

#[tokio::test]
async fn reading_an_account_puts_nothing_into_it() {
    let directory = tempfile::tempdir().unwrap();
    let cache = Cache::at(directory.path());
    let toolchain = toolchain().await;
    let emulator = Emulator::start(&cache, &toolchain).await.unwrap();
    let account = emulator.open_account().await.unwrap();
    run_script(&toolchain, &account, &["reads.py"]).await;
    let holdings = emulator.holdings(&account.id).await.unwrap();
    assert!(holdings.is_empty(), "{holdings}");
    Emulator::stop(&cache).await.unwrap();
}

#[tokio::test]
async fn accounts_do_not_see_each_other_and_a_dropped_one_gives_its_bucket_names_back() {
    let directory = tempfile::tempdir().unwrap();
    let cache = Cache::at(directory.path());
    let toolchain = toolchain().await;
    let emulator = Emulator::start(&cache, &toolchain).await.unwrap();
    // On one worker, where bucket names are shared.
    let first = emulator.open_account().await.unwrap();
    let second = loop {
        let account = emulator.open_account().await.unwrap();
        if account.endpoint == first.endpoint {
            break account;
        }
        emulator.drop_account(&account.id).await.unwrap();
    };
    run_script(&toolchain, &first, &["bucket.py", "create"]).await;
    run_script(&toolchain, &second, &["bucket.py", "is-taken"]).await;
    assert!(emulator.holdings(&second.id).await.unwrap().is_empty());
    assert_eq!(emulator.holdings(&first.id).await.unwrap().to_string(), "s3 Bucket `terraproof-shared-name`");

    emulator.drop_account(&first.id).await.unwrap();
    emulator.drop_account(&first.id).await.unwrap();
    assert_eq!(emulator.accounts().await.unwrap(), std::slice::from_ref(&second.id));
    run_script(&toolchain, &second, &["bucket.py", "create"]).await;
    assert!(!emulator.holdings(&second.id).await.unwrap().is_empty());
    Emulator::stop(&cache).await.unwrap();
}

#[tokio::test]
async fn credentials_lead_into_their_account() {
    let directory = tempfile::tempdir().unwrap();
    let cache = Cache::at(directory.path());
    let toolchain = toolchain().await;
    let emulator = Emulator::start(&cache, &toolchain).await.unwrap();
    let mut account = emulator.open_account().await.unwrap();
    let id = account.id.to_string();
    run_script(&toolchain, &account, &["whoami.py", &id]).await;
    let more = emulator.credentials(&account.id).await.unwrap();
    assert_ne!(more, account.credentials);
    account.credentials = more;
    run_script(&toolchain, &account, &["whoami.py", &id]).await;
    assert_eq!(account.endpoint, emulator.worker_of(&account.id));
    Emulator::stop(&cache).await.unwrap();
}

#[tokio::test]
async fn a_note_is_kept_with_its_account_until_that_is_dropped() {
    let directory = tempfile::tempdir().unwrap();
    let emulator = Emulator::start(&Cache::at(directory.path()), &toolchain().await).await.unwrap();
    emulator.open_account().await.unwrap();
    let account = emulator.open_account_with_note("{\"für\": \"a & b=c\"}").await.unwrap().id;
    assert_eq!(emulator.notes().await.unwrap(), [(account.clone(), "{\"für\": \"a & b=c\"}".to_owned())].into());
    emulator.note(&account, "another").await.unwrap();
    assert_eq!(emulator.notes().await.unwrap()[&account], "another");
    emulator.drop_account(&account).await.unwrap();
    assert!(emulator.notes().await.unwrap().is_empty());
    Emulator::stop(&Cache::at(directory.path())).await.unwrap();
}
