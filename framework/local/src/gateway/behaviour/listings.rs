//! Listings that are behind: what was deleted is still shown, and what was created is not shown yet.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::{Response, request};
use serde_json::Value;
use tokio::time::Instant;

use super::documents::{self, Documents};
use super::listed::{self, Listed};
use crate::gateway::api::ApiRequest;
use crate::gateway::body::Body;
use crate::gateway::document::{edited, edited_json};
use crate::gateway::emulator_client::EmulatorClient;
use crate::gateway::forward::forward;
use crate::gateway::xml::Element;

/// More changes than this of all accounts are not remembered: listings catch up with the oldest early.
const KEPT: usize = 10_000;

/// Remembers what listings must not know yet.
#[derive(Debug, Default)]
pub(super) struct Listings {
    changes: Mutex<Vec<Change>>,
}

#[derive(Debug)]
struct Change {
    account: String,
    region: Option<String>,
    /// The service and the operation of the listing that is behind.
    listing: (&'static str, &'static str),
    id: String,
    /// What a listing showed before it was deleted; none for what was created.
    before: Option<Shown>,
    until: Instant,
}

/// A thing as a listing shows it.
#[derive(Debug)]
enum Shown {
    Element(Element),
    Document(Value),
}

impl Listings {
    /// Has the emulator answer, and remembers or changes the answer.
    pub(super) async fn answer(
        &self,
        delay: Duration,
        emulator: &EmulatorClient,
        request: &ApiRequest,
        head: request::Parts,
        body: Body,
    ) -> (Response<Body>, Option<String>) {
        if delay.is_zero() {
            return forward(emulator, request, head, body).await;
        }
        let account = emulator.account().unwrap_or_default();
        let leaving = leaving(emulator, request).await;
        let (response, code) = forward(emulator, request, head, body).await;
        if !response.status().is_success() {
            return (response, code);
        }
        if let Some((place, id, before)) = leaving {
            self.remember(delay, account, place, (id, Some(before)));
            return (response, code);
        }
        if let Some(kind) = documents::created_by(request) {
            if let Some(id) = kind.created(request) {
                self.remember(delay, account, place_of_documents(kind, request), (id, None));
            }
            return (response, code);
        }
        if let Some(listed) = listed::created_by(request) {
            let learn = |root: &mut Element| {
                if let Some(id) = root.find(listed.id).map(|id| id.text.trim().to_owned()) {
                    self.remember(delay, account, place(listed, request), (id, None));
                }
            };
            return edited(request, response, learn).await;
        }
        self.shown(account, request, response, code).await
    }

    /// Changes the answer to a listing.
    async fn shown(
        &self,
        account: &str,
        request: &ApiRequest,
        response: Response<Body>,
        code: Option<String>,
    ) -> (Response<Body>, Option<String>) {
        if let Some(listed) = listed::shown_by(request)
            && self.knows(account, &place(listed, request))
        {
            return edited(request, response, |root| self.revise(account, request, listed, root)).await;
        }
        if let Some(kind) = documents::shown_by(request)
            && self.knows(account, &place_of_documents(kind, request))
        {
            return edited_json(request, response, |listing| self.revise_documents(account, request, kind, listing))
                .await;
        }
        (response, code)
    }

    /// Lets listings catch up.
    pub(super) fn clear(&self) {
        self.changes().clear();
    }

    fn remember(
        &self,
        delay: Duration,
        account: &str,
        (listing, region): Place,
        (id, before): (String, Option<Shown>),
    ) {
        let now = Instant::now();
        let mut changes = self.changes();
        changes.retain(|change| change.until > now);
        // Created and deleted at once, it is not shown at all.
        let is_hidden = |change: &Change| change.before.is_none() && change.id == id && change.listing == listing;
        if before.is_some() && changes.iter().any(is_hidden) {
            return;
        }
        if changes.len() >= KEPT {
            changes.remove(0);
        }
        changes.push(Change { account: account.to_owned(), region, listing, id, before, until: now + delay });
    }

    fn knows(&self, account: &str, place: &Place) -> bool {
        let now = Instant::now();
        self.changes().iter().any(|change| change.concerns(account, place, now))
    }

    fn revise(&self, account: &str, request: &ApiRequest, listed: &'static Listed, root: &mut Element) {
        let now = Instant::now();
        let place = place(listed, request);
        let Some(set) = root.find_mut(listed.set) else { return };
        for change in self.changes().iter().filter(|change| change.concerns(account, &place, now)) {
            let is_it = |item: &Element| item.text_of(listed.id) == Some(&change.id);
            match &change.before {
                Some(Shown::Element(before)) => {
                    if !set.children.iter().any(is_it) && listed.selects(request, before) {
                        set.children.push(before.clone());
                    }
                }
                _ => set.children.retain(|item| !is_it(item)),
            }
        }
    }

    fn revise_documents(&self, account: &str, request: &ApiRequest, kind: &'static Documents, listing: &mut Value) {
        let now = Instant::now();
        let place = place_of_documents(kind, request);
        let changes = self.changes();
        let changes = changes.iter().filter(|change| change.concerns(account, &place, now));
        let changes = changes.map(|change| match &change.before {
            Some(Shown::Document(before)) => (&*change.id, Some(before)),
            _ => (&*change.id, None),
        });
        kind.revise(request, listing, changes);
    }

    fn changes(&self) -> MutexGuard<'_, Vec<Change>> {
        self.changes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A listing of a region.
type Place = ((&'static str, &'static str), Option<String>);

fn place(listed: &'static Listed, request: &ApiRequest) -> Place {
    ((listed.service, listed.list), listed.region(request))
}

fn place_of_documents(kind: &'static Documents, request: &ApiRequest) -> Place {
    ((kind.service, kind.list), request.region.clone())
}

/// Looks up what a call is about to delete.
async fn leaving(emulator: &EmulatorClient, request: &ApiRequest) -> Option<(Place, String, Shown)> {
    if let Some(listed) = listed::deleted_by(request) {
        let (id, item) = listed.find(emulator, request).await?;
        return Some((place(listed, request), id, Shown::Element(item)));
    }
    let kind = documents::deleted_by(request)?;
    let (id, item) = kind.find(emulator, request).await?;
    Some((place_of_documents(kind, request), id, Shown::Document(item)))
}

impl Change {
    fn concerns(&self, account: &str, (listing, region): &Place, now: Instant) -> bool {
        self.until > now && self.listing == *listing && self.account == account && self.region == *region
    }
}
