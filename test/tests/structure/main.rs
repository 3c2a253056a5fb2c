//! What can be forgotten: an example without a test, a module without an example, a variable without a description, a table of
//! a README that is out of date.
//!
//! `just readme` (`UPDATE=1 cargo test -p infrastructure-tests --test structure`) writes the tables of the READMEs anew.

#![expect(clippy::expect_used, reason = "a test may panic, its helpers too")]

mod configuration;
mod descriptions;
mod formatting;
mod layout;
mod lightness;
mod parity;
mod readme;
mod tables;
mod workspace;
