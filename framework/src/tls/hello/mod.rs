//! The first words of both sides, written and read by hand.

mod alert;
mod client;
mod exchange;
mod server;

pub(super) use client::Offer;
pub(super) use exchange::{Answer, offer};
