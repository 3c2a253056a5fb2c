//! What an apply was about to do, did and saw: JSON lines on disk, by which an apply that was killed goes on.
//!
//! | what | where |
//! |---|---|
//! | the lines | `record.rs` |
//! | writing them | `write.rs` |
//! | reading them, to go on | `history.rs` |

mod error;
mod history;
mod record;
mod sink;
#[cfg(test)]
mod tests;
mod write;

pub(crate) use error::JournalError;
pub(crate) use history::{History, read_file};
pub(crate) use record::{Header, Record, Target};
#[cfg(test)]
pub(crate) use sink::Memory;
pub(crate) use sink::Sink;
pub(crate) use write::Journal;
