//! Every service against the emulator: one binary, one module for each.

mod account;

#[cfg(feature = "s3")]
mod s3;
#[cfg(feature = "sqs")]
mod sqs;
#[cfg(feature = "sts")]
mod sts;
