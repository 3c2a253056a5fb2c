//! Which resources go, which therefore have to stay, and in which order.
//!
//! | what | where |
//! |---|---|
//! | what a kept resource holds back | `held.rs` |
//! | what it needs besides what it uses | `needs.rs` |
//! | what belongs to it | `members.rs` |
//! | where cycles are cut | `cuts.rs` |
//! | the rows of a plan, in order | `arrange.rs` |
//! | the steps of an apply, and which waits for which | `steps.rs` |
//! | strongly connected components | `components.rs`, `edges.rs` |

mod arrange;
mod components;
mod cuts;
mod edges;
mod held;
mod members;
mod needs;
mod steps;
#[cfg(test)]
mod tests;

pub(crate) use arrange::{Arranged, Kept, arrange};
pub(crate) use edges::Edges;
pub(crate) use steps::{Step, Steps};
