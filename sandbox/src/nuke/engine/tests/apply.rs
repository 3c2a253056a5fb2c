//! An apply on a simulated cloud.

use std::path::Path;
use std::sync::Arc;

use crate::nuke::engine::{Ending, Options, Outcome, Silent, run};
use crate::nuke::graph::arrange;
use crate::nuke::journal::{Header, History, Journal, Memory};
use crate::nuke::model::Resource;
use crate::nuke::plan::Row;
use crate::nuke::simulation::things::all;
use crate::nuke::simulation::{Settings, SimulatedCloud};

/// Holds a cloud, and rows for all that is in it.
pub(super) struct Apply {
    pub(super) cloud: Arc<SimulatedCloud>,
    pub(super) rows: Vec<Row>,
    pub(super) options: Options,
}

impl Apply {
    /// Fills a well-behaved cloud and plans to delete all of it.
    pub(super) fn of(things: &[Resource]) -> Self {
        Self::with(Settings::default(), things)
    }

    pub(super) fn with(settings: Settings, things: &[Resource]) -> Self {
        let rows = arrange(all(things), things, &|_| false).rows;
        let cloud = Arc::new(SimulatedCloud::new(settings, things.iter().cloned()));
        Self { cloud, rows, options: Options::default() }
    }

    pub(super) async fn run(&self) -> Outcome {
        run(&self.rows, self.cloud.clone(), &self.options, &mut journal(&Memory::default()), None, &mut Silent).await
    }

    pub(super) async fn run_with(&self, journal: &mut Journal, history: Option<&History>) -> Outcome {
        run(&self.rows, self.cloud.clone(), &self.options, journal, history, &mut Silent).await
    }

    /// Returns how the row that deletes this one ended.
    pub(super) fn ending<'o>(&self, outcome: &'o Outcome, id: &str) -> &'o Ending {
        let row = self.rows.iter().position(|row| row.resource.id() == id && row.action.verb() == "delete").unwrap();
        &outcome.endings[row]
    }
}

pub(super) fn header() -> Header {
    Header::new("digest", "111122223333", jiff::Timestamp::UNIX_EPOCH)
}

/// Begins a journal in memory.
pub(super) fn journal(memory: &Memory) -> Journal {
    let mut journal = Journal::over(Box::new(memory.clone()), Path::new("journal"));
    journal.begin(header()).unwrap();
    journal
}
