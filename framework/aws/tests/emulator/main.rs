//! Every service against the emulator: one binary, one module for each.

#![expect(clippy::unwrap_used, reason = "a test ends where something is missing")]

mod account;

#[cfg(feature = "iam")]
mod iam;
#[cfg(feature = "s3")]
mod s3;
#[cfg(feature = "sqs")]
mod sqs;
#[cfg(feature = "sts")]
mod sts;
