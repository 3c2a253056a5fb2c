//! Reading a stream line by line.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

/// A line longer than this is cut, and a note says so: nothing terraform prints on purpose comes near.
const LONGEST: usize = 16 << 20;

/// How much is read at once.
const CHUNK: usize = 64 << 10;

/// Takes the lines of a stream.
pub(crate) trait LineSink {
    /// Takes one line, without its end.
    fn line(&mut self, line: &[u8]);
    /// Is called when everything that was available has been handed over.
    fn pause(&mut self);
}

/// Reads until the end and hands each line to the sink.
pub(crate) async fn read_lines(mut reader: impl AsyncRead + Unpin, sink: &mut impl LineSink) -> io::Result<()> {
    let mut chunk = vec![0; CHUNK];
    let mut splitter = Splitter::default();
    loop {
        let read = reader.read(&mut chunk).await?;
        if read == 0 {
            splitter.finish(sink);
            sink.pause();
            return Ok(());
        }
        splitter.feed(&chunk[..read], sink);
        sink.pause();
    }
}

#[derive(Default)]
struct Splitter {
    pending: Vec<u8>,
    cut: usize,
}

impl Splitter {
    fn feed(&mut self, mut bytes: &[u8], sink: &mut impl LineSink) {
        while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
            self.extend(&bytes[..end]);
            self.emit(sink);
            bytes = &bytes[end + 1..];
        }
        self.extend(bytes);
    }

    fn finish(&mut self, sink: &mut impl LineSink) {
        if !self.pending.is_empty() {
            self.emit(sink);
        }
    }

    fn extend(&mut self, bytes: &[u8]) {
        let room = LONGEST - self.pending.len().min(LONGEST);
        let (kept, cut) = bytes.split_at(bytes.len().min(room));
        self.pending.extend_from_slice(kept);
        self.cut += cut.len();
    }

    fn emit(&mut self, sink: &mut impl LineSink) {
        if self.cut > 0 {
            self.pending.extend_from_slice(format!(" .. ({} more bytes of this line were cut)", self.cut).as_bytes());
        }
        let line = self.pending.strip_suffix(b"\r").unwrap_or(&self.pending);
        sink.line(line);
        self.pending.clear();
        self.pending.shrink_to(CHUNK);
        self.cut = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Kept(Vec<Vec<u8>>);

    impl LineSink for Kept {
        fn line(&mut self, line: &[u8]) {
            self.0.push(line.to_vec());
        }
        fn pause(&mut self) {}
    }

    async fn lines(input: &[u8]) -> Vec<Vec<u8>> {
        let mut kept = Kept::default();
        read_lines(input, &mut kept).await.unwrap();
        kept.0
    }

    #[tokio::test]
    async fn lines_are_split_and_the_last_needs_no_end() {
        assert_eq!(lines(b"a\r\n\nb\nc").await, [b"a".to_vec(), b"".to_vec(), b"b".to_vec(), b"c".to_vec()]);
    }

    #[tokio::test]
    async fn a_line_without_end_is_cut_with_a_note_and_the_next_is_whole() {
        let mut input = vec![b'x'; LONGEST + 10];
        input.extend_from_slice(b"\nnext\n");
        let lines = lines(&input).await;
        assert!(lines[0].ends_with(b" .. (10 more bytes of this line were cut)"));
        assert_eq!(lines[1], b"next");
    }
}
