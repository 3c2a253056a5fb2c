//! What a run leaves to read, in `target/terraproof/<run>/<test>/`.

mod bundle;
mod event;
mod html;
mod recorder;

pub(crate) use bundle::write;
pub use event::{Event, Record};
pub(crate) use recorder::{Doing, Recorder};
