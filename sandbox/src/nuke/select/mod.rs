//! Which resources go, and why the others stay.
//!
//! A resource goes only when everything that could keep it is known not to: what cannot be read, parsed or told keeps it.

mod age;
mod called;
mod choice;
mod flags;
mod protect;
mod reason;
mod rule;
mod rules;
mod selection;
mod truth;

pub(crate) use age::Age;
pub(crate) use choice::Choice;
pub(crate) use flags::Flags;
pub(crate) use protect::first_seen;
pub(crate) use reason::{Cause, Reason};
pub(crate) use rule::Rule;
pub(crate) use rules::Rules;
pub(crate) use selection::{Judge, Selection, Verdict};
pub(crate) use truth::Truth;
