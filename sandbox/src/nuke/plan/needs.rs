//! Whom the things that stay need, where only a call for each of them tells.

use std::collections::HashSet;
use std::mem;

use futures_util::StreamExt as _;
use futures_util::stream;

use super::draft::arranged;
use super::{Action, Judged, Listing, NotListed, Row, Survey};
use crate::nuke::kinds::{self, Kind};
use crate::nuke::model::{Reference, Resource, State};
use crate::nuke::select::{Selection, Verdict};

/// How many resources are asked for their needs at once.
const AT_ONCE: usize = 32;

impl Survey {
    /// Reads whom the things that stay need, and so on for what stays for their sake: what goes needs nobody.
    pub(super) async fn read_needs(&self, listing: &mut Listing) {
        let Some(selection) = &self.selection else { return };
        let judged = mem::take(&mut listing.judged);
        let (mut resources, verdicts): (Vec<Resource>, Vec<Verdict>) =
            judged.into_iter().map(|judged| (judged.resource, judged.verdict)).unzip();
        let mut open: HashSet<usize> =
            (0..resources.len()).filter(|number| asked(&resources[*number]).is_some()).collect();
        while !open.is_empty() {
            let staying = self.staying(&open, &resources, &verdicts, selection);
            if staying.is_empty() {
                break;
            }
            let read = stream::iter(&staying).map(|number| self.needs_of(resources[*number].clone()));
            let read: Vec<Result<Resource, NotListed>> = read.buffered(AT_ONCE).collect().await;
            for (number, read) in staying.into_iter().zip(read) {
                open.remove(&number);
                match read {
                    Ok(resource) => resources[number] = resource,
                    Err(unknown) => listing.not_listed.push(unknown),
                }
            }
        }
        let judged = resources.into_iter().zip(verdicts);
        listing.judged = judged.map(|(resource, verdict)| Judged { resource, verdict }).collect();
        listing.not_listed.sort();
    }

    /// Returns those of the open ones that stay, as far as is known by now.
    fn staying(
        &self,
        open: &HashSet<usize>,
        resources: &[Resource],
        verdicts: &[Verdict],
        selection: &Selection,
    ) -> Vec<usize> {
        let is_protected = |resource: &Resource| selection.protects(resource, self.judge).is_some();
        let rows = arranged(resources, verdicts, &is_protected).rows;
        let going = rows.iter().filter(|row| row.action == Action::Delete).map(Row::reference);
        let going: HashSet<&Reference> = going.collect();
        // Whom it may need goes in no case: there is nothing to ask.
        let kinds: HashSet<&str> = going.iter().map(|reference| reference.kind.as_str()).collect();
        let is_worth_it = |number: &usize| {
            let about = asked(&resources[*number]).map(|kind| kind.about());
            about.is_some_and(|about| about.uses_in_detail || about.uses.iter().any(|used| kinds.contains(used)))
        };
        let mut staying: Vec<usize> = open
            .iter()
            .copied()
            .filter(|number| !going.contains(&resources[*number].reference))
            .filter(is_worth_it)
            .collect();
        staying.sort_unstable();
        staying
    }

    /// Reads whom a resource needs; one that went meanwhile needs nobody.
    async fn needs_of(&self, mut resource: Resource) -> Result<Resource, NotListed> {
        let Some(kind) = asked(&resource) else { return Ok(resource) };
        self.tally.detailed();
        let api = self.account.api(&resource.reference.region);
        match kind.needs(&api, &mut resource).await {
            Err(error) if !error.is_absent() => Err(NotListed {
                region: resource.reference.region.clone(),
                kind: Some(resource.reference.kind.clone()),
                error: format!(
                    "what {} needs, which stays, cannot be read, and may be in the plan: {error}",
                    resource.id()
                ),
            }),
            _ => Ok(resource),
        }
    }
}

/// Returns the kind of a resource whose needs have to be asked for.
fn asked(resource: &Resource) -> Option<&'static dyn Kind> {
    let is_there = resource.state == State::Present && resource.built_in.is_none();
    kinds::find(&resource.reference.kind).filter(|kind| is_there && kind.about().needs)
}
