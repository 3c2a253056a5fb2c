//! Listings that are behind: what was deleted is still shown, and what was created is not shown yet.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::{Response, request};
use tokio::time::Instant;

use super::listed::{self, Listed};
use crate::gateway::api::ApiRequest;
use crate::gateway::body::Body;
use crate::gateway::document::edited;
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
    listed: &'static Listed,
    id: String,
    /// What a listing showed before it was deleted; none for what was created.
    before: Option<Element>,
    until: Instant,
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
        if let Some(listed) = listed::deleted_by(request) {
            let before = listed.find(emulator, request).await;
            let (response, code) = forward(emulator, request, head, body).await;
            if response.status().is_success()
                && let Some((id, item)) = before
            {
                self.remember(delay, account, request, listed, (id, Some(item)));
            }
            return (response, code);
        }
        let created = listed::created_by(request);
        let shown = listed::shown_by(request);
        let (response, code) = forward(emulator, request, head, body).await;
        if !response.status().is_success() {
            return (response, code);
        }
        if let Some(listed) = created {
            let learn = |root: &mut Element| {
                if let Some(id) = root.find(listed.id).map(|id| id.text.trim().to_owned()) {
                    self.remember(delay, account, request, listed, (id, None));
                }
            };
            return edited(request, response, learn).await;
        }
        match shown {
            Some(listed) if self.knows(account, request, listed) => {
                edited(request, response, |root| self.revise(account, request, listed, root)).await
            }
            _ => (response, code),
        }
    }

    /// Lets listings catch up.
    pub(super) fn clear(&self) {
        self.changes().clear();
    }

    fn remember(
        &self,
        delay: Duration,
        account: &str,
        request: &ApiRequest,
        listed: &'static Listed,
        (id, before): (String, Option<Element>),
    ) {
        let now = Instant::now();
        let mut changes = self.changes();
        changes.retain(|change| change.until > now);
        // Created and deleted at once, it is not shown at all.
        let was_hidden = changes.iter().any(|change| change.id == id && change.before.is_none());
        if was_hidden && before.is_some() {
            return;
        }
        if changes.len() >= KEPT {
            changes.remove(0);
        }
        let (account, region) = (account.to_owned(), listed.region(request));
        changes.push(Change { account, region, listed, id, before, until: now + delay });
    }

    fn knows(&self, account: &str, request: &ApiRequest, listed: &'static Listed) -> bool {
        let now = Instant::now();
        self.changes().iter().any(|change| change.concerns(account, request, listed, now))
    }

    fn revise(&self, account: &str, request: &ApiRequest, listed: &'static Listed, root: &mut Element) {
        let now = Instant::now();
        let Some(set) = root.find_mut(listed.set) else { return };
        for change in self.changes().iter().filter(|change| change.concerns(account, request, listed, now)) {
            let is_it = |item: &Element| item.text_of(listed.id) == Some(&change.id);
            match &change.before {
                None => set.children.retain(|item| !is_it(item)),
                Some(before) => {
                    if !set.children.iter().any(is_it) && listed.selects(request, before) {
                        set.children.push(before.clone());
                    }
                }
            }
        }
    }

    fn changes(&self) -> MutexGuard<'_, Vec<Change>> {
        self.changes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Change {
    fn concerns(&self, account: &str, request: &ApiRequest, listed: &'static Listed, now: Instant) -> bool {
        self.until > now
            && self.listed.list == listed.list
            && self.account == account
            && self.region == listed.region(request)
    }
}
