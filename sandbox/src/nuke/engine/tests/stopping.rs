//! An apply that does not come to its end by itself.

use std::io;
use std::path::Path;
use std::time::Duration;

use super::apply::{Apply, header, journal};
use crate::nuke::engine::{End, Ending};
use crate::nuke::journal::{Journal, Memory, Sink};
use crate::nuke::model::Resource;
use crate::nuke::simulation::Settings;
use crate::nuke::simulation::things::thing;

fn many() -> Vec<Resource> {
    (0..200).map(|number| thing(&number.to_string(), &[])).collect()
}

#[tokio::test(start_paused = true)]
async fn told_to_stop_it_waits_for_calls_in_flight_and_makes_no_further_one() {
    let apply = Apply::with(Settings { latency: Duration::from_secs(10), ..Settings::default() }, &many());
    let stop = apply.options.stop.clone();
    let memory = Memory::default();
    let mut journal = journal(&memory);
    let (outcome, ()) = tokio::join!(apply.run_with(&mut journal, None), async {
        tokio::time::sleep(Duration::from_secs(15)).await;
        stop.cancel();
    });
    assert_eq!(outcome.end, End::Stopped);
    assert_eq!(apply.cloud.calls("delete"), 24, "three quarters of 32 calls were in flight");
    assert_eq!(outcome.endings.iter().filter(|ending| **ending == Ending::Unconfirmed).count(), 24);
    let text = String::from_utf8(memory.text.lock().unwrap().clone()).unwrap();
    assert_eq!(text.matches("\"requested\"").count(), 24);
    assert!(text.lines().last().is_some_and(|line| line.starts_with(r#"{"record":"ended","how":"stopped","at":"#)));
}

#[tokio::test(start_paused = true)]
async fn the_deadline_ends_what_would_never_end() {
    let mut apply = Apply::with(Settings { throttled: 100, ..Settings::default() }, &many());
    apply.options.deadline = Duration::from_secs(60);
    let outcome = apply.run().await;
    assert_eq!(outcome.end, End::Deadline);
    assert!(outcome.endings.iter().all(|ending| *ending == Ending::NotTried));
}

/// Is a disk that is full from some line on.
#[derive(Debug)]
struct Full(usize);

impl Sink for Full {
    fn append(&mut self, _lines: &[u8]) -> io::Result<()> {
        self.0 = self.0.saturating_sub(1);
        if self.0 == 0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }

    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_deleted_that_could_not_be_written_down() {
    let apply = Apply::of(&many());
    let mut journal = Journal::over(Box::new(Full(2)), Path::new("journal"));
    journal.begin(header()).unwrap();
    let outcome = apply.run_with(&mut journal, None).await;
    assert!(matches!(outcome.end, End::Journal(_)));
    assert_eq!(apply.cloud.calls("delete"), 0);
}
