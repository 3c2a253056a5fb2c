//! Where a document differs.

use std::fmt;

/// How many differences a message lists.
const SHOWN: usize = 12;

/// Lists every place where a document differs from what was expected.
///
/// `Display` shows one place on one line, several ones below each other, and twelve at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    differences: Vec<Difference>,
}

/// Is one place where a document differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where: `$.Statement[1].Effect`; `$` is the whole document, and `[*]` an array without regard to order.
    pub path: String,
    /// What should be there.
    pub expected: String,
    /// What is there.
    pub found: String,
}

impl Mismatch {
    pub(super) fn of(differences: Vec<Difference>) -> Self {
        Self { differences }
    }

    /// Returns every place that differs, at least one.
    #[must_use]
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }

    /// Says all in one line, for a reason.
    pub(crate) fn reason(&self) -> String {
        let shown: Vec<String> = self.differences.iter().take(SHOWN).map(ToString::to_string).collect();
        match self.differences.len().saturating_sub(SHOWN) {
            0 => shown.join("; "),
            more => format!("{}; {more} more", shown.join("; ")),
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, found {}", self.path, self.expected, self.found)
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [only] = self.differences.as_slice() {
            return write!(f, "the document does not match: {only}");
        }
        write!(f, "the document does not match in {} places:", self.differences.len())?;
        for difference in self.differences.iter().take(SHOWN) {
            write!(f, "\n  {difference}")?;
        }
        match self.differences.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, "\n  and {more} more"),
        }
    }
}

impl std::error::Error for Mismatch {}
