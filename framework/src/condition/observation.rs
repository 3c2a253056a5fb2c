//! What one look finds.

/// Tells what one look at a [`Condition`](super::Condition) found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Observation<T> {
    /// It is true; here is what was seen.
    Met(T),
    /// It is not true yet, for this reason.
    NotYet(String),
}

impl<T> Observation<T> {
    /// Makes an observation of a yes or no.
    ///
    /// ```
    /// use terraproof::Observation;
    /// assert_eq!(Observation::when(2 > 1, (), || "no".into()), Observation::Met(()));
    /// ```
    pub fn when(met: bool, value: T, reason: impl FnOnce() -> String) -> Self {
        if met { Self::Met(value) } else { Self::NotYet(reason()) }
    }
}
