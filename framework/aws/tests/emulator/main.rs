//! Every service against the emulator: one binary, one module for each.

mod account;

#[cfg(feature = "sqs")]
mod sqs;
#[cfg(feature = "sts")]
mod sts;
