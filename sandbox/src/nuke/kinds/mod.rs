//! The kinds of resources: one file each, and the table that registers them.

mod calls;
mod ec2_vpc;
mod found;
mod kind;
mod sqs_queue;
mod table;

use calls::{one_by_one, with_filter};
pub(crate) use found::Found;
pub(crate) use kind::{About, Deleted, Kind, Reach};
pub(crate) use table::{all, find};
