//! A configuration and its local modules, read without running anything.

mod facts;
mod hcl;
mod implied;
mod json;
mod read;

pub use facts::{DeclaredOutput, DeclaredVariable, ProviderBlock};
pub use read::Closure;
