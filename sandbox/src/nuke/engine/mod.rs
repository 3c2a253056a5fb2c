//! Takes the steps of a plan: in the right order, as many at once as the services allow, and each until it is seen to be done.
//!
//! | what | where |
//! |---|---|
//! | what the engine needs of a cloud, and the real one | `world.rs`, `cloud.rs` |
//! | the loop | `run.rs` |
//! | what is known of each step | `state.rs` |
//! | steps of one kind and region: read together, polled together | `lane.rs` |
//! | choosing the next calls; the calls themselves | `issue.rs`, `calls.rs` |
//! | what an answer means | `answers.rs`, `refusals.rs`, `polls.rs`, `checks.rs`, `verdict.rs` |
//! | the names of blockers in a message | `ids.rs` |
//! | how it ends, and how far it is | `outcome.rs`, `observer.rs` |

mod cloud;
mod observer;
mod options;
mod outcome;
mod run;
mod world;

pub(crate) use cloud::Cloud;
pub(crate) use observer::{Observer, Oldest, Progress, Silent};
pub(crate) use options::{Guard, Options};
pub(crate) use outcome::{End, Ending, Outcome};
pub(crate) use run::run;
pub(crate) use world::World;
