//! The plan: the listing it comes from, what it holds, and the file.

mod caps;
mod digest;
mod draft;
mod file;
mod following;
mod listing;
mod model;
mod needs;
mod not_listed;
mod not_offered;
mod notable;
mod related;
mod row;
#[cfg(test)]
pub(crate) mod samples;
mod scope;
mod show;
mod tally;
#[cfg(test)]
mod tests;
mod unlisted;
mod verify;

pub(crate) use caps::Caps;
pub(crate) use draft::{Head, draft};
pub(crate) use file::{read, text as file_text, write};
pub(crate) use following::follows;
pub(crate) use listing::{Judged, Listing, Survey};
pub(crate) use model::{Kept, Plan};
pub(crate) use not_listed::NotListed;
pub(crate) use not_offered::NotOffered;
pub(crate) use row::{Action, Row};
pub(crate) use scope::Scope;
pub(crate) use show::text;
pub(crate) use tally::Tally;
pub(crate) use verify::{Now, refuse};
