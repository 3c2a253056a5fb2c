//! The gateway in the background, which outlives the command that starts it.
//!
//! It is this program once more, in a session of its own. `<cache>/gateway/state.json` names it, and holds the environment that leads to
//! it. It ends with `terraproof down`, after 30 minutes without a call, when its state file goes or names another one, and with the emulator.

mod credentials;
mod outer;
mod serve;
mod start;
mod state;
mod stop;

pub(crate) use credentials::credentials;
pub(crate) use outer::outer_proxy;
pub(crate) use serve::{Options, serve};
pub(crate) use start::ensure;
pub(crate) use state::State;
pub(crate) use stop::{clear_directories, dead_directories, stop};
