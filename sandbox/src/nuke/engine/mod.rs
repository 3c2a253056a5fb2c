//! Takes the steps of a plan: in the right order, as many at once as the services allow, and each until it is seen to be done.
//!
//! | what | where |
//! |---|---|
//! | what the engine needs of a cloud, and the real one | `world.rs`, `cloud.rs` |
//! | the loop; how a step ends, and what that means for others | `run.rs`, `endings.rs` |
//! | what is known of each step | `state.rs` |
//! | steps of one kind and region: read together, polled together | `lane.rs`, `leaving.rs` |
//! | choosing the next calls; the calls themselves | `issue.rs`, `slots.rs`, `calls.rs` |
//! | what an answer means | `answers.rs`, `refusals.rs`, `outside.rs`, `polls.rs`, `checks.rs`, `verdict.rs` |
//! | the names of blockers in a message | `ids.rs` |
//! | how it ends, and how far it is | `outcome.rs`, `observer.rs`, `progress.rs` |

mod answers;
mod backoff;
mod calls;
mod checks;
mod cloud;
mod endings;
mod ids;
mod issue;
mod lane;
mod leaving;
mod observer;
mod options;
mod outcome;
mod outside;
mod polls;
mod progress;
mod refusals;
mod run;
mod slots;
mod state;
#[cfg(test)]
mod tests;
mod verdict;
mod world;

pub(crate) use cloud::Cloud;
#[cfg(test)]
pub(crate) use observer::Silent;
pub(crate) use observer::{Observer, Oldest, Progress};
pub(crate) use options::{Guard, Options};
pub(crate) use outcome::{End, Ending, Outcome};
pub(crate) use run::run;
pub(crate) use world::World;
