//! Pipes that a command can write to also after we are gone.

use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd as _, OwnedFd};
use std::process::Stdio;

use tokio::net::unix::pipe::Receiver;

/// Makes a pipe: what the command writes into, and where we read.
///
/// The command's end is open for reading too, so the pipe has a reader for as long as the command lives. Were we the only one,
/// terraform would die of SIGPIPE at its next line after we are killed, and lose the resources that are in flight. This way it comes to
/// its end and saves its state; the pipe holds 64 KiB (pipe(7)), which is hundreds of lines. Where `/proc` does not give such an end, it
/// is an ordinary pipe.
pub(super) fn pipe() -> io::Result<(Stdio, Receiver)> {
    let (reader, writer) = io::pipe()?;
    let both = File::options().read(true).write(true).open(format!("/proc/self/fd/{}", writer.as_raw_fd()));
    let end = both.map_or_else(|_| Stdio::from(writer), Stdio::from);
    Ok((end, Receiver::from_owned_fd(OwnedFd::from(reader))?))
}
