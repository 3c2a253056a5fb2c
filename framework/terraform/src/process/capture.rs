//! Keeping the beginning and the end of a stream.

use std::collections::VecDeque;

/// Keeps the first and the last bytes of a stream, so that a chatty command does not fill the memory.
#[derive(Debug)]
pub(crate) struct Capture {
    head: Vec<u8>,
    tail: VecDeque<u8>,
    head_limit: usize,
    tail_limit: usize,
    omitted: u64,
}

impl Capture {
    /// Keeps 1 MiB of each end.
    pub(crate) fn ends() -> Self {
        Self::limited(1 << 20, 1 << 20)
    }

    /// Keeps everything up to a limit that no sane state reaches: 512 MiB.
    pub(crate) fn whole() -> Self {
        Self::limited(512 << 20, 0)
    }

    fn limited(head_limit: usize, tail_limit: usize) -> Self {
        Self { head: Vec::new(), tail: VecDeque::new(), head_limit, tail_limit, omitted: 0 }
    }

    /// Takes in the next bytes.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        let (head, rest) = bytes.split_at(bytes.len().min(self.head_limit - self.head.len()));
        self.head.extend_from_slice(head);
        let (skipped, kept) = rest.split_at(rest.len().saturating_sub(self.tail_limit));
        let over = (self.tail.len() + kept.len()).saturating_sub(self.tail_limit);
        self.tail.drain(..over);
        self.tail.extend(kept);
        self.omitted += (skipped.len() + over) as u64;
    }

    /// Returns what was kept when nothing is missing.
    pub(crate) fn complete(&self) -> Option<&[u8]> {
        (self.omitted == 0 && self.tail.is_empty()).then_some(self.head.as_slice())
    }

    /// Returns at most the last `limit` bytes as text.
    pub(crate) fn end(&self, limit: usize) -> String {
        let mut bytes = self.head.clone();
        bytes.extend(&self.tail);
        let start = bytes.len().saturating_sub(limit);
        String::from_utf8_lossy(&bytes[start..]).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_stream_is_kept_whole() {
        let mut capture = Capture::limited(8, 4);
        capture.push(b"abc");
        capture.push(b"def");
        assert_eq!(capture.complete(), Some(b"abcdef".as_slice()));
        assert_eq!(capture.end(3), "def");
    }

    #[test]
    fn of_a_long_stream_both_ends_are_kept() {
        let mut capture = Capture::limited(4, 4);
        capture.push(b"0123456");
        capture.push(b"789abcdefXYZ");
        assert_eq!(capture.complete(), None);
        assert_eq!(capture.end(100), "0123fXYZ");
        assert_eq!(capture.omitted, 11);
    }
}
