//! What is told after an apply.

mod counts;
mod exit;
mod json;
mod model;
mod table;

pub(crate) use counts::Counts;
pub(crate) use exit::worst;
pub(crate) use json::json;
pub(crate) use model::{Report, Second};
pub(crate) use table::text;
