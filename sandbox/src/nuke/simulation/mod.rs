//! A cloud in memory: what uses what is enforced, deletions take time, calls fail, and whatever must never happen is written down.

mod cloud;
mod settings;
pub(crate) mod things;

pub(crate) use cloud::SimulatedCloud;
pub(crate) use settings::Settings;
