//! Which status codes are right.

use std::fmt;
use std::ops::{Range, RangeInclusive};

/// Is a set of status codes: one, a list, or a range.
///
/// ```
/// use terraproof::StatusCodes;
/// assert_eq!(StatusCodes::from(200).to_string(), "200");
/// assert_eq!(StatusCodes::from([200, 204]).to_string(), "200 or 204");
/// assert_eq!(StatusCodes::from(200..300).to_string(), "2xx");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusCodes(Vec<RangeInclusive<u16>>);

impl StatusCodes {
    /// Tells whether a status code is among them.
    #[must_use]
    pub fn has(&self, status: u16) -> bool {
        self.0.iter().any(|codes| codes.contains(&status))
    }
}

impl From<u16> for StatusCodes {
    fn from(status: u16) -> Self {
        Self(vec![status..=status])
    }
}

impl<const N: usize> From<[u16; N]> for StatusCodes {
    fn from(several: [u16; N]) -> Self {
        Self(several.map(|status| status..=status).into())
    }
}

impl From<RangeInclusive<u16>> for StatusCodes {
    fn from(range: RangeInclusive<u16>) -> Self {
        Self(vec![range])
    }
}

impl From<Range<u16>> for StatusCodes {
    fn from(range: Range<u16>) -> Self {
        Self(if range.is_empty() { Vec::new() } else { vec![range.start..=range.end - 1] })
    }
}

impl fmt::Display for StatusCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: Vec<String> = self.0.iter().map(shown).collect();
        match shown.as_slice() {
            [] => f.write_str("no status code"),
            [only] => f.write_str(only),
            [first @ .., last] => write!(f, "{} or {last}", first.join(", ")),
        }
    }
}

fn shown(codes: &RangeInclusive<u16>) -> String {
    let (start, end) = (*codes.start(), *codes.end());
    match (start, end) {
        _ if start == end => start.to_string(),
        _ if start % 100 == 0 && end == start + 99 => format!("{}xx", start / 100),
        _ => format!("{start} to {end}"),
    }
}
