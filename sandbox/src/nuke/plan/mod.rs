//! What a plan file holds.

mod row;

pub(crate) use row::{Action, Row};
