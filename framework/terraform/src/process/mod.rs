//! Running one command: its own process group, separate streams, bounded memory, one way to stop it.

mod capture;
mod exit;
mod group;
mod ignored;
mod lines;
mod log;
mod pipe;
mod run;
mod stop;

pub use self::ignored::ignores;
pub(crate) use capture::Capture;
pub use exit::Exit;
pub(crate) use log::CommandLog;
pub use run::Spawned;
pub(crate) use run::{Finished, Invocation, run};
pub(crate) use stop::Stop;
pub use stop::{Patience, StopCause};
