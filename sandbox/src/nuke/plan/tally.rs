//! How far a listing is.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts listings and what they found, for a bar or for heartbeats.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    listings: AtomicUsize,
    done: AtomicUsize,
    found: AtomicUsize,
    details: AtomicUsize,
}

impl Tally {
    pub(super) fn start(&self, listings: usize) {
        self.listings.fetch_add(listings, Ordering::Relaxed);
    }

    pub(super) fn listed(&self, found: usize) {
        self.found.fetch_add(found, Ordering::Relaxed);
    }

    pub(super) fn detailed(&self) {
        self.details.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn finish(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// Returns how many listings are done, and of how many.
    pub(crate) fn listings(&self) -> (usize, usize) {
        (self.done.load(Ordering::Relaxed), self.listings.load(Ordering::Relaxed))
    }

    /// Returns the line for people.
    pub(crate) fn line(&self) -> String {
        let (done, all) = self.listings();
        let (found, details) = (self.found.load(Ordering::Relaxed), self.details.load(Ordering::Relaxed));
        let read = if details == 0 { String::new() } else { format!(", {details} read in detail") };
        format!("{done} of {all} listings done, {found} resources found{read}")
    }
}
