//! Ranges of addresses.

use std::net::IpAddr;

/// Is a range of addresses of one family, both ends in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    first: u128,
    last: u128,
    wide: bool,
}

impl Range {
    /// Reads `10.0.0.0/8`, or an address alone. Bits behind the prefix are ignored, as EC2 does.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length.parse::<u32>().ok()?)),
            None => (text, None),
        };
        let (bits, size, wide) = match address.parse::<IpAddr>().ok()? {
            IpAddr::V4(address) => (u128::from(address.to_bits()), 32, false),
            IpAddr::V6(address) => (address.to_bits(), 128, true),
        };
        let free = u32::checked_sub(size, length.unwrap_or(size))?;
        let rest = u128::MAX.checked_shr(128 - free).unwrap_or(0);
        let first = bits & !rest;
        Some(Self { first, last: first | rest, wide })
    }

    /// Tells whether two ranges have an address in common.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.wide == other.wide && self.first <= other.last && other.first <= self.last
    }

    /// Tells whether the range is larger than any network that one owner has: a /8, and a /16 of IPv6.
    pub(super) fn is_the_internet(&self) -> bool {
        let size = self.last - self.first;
        size > if self.wide { u128::MAX >> 16 } else { u128::from(u32::MAX >> 8) }
    }

    /// Tells whether ranges together hold every address of this one.
    pub(super) fn is_within(&self, ranges: &[Self]) -> bool {
        let mut same: Vec<_> = ranges.iter().filter(|range| range.overlaps(self)).collect();
        same.sort_by_key(|range| range.first);
        let mut next = self.first;
        for range in same {
            if range.first > next {
                return false;
            }
            if range.last >= self.last {
                return true;
            }
            next = next.max(range.last + 1);
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Range {
        Range::read(text).unwrap()
    }

    #[test]
    fn a_range_is_held_by_others_together() {
        for (range, others, held) in [
            ("10.1.2.3", &["10.0.0.0/8"][..], true),
            ("10.0.0.0/8", &["10.0.0.0/9"], false),
            ("10.0.0.0/8", &["10.128.0.0/9", "10.0.0.0/9"], true),
            ("0.0.0.0/0", &["0.0.0.0/1", "128.0.0.0/1"], true),
            ("0.0.0.0/0", &["0.0.0.0/1", "128.0.0.0/2"], false),
            ("10.0.0.0/24", &["10.0.0.0/25", "10.0.0.192/26", "10.0.0.100/32"], false),
            ("::/0", &["0.0.0.0/0"], false),
            ("::/0", &["::/0"], true),
            ("2001:db8::1", &["2001:db8::/32"], true),
            ("10.0.0.1", &[], false),
        ] {
            let others: Vec<_> = others.iter().map(|other| read(other)).collect();
            assert_eq!(read(range).is_within(&others), held, "{range} {others:?}");
        }
    }

    #[test]
    fn what_is_no_range_is_none() {
        for text in ["", "10.0.0.0/33", "10.0.0/8", "::/129", "sg-1", "10.0.0.0/-1", "10.0.0.0/"] {
            assert!(Range::read(text).is_none(), "{text}");
        }
        assert_eq!(read("10.0.0.7/8"), read("10.0.0.0/8"));
    }

    #[test]
    fn nobody_owns_more_than_a_slash_eight() {
        for (text, internet) in [
            ("0.0.0.0/0", true),
            ("0.0.0.0/1", true),
            ("10.0.0.0/8", false),
            ("::/0", true),
            ("2000::/3", true),
            ("fc00::/16", false),
        ] {
            assert_eq!(read(text).is_the_internet(), internet, "{text}");
        }
    }
}
