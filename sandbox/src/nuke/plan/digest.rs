//! The digest that a plan file carries of itself.

use std::ops::Range;

use sha2::{Digest as _, Sha256};

const MARK: &str = "\"digest\": \"sha256:";
/// How many digits follow the mark.
const DIGITS: usize = 64;

/// Returns a digest's place before it is known.
pub(super) fn blank() -> String {
    format!("sha256:{}", "0".repeat(DIGITS))
}

/// Writes the digest of a text into its place, and returns it.
pub(super) fn seal(text: &mut String) -> Option<String> {
    let place = place(text)?;
    let digest = of(text, &place);
    text.replace_range(place, &digest);
    Some(format!("sha256:{digest}"))
}

/// Tells whether a text is as it was sealed.
pub(super) fn holds(text: &str) -> bool {
    place(text).is_some_and(|place| text.get(place.clone()) == Some(&of(text, &place)))
}

/// Finds the digits. The first such mark is the one: nothing before it comes from an account.
fn place(text: &str) -> Option<Range<usize>> {
    let start = text.find(MARK)? + MARK.len();
    let place = start..start + DIGITS;
    text.get(place.clone()).is_some().then_some(place)
}

fn of(text: &str, place: &Range<usize>) -> String {
    let mut hash = Sha256::new();
    hash.update(&text.as_bytes()[..place.start]);
    hash.update("0".repeat(DIGITS).as_bytes());
    hash.update(&text.as_bytes()[place.end..]);
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
