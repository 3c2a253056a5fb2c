//! What is said about documents that differ.

use serde_json::json;
use terraproof_terraform::Redactor;

use super::*;

/// Returns the places that differ, a line each.
fn said(found: &serde_json::Value, expected: impl Into<Pattern>) -> Vec<String> {
    let outcome = match_json(expected).check(found);
    outcome.err().map_or_else(Vec::new, |error| error.differences().iter().map(ToString::to_string).collect())
}

#[test]
fn a_document_is_compared_by_subset_and_every_difference_has_its_path() {
    let policy = json!({"Version": "2012-10-17", "Statement": [
        {"Sid": "a", "Effect": "Allow", "Condition": {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}},
        {"Sid": "b", "Effect": "Allow"},
    ]});
    let expected = json!({"Statement": [
        {"Effect": "Allow", "Condition": {"IpAddress": {"aws:SourceIp": matches("^10\\.")}}},
        {"Effect": "Deny", "Principal": any()},
    ]});
    let lines = [
        r#"$.Statement[0].Condition.IpAddress["aws:SourceIp"]: expected a string matching `^10\.`, found "0.0.0.0/0""#,
        r#"$.Statement[1].Effect: expected "Deny", found "Allow""#,
        "$.Statement[1].Principal: expected anything, found nothing",
    ];
    assert_eq!(said(&policy, expected), lines);
}

#[test]
fn arrays_are_exact_unless_said_otherwise() {
    assert_eq!(said(&json!([1, 2, 3]), json!([1, 2])), ["$[2]: expected nothing, found 3"]);
    assert_eq!(said(&json!([1]), json!([1, 2])), ["$[1]: expected 2, found nothing"]);
    assert_eq!(said(&json!([1, 2, 3]), contains(2)), [""; 0]);
}

#[test]
fn unordered_items_find_their_partners_even_where_a_wildcard_could_take_them() {
    let found = json!([{"port": 80, "from": "a"}, {"port": 443, "from": "b"}]);
    let expected = [json!({"port": any_number()}), json!({"port": 80})];
    assert_eq!(said(&found, unordered(expected)), [""; 0]);
}

#[test]
fn an_unordered_item_that_is_missing_is_told_apart_from_one_that_differs() {
    let found = json!([{"port": 80, "from": "10.0.0.0/8"}, {"port": 443, "from": "0.0.0.0/0"}, "stray"]);
    let expected = [json!({"port": 443, "from": "10.0.0.0/8"}), json!({"port": 80}), json!({"port": 22})];
    let lines = [
        r#"$[1].from: expected "10.0.0.0/8", found "0.0.0.0/0""#,
        r#"$[*]: expected {"port": 22}, found no such item"#,
        r#"$[2]: expected nothing, found "stray""#,
    ];
    assert_eq!(said(&found, unordered(expected)), lines);
}

#[test]
fn claims_of_every_sort_say_what_they_expected() {
    let found = json!({"a": "x", "b": 5, "c": [1, "2"], "d": null, "e": "{", "f": {"g": 1, "h": 2}});
    let expected = json!({
        "a": one_of(["y", "z"]), "b": at_least(6), "c": each(any_number()), "d": absent(), "e": json_text(json!({})),
        "f": exactly(json!({"g": 1})),
    });
    let lines = [
        r#"$.a: expected one of ["y", "z"], found "x""#,
        "$.b: expected a number of at least 6, found 5",
        r#"$.c[1]: expected any number, found "2""#,
        "$.d: expected nothing, found null",
        r#"$.e: expected JSON text of {}, found "{", which is not JSON: EOF while parsing an object at line 1 column 1"#,
        "$.f.h: expected nothing, found 2",
    ];
    assert_eq!(said(&found, expected), lines);
    assert_eq!(said(&found, json!({"c": len(3), "a": not("x"), "b": less_than(5)})).len(), 3);
}

#[test]
fn numbers_are_compared_by_value() {
    assert_eq!(said(&json!({"a": 1.0, "b": 3}), json!({"a": 1, "b": 3.0})), [""; 0]);
}

#[test]
fn what_cannot_be_expected_is_a_mistake_and_never_met() {
    let pattern = match_json(json!({"id": matches("[")}));
    assert!(pattern.mistake().unwrap().starts_with("`[` is not a regular expression: "));
    assert!(pattern.check(&json!({"id": "["})).is_err());
    assert_eq!(match_json(greater_than("5")).mistake().unwrap(), "`\"5\"` is not a number to compare with");
}

#[test]
fn a_long_message_ends_and_says_how_much_is_left_out() {
    let found: serde_json::Value = (0..40).collect::<Vec<_>>().into();
    let error = match_json(each(greater_than(100))).check(&found).unwrap_err();
    let message = error.to_string();
    assert!(message.starts_with("the document does not match in 40 places:\n  $[0]: expected "), "{message}");
    assert!(message.ends_with("\n  and 28 more") && message.lines().count() == 14, "{message}");
    assert!(error.reason().ends_with("; 28 more"));
}

#[test]
fn no_secret_is_shown_in_part_so_that_the_redactor_finds_it() {
    for length in [60, 400, 3_000] {
        let secret = format!("s3cr3t{}\nend", "x".repeat(length));
        let found = json!({"filler": "y".repeat(190), "list": [secret.clone(), "other"], "password": secret.clone()});
        let redactor = Redactor::default();
        redactor.add(&secret);
        let error = match_json(json!({"password": "p", "list": ["q"], "x": {"y": 1}})).check(&found).unwrap_err();
        let whole = match_json(json!("z")).check(&found).unwrap_err();
        for said in [error.to_string(), error.reason(), whole.to_string()] {
            assert!(!redactor.redact(&said).contains("s3cr3t"), "{said}");
        }
    }
}

#[test]
fn a_key_that_json_cannot_have_is_said() {
    let found = std::collections::BTreeMap::from([((1, 2), 3)]);
    let said = match_json(json!({})).check(&found).unwrap_err().to_string();
    assert!(said.ends_with("found a value that cannot be written as JSON: key must be a string"), "{said}");
}

#[test]
fn what_is_found_in_the_place_of_a_secret_is_never_shown() {
    let user = json!({"name": "eve", "password": "letmein"});
    let claim = || json!({"name": "bob", "password": secret("hunter2")});
    let text = json!(user.to_string());
    let differing = [
        (user.clone(), match_json(claim())),
        (json!([user.clone()]), unordered([claim()])),
        (json!([user.clone(), user.clone()]), match_json(json!([claim()]))),
        (json!([user.clone()]), contains(claim())),
        (user.clone(), one_of([claim()])),
        (text, json_text(claim())),
        (json!("letmein"), json_text(claim())),
    ];
    for (found, pattern) in differing {
        let said = pattern.check(&found).unwrap_err().to_string();
        assert!(!said.contains("letmein") && !said.contains("hunter2"), "{said}");
    }
}
