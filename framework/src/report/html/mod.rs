//! The report as one page: `index.html`, readable without network and without scripts.

mod calls;
mod density;
mod facts;
#[cfg(feature = "local")]
mod gateway;
mod lane;
mod page;
mod picture;
#[cfg(test)]
mod samples;
mod scale;
mod span;
#[cfg(test)]
mod tests;
mod text;
mod waits;

pub(crate) use page::{ApiCall, Page, render};
