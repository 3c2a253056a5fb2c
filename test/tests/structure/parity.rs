//! `docs/from-terratest.md` names what exists.
//!
//! The blocks of that page are compiled as documentation tests of `terraproof`. Here its tables are held against its blocks.

use std::collections::BTreeSet;

use super::workspace::{read, root};

#[test]
fn every_method_of_the_tables_is_in_a_block_that_is_compiled() {
    let page = read(&root().join("docs/from-terratest.md"));

    let (blocks, rest) = apart(&page);
    let shown: BTreeSet<&str> = methods_in(&blocks).collect();
    let told = rest.lines().filter(|line| line.starts_with('|')).filter_map(|row| row.split('|').nth(2));
    let missing: BTreeSet<&str> =
        told.flat_map(methods_in).filter(|method| !shown.contains(method) && !OF_THE_STACK.contains(method)).collect();

    assert!(shown.len() > 60, "the blocks of the page were not found: {shown:?}");
    assert!(missing.is_empty(), "these are in a table and in no block: {missing:?}");
}

#[test]
fn the_lines_of_the_everyday_tests_are_counted_right() {
    let page = read(&root().join("docs/from-terratest.md"));
    let tests = read(&root().join("framework/tests/everyday.rs"));

    let counted: Vec<(&str, usize)> = tests.split("#[terraproof::test]\n").skip(1).map(name_and_lines).collect();

    assert_eq!(counted.len(), 10);
    for (name, lines) in counted {
        let row = format!("| `{name}` | {lines} |");
        assert!(page.contains(&row), "docs/from-terratest.md has no row `{row}`");
    }
}

/// What a stack has is told in the README.
const OF_THE_STACK: [&str; 1] = ["resource"];

/// Takes the blocks of Rust out of a page.
fn apart(page: &str) -> (String, String) {
    let (mut blocks, mut rest) = (String::new(), String::new());
    let mut inside = false;
    for line in page.lines() {
        let fence = line.starts_with("```");
        let part = if inside && !fence { &mut blocks } else { &mut rest };
        part.push_str(line);
        part.push('\n');
        inside ^= fence;
    }
    (blocks, rest)
}

/// Lists what is called with a dot in front and a parenthesis behind.
fn methods_in(text: &str) -> impl Iterator<Item = &str> {
    text.split('.').skip(1).filter_map(|rest| {
        let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')?;
        (end > 0 && rest[end..].starts_with('(')).then(|| &rest[..end])
    })
}

fn name_and_lines(test: &str) -> (&str, usize) {
    let end = test.find("\n}\n").expect("a test ends with a brace") + 2;
    let name = test.strip_prefix("async fn ").and_then(|rest| rest.split('(').next()).expect("a test is a function");
    let lines = test[..end].lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    (name, lines.count())
}
