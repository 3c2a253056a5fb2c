//! What is never deleted, and where nothing is.

mod account;
mod untouchable;

pub(crate) use account::{principal, refuse_account, refuse_alias};
pub(crate) use untouchable::Untouchable;
