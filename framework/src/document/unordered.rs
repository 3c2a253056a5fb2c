//! Items in any order.

use serde_json::Value;

use super::claim::Claim;
use super::compare::{compare as compare_item, holds, unexpected};
use super::{Difference, show};

/// Pairs every claim with an item of its own, and collects what stays single.
///
/// Wildcards make several pairings possible, so that the first item that fits is not always the right one: this looks for a
/// pairing of the most claims (augmenting paths).
pub(super) fn compare(claims: &[Claim], items: &[Value], path: &str, differences: &mut Vec<Difference>) {
    let fits: Vec<Vec<bool>> =
        claims.iter().map(|claim| items.iter().map(|item| holds(claim, item)).collect()).collect();
    let mut claim_of: Vec<Option<usize>> = vec![None; items.len()];
    let mut single: Vec<usize> = Vec::new();
    for claim in 0..claims.len() {
        let mut tried = vec![false; items.len()];
        if !place(claim, &fits, &mut claim_of, &mut tried) {
            single.push(claim);
        }
    }
    let mut left: Vec<usize> = (0..items.len()).filter(|item| claim_of[*item].is_none()).collect();
    for claim in single {
        differences.extend(missing(&claims[claim], items, &mut left, path));
    }
    differences.extend(left.into_iter().map(|item| unexpected(claims, format!("{path}[{item}]"), &items[item])));
}

/// Gives a claim an item, moving other claims where they have another choice.
fn place(claim: usize, fits: &[Vec<bool>], claim_of: &mut [Option<usize>], tried: &mut [bool]) -> bool {
    for item in 0..claim_of.len() {
        if !fits[claim][item] || tried[item] {
            continue;
        }
        tried[item] = true;
        if claim_of[item].is_none_or(|other| place(other, fits, claim_of, tried)) {
            claim_of[item] = Some(claim);
            return true;
        }
    }
    false
}

/// Says what a claim lacks: how the item that is left and is most like it differs, or that there is none.
fn missing(claim: &Claim, items: &[Value], left: &mut Vec<usize>, path: &str) -> Vec<Difference> {
    let near = |item: &usize| {
        let mut differences = Vec::new();
        compare_item(claim, Some(&items[*item]), &format!("{path}[{item}]"), &mut differences);
        (differences, *item)
    };
    let nearest = left.iter().filter(|item| is_alike(claim, &items[**item])).map(near);
    if let Some((differences, item)) = nearest.min_by_key(|(differences, _)| differences.len()) {
        left.retain(|other| *other != item);
        return differences;
    }
    let found = "no such item".to_owned();
    vec![Difference { path: format!("{path}[*]"), expected: show::claim(claim), found }]
}

/// Tells whether a difference within the item says more than that it is another one: part of it is as claimed.
fn is_alike(claim: &Claim, item: &Value) -> bool {
    match (claim, item) {
        (Claim::Object { fields, .. }, Value::Object(object)) => {
            fields.iter().any(|(name, claim)| object.get(name).is_some_and(|found| holds(claim, found)))
        }
        _ => false,
    }
}
