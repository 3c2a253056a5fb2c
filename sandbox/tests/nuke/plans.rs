//! Plans that do not hold any more, or never did.

use sha2::{Digest as _, Sha256};

use crate::place::Place;

/// Seals a changed plan anew: what is refused then is refused for what it says.
pub(crate) fn sealed(plan: &str) -> String {
    let mark = "\"digest\": \"sha256:";
    let start = plan.find(mark).unwrap() + mark.len();
    let blank = format!("{}{}{}", &plan[..start], "0".repeat(64), &plan[start + 64..]);
    let digest: String = Sha256::digest(blank.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    blank.replacen(&"0".repeat(64), &digest, 1)
}

#[test]
fn a_plan_that_does_not_hold_is_refused_and_says_why() {
    let place = Place::open();
    place.python("make_queues('one')");
    place.plan(&["--kind", "sqs-queue"]);
    let plan = place.read("plan.json");
    let id = place.account.id.to_string();
    let value: serde_json::Value = serde_json::from_str(&plan).unwrap();
    let caller = value["caller"].as_str().unwrap();
    let expires = value["expires"].as_str().unwrap();
    let created = value["created"].as_str().unwrap();
    for (text, code, parts) in [
        (plan.replacen("/one\"", "/two\"", 1), 6, ["was edited", "a plan is not edited"]),
        (plan[..plan.len() / 2].to_owned(), 1, ["ends early", "make a new plan"]),
        (plan.replacen("\"version\": 1", "\"version\": 2", 1), 1, ["version 2", "make a new plan"]),
        (sealed(&plan.replacen(expires, created, 1)), 6, ["the plan expired", "make a new plan"]),
        (
            sealed(&plan.replacen(&format!("\"account\": \"{id}\""), "\"account\": \"111122223333\"", 1)),
            6,
            ["111122223333", &id],
        ),
        (
            sealed(&plan.replacen(caller, &format!("arn:aws:iam::{id}:user/somebody"), 1)),
            6,
            ["user/somebody", "apply it as who made it"],
        ),
        ("{}".to_owned(), 1, ["is not a plan", "make a new plan"]),
        ("one, two\n".to_owned(), 1, ["is not a plan", "make a new plan"]),
    ] {
        place.write("changed.json", &text);
        place.nuke(&["apply", "changed.json", "--yes"]).ends(code, &parts);
    }
    place.configure("[nuke]\nexclude = { name = 'one' }\n");
    place.nuke(&["apply", "plan.json", "--yes"]).ends(6, &["the configuration changed"]);
    place.configure("");
    place.write("terraproof.toml", &place.read("terraproof.toml").replace(&id, "444455556666"));
    place.nuke(&["apply", "plan.json", "--yes"]).ends(6, &["444455556666", &id]);
    assert_eq!(place.python("print(queues())"), "['one']");
}

#[test]
fn what_lies_in_the_state_directory_for_too_long_goes_with_the_next_plan() {
    let place = Place::open();
    place.python("make_queues('one')");
    let directory = place.path("state/terraproof/nuke");
    std::fs::create_dir_all(&directory).unwrap();
    let (old, other) = ("playing-111122223333-20200101T000000000Z.json", "notes.txt");
    for name in [old, other] {
        std::fs::write(directory.join(name), "{}").unwrap();
    }
    let said = place.nuke(&["plan", "--kind", "sqs-queue"]);
    said.ends(0, &["1 to delete", "1 old plan or journal was removed from"]);
    let names = std::fs::read_dir(&directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names: Vec<String> = names.filter(|name| name != other).collect();
    assert_eq!(names.len(), 1, "the new plan alone: {names:?}");
    assert!(names[0].starts_with(&format!("playing-{}-", place.account.id)) && directory.join(other).exists());
}
