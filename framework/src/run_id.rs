//! The name of a run, and names that nobody else uses.

use std::fmt;
use std::sync::OnceLock;

const ALPHABET: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// Names one run of a test binary: `r` and seven of `[a-z0-9]`.
///
/// Under nextest, where each test is a process, all tests of one run share it. `TERRAPROOF_RUN` sets it from outside.
///
/// ```
/// let run = terraproof::RunId::current();
/// assert!(run.as_str().starts_with('r'));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct RunId(String);

impl RunId {
    /// Returns the run of this process.
    #[must_use]
    pub fn current() -> &'static Self {
        static CURRENT: OnceLock<RunId> = OnceLock::new();
        CURRENT.get_or_init(|| {
            let given = std::env::var("TERRAPROOF_RUN").ok().and_then(|given| Self::parse(&given));
            given
                .or_else(|| std::env::var("NEXTEST_RUN_ID").ok().map(|id| Self::derived(&id)))
                .unwrap_or_else(|| Self(format!("r{}", random(7, &mut fastrand::Rng::new()))))
        })
    }

    /// Reads a run id; `None` unless it is a letter and up to 15 more of `[a-z0-9]`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (2..=16).contains(&text.len())
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.bytes().all(|b| ALPHABET.contains(&b));
        fits.then(|| Self(text.to_owned()))
    }

    /// Derives the same id from the same text, in every process.
    fn derived(text: &str) -> Self {
        Self(format!("r{}", random(7, &mut fastrand::Rng::with_seed(hash(text)))))
    }

    /// Returns the id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Builds `<prefix>-<run>-<five more>` of `[a-z][a-z0-9-]*`, at most `limit` long, cutting the prefix where it has to.
///
/// The same run and `place` (which test, which call) give the same name, so that a kept run can be resumed.
pub(crate) fn unique(prefix: &str, run: &RunId, place: &str, limit: usize) -> String {
    let mut rng = fastrand::Rng::with_seed(hash(&format!("{run} {prefix} {place}")));
    let tail = format!("{run}-{}", random(5, &mut rng));
    let mut head = String::new();
    for c in prefix.to_ascii_lowercase().chars() {
        let c = if c.is_ascii_lowercase() || c.is_ascii_digit() { c } else { '-' };
        let begins = head.is_empty() && !c.is_ascii_lowercase();
        if !(begins || c == '-' && head.ends_with('-')) {
            head.push(c);
        }
    }
    head.truncate(limit.saturating_sub(tail.len() + 1));
    let head = head.trim_end_matches('-');
    if head.is_empty() { tail } else { format!("{head}-{tail}") }
}

/// Hashes with FNV-1a: stable across builds, which the standard hasher does not promise.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

fn random(length: usize, rng: &mut fastrand::Rng) -> String {
    (0..length).map(|_| char::from(ALPHABET[rng.usize(..ALPHABET.len())])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run() -> RunId {
        RunId::parse("r1234567").unwrap()
    }

    #[test]
    fn a_unique_name_carries_the_run_and_is_a_valid_label() {
        let name = unique("My_Site", &run(), "t 0", 32);
        assert!(name.starts_with("my-site-r1234567-"), "{name}");
        assert_eq!(name.len(), "my-site-r1234567-".len() + 5);
    }

    #[test]
    fn a_unique_name_is_cut_to_its_limit_and_still_carries_the_run() {
        let name = unique("a-very-long-prefix-that-does-not-fit", &run(), "t 0", 24);
        assert!(name.len() <= 24 && name.contains("-r1234567-"), "{name}");
    }

    #[test]
    fn a_prefix_without_a_letter_is_left_out() {
        assert!(unique("123--", &run(), "t 0", 32).starts_with("r1234567-"));
    }

    #[test]
    fn two_unique_names_differ_and_each_comes_again_in_a_resumed_run() {
        assert_ne!(unique("a", &run(), "t 0", 32), unique("a", &run(), "t 1", 32));
        assert_eq!(unique("a", &run(), "t 0", 32), unique("a", &run(), "t 0", 32));
    }

    #[test]
    fn processes_of_one_nextest_run_share_the_id() {
        assert_eq!(RunId::derived("8f0c"), RunId::derived("8f0c"));
        assert_ne!(RunId::derived("8f0c"), RunId::derived("8f0d"));
    }

    #[test]
    fn an_id_from_outside_is_refused_unless_it_is_a_short_label() {
        assert!(RunId::parse("../x").is_none() && RunId::parse("").is_none() && RunId::parse("7up").is_none());
    }
}
