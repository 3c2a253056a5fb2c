//! The listing after an apply, apart from what the apply saw.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::opened::Opened;
use super::progress;
use crate::nuke::engine::Outcome;
use crate::nuke::kinds;
use crate::nuke::model::{GLOBAL, Reference, Resource};
use crate::nuke::plan::{NotListed, NotOffered, Plan, Row, Scope, Survey, Tally};
use crate::nuke::report::Second;
use crate::nuke::select::Judge;

/// How long the second listing may take, whatever the deadline: it only looks.
const LIMIT: Duration = Duration::from_secs(10 * 60);
/// How many are read again in one go.
const AT_ONCE: usize = 100;

/// Lists the kinds and regions of the plan's rows again.
pub(super) async fn second(plan: &Plan, outcome: &Outcome, opened: &Opened, concurrency: usize) -> Second {
    if plan.is_empty() {
        return Second::default();
    }
    match tokio::time::timeout(LIMIT, listed(plan, opened, concurrency)).await {
        Ok((there, failed)) => Second::new(plan, outcome, &there, failed),
        Err(_) => {
            let error = format!("the second listing did not end within {} minutes", LIMIT.as_secs() / 60);
            let failed = NotListed { region: "every region".to_owned(), kind: None, error };
            Second::new(plan, outcome, &[], vec![failed])
        }
    }
}

async fn listed(plan: &Plan, opened: &Opened, concurrency: usize) -> (Vec<Resource>, Vec<NotListed>) {
    let survey = Survey {
        account: opened.account.clone(),
        scope: Scope::of_kinds(&distinct(plan, |row| &row.kind), distinct(plan, |row| &row.region)),
        selection: None,
        judge: Judge { now: Timestamp::now() },
        concurrency,
        tally: Arc::new(Tally::default()),
        seen: Arc::default(),
    };
    let tally = Arc::clone(&survey.tally);
    let what = format!("{}: looking again", opened.account_name());
    let listing = progress::during(survey.list(), what, move || tally.line()).await;
    let mut failed = listing.not_listed;
    failed.extend(NotOffered::unless_known(listing.not_offered, &plan.not_offered));
    let there = listing.judged.into_iter().map(|judged| judged.resource).collect();
    (identified(there, plan, opened, &mut failed).await, failed)
}

fn distinct(plan: &Plan, part: impl Fn(&Reference) -> &String) -> Vec<String> {
    let mut parts: Vec<String> = plan.rows.iter().map(|row: &Row| part(row.reference()).clone()).collect();
    parts.sort();
    parts.dedup();
    parts
}

/// Reads those again of which the listing did not tell which ones they are: it may be late, and they may be others of the same name.
async fn identified(
    mut there: Vec<Resource>,
    plan: &Plan,
    opened: &Opened,
    failed: &mut Vec<NotListed>,
) -> Vec<Resource> {
    let told: HashSet<&Reference> =
        plan.deletes().filter(|row| row.resource.identity.is_some()).map(Row::reference).collect();
    let mut unsure: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    there.retain(|resource| {
        let is_unsure = resource.identity.is_none() && told.contains(&resource.reference);
        if is_unsure {
            let Reference { kind, region, id } = resource.reference.clone();
            unsure.entry((kind, region)).or_default().push(id);
        }
        !is_unsure
    });
    for ((kind, region), ids) in unsure {
        let Some(known) = kinds::find(&kind) else { continue };
        let api = opened.account.api(if region == GLOBAL { &opened.home } else { &region });
        for ids in ids.chunks(AT_ONCE) {
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            match known.look(&api, &ids).await {
                Ok(seen) => there.extend(seen),
                Err(error) => failed.push(NotListed {
                    region: region.clone(),
                    kind: Some(kind.clone()),
                    error: error.to_string(),
                }),
            }
        }
    }
    there
}
