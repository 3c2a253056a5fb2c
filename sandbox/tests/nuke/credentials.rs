//! Credentials that expire half-way.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use terraproof_local::gateway::rules::{Refusal, Rule};

use crate::gate::Refusing;
use crate::place::Place;

const LIVES: usize = 3;

/// Refuses every call from the fourth deletion on, until new credentials were fetched.
fn expiring(fetched: Arc<OnceLock<PathBuf>>) -> Box<dyn Rule> {
    let deletions = AtomicUsize::new(0);
    Box::new(Refusing(move |request: &terraproof_local::gateway::ApiRequest| {
        let count = fetched.get()?;
        let deletes = usize::from(request.operation == "DeleteRole");
        let is_expired = deletions.fetch_add(deletes, Ordering::SeqCst) + deletes > LIVES;
        let is_renewed = fs::read_to_string(count).is_ok_and(|count| count.len() > 1);
        let refused = || Refusal::bad_request("ExpiredToken", "The security token included in the request is expired");
        (is_expired && !is_renewed).then(refused)
    }))
}

/// Makes an account of eight roles, and a profile whose process writes down each time it is asked for credentials.
fn place_with_profile() -> (Place, PathBuf) {
    let fetched = Arc::new(OnceLock::new());
    let place = Place::with(vec![expiring(Arc::clone(&fetched))]);
    let keys = &place.account.credentials;
    let answer = serde_json::json!({
        "Version": 1, "AccessKeyId": keys.access_key_id, "SecretAccessKey": keys.secret_access_key,
        "SessionToken": keys.session_token, "Expiration": "2099-01-01T00:00:00Z",
    });
    let (process, count) = (place.path("credentials.sh"), place.path("fetched"));
    place.write("credentials.sh", &format!("#!/bin/sh\nprintf x >> '{}'\necho '{answer}'\n", count.display()));
    fs::set_permissions(&process, fs::Permissions::from_mode(0o700)).unwrap();
    place.write("aws-config", &format!("[profile expiring]\ncredential_process = {}\n", process.display()));
    let id = &place.account.id;
    place.write(
        "terraproof.toml",
        &format!("[sandbox.local]\nkind = 'aws'\naccount = '{id}'\nprofile = 'expiring'\nregions = ['eu-west-1']\n"),
    );
    place.python("for n in range(8): make_role(f'ci-{n}')");
    place.plan(&["--kind", "iam-role"]);
    fs::remove_file(&count).unwrap();
    fetched.set(count.clone()).unwrap();
    (place, count)
}

fn times(count: &Path) -> usize {
    fs::read_to_string(count).unwrap().len()
}

#[test]
fn credentials_that_expire_are_fetched_again_and_the_apply_goes_on() {
    let (place, count) = place_with_profile();
    place.nuke(&["apply", "plan.json", "--yes"]).ends(0, &["8 of 8 deleted"]);
    assert_eq!(place.python("print(roles())"), "[]");
    assert_eq!(times(&count), 2);
}

#[test]
fn credentials_that_nobody_renews_end_the_apply_with_a_journal_that_goes_on() {
    let (place, count) = place_with_profile();
    // Whoever gives credentials gives the same again, which have expired.
    place.write("credentials.sh", &place.read("credentials.sh").replace("printf x >>", ": >>"));
    fs::write(&count, "x").unwrap();
    let said = place.nuke(&["apply", "plan.json", "--yes", "--concurrency", "1"]);
    said.ends(4, &["the credentials ended half-way", "ExpiredToken", "not confirmed: iam-role"]);
    let next = format!("with new ones, `terraproof nuke apply plan.json --resume {}`", place.journal());
    assert!(said.stdout.contains(&next) && !said.stdout.contains("not listed"), "{}", said.stdout);
    assert_eq!(place.records("ended").len(), 1);
    fs::write(&count, "xx").unwrap();
    place.nuke(&["apply", "plan.json", "--yes", "--resume", &place.journal()]).ends(0, &["8 of 8 deleted"]);
    assert_eq!(place.python("print(roles())"), "[]");
}
