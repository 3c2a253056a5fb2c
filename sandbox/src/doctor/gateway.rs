//! The gateway in the background, and what killed ones left.

use terraproof_local::Cache;

use super::finding::Finding;
use crate::console;
use crate::gateway::{State, dead_directories};

const AREA: &str = "gateway";

/// Says whether a gateway serves scripts in the background.
pub(super) async fn examine(cache: &Cache) -> Vec<Finding> {
    let mut findings = vec![background(cache).await];
    let dead = dead_directories(cache);
    if !dead.is_empty() {
        let names: Vec<String> = dead.iter().map(|directory| directory.display().to_string()).collect();
        let text = format!("{} of a gateway that was killed: {}", directories(dead.len()), names.join(", "));
        findings.push(Finding::note("leftovers", text).next(down("removes what is left")).fact("directories", names));
    }
    findings
}

async fn background(cache: &Cache) -> Finding {
    match State::read(cache) {
        Ok(None) => {
            Finding::ok(AREA, "none in the background; `terraproof up --print-env` starts one").fact("running", false)
        }
        Ok(Some(state)) if state.answers().await => {
            let text =
                format!("in the background: pid {} on {}, account {}", state.process, state.address, state.account);
            Finding::ok(AREA, text)
                .fact("running", true)
                .fact("pid", state.process.pid)
                .fact("account", state.account.to_string())
        }
        Ok(Some(state)) => {
            let text = format!("the one in the background was killed: pid {}", state.process);
            Finding::note(AREA, text).next(down("clears its files")).fact("running", false)
        }
        Err(error) => Finding::problem(AREA, console::sentence(&error)).next(error.hint()),
    }
}

fn directories(count: usize) -> String {
    if count == 1 { "1 directory".to_owned() } else { format!("{count} directories") }
}

fn down(what: &str) -> String {
    format!("`terraproof down` {what}")
}
