//! The behaviour of one gateway, and what it has to remember for it.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use http::{Response, request};

use super::departures::Departures;
use super::limits::Limits;
use super::listings::Listings;
use super::settings::Behaviour;
use super::states;
use crate::gateway::api::ApiRequest;
use crate::gateway::body::Body;
use crate::gateway::emulator_client::EmulatorClient;
use crate::gateway::forward::forward;

/// Answers as AWS would in its own time.
#[derive(Default)]
pub(in crate::gateway) struct Playing {
    behaviour: RwLock<Arc<Behaviour>>,
    departures: Departures,
    listings: Listings,
    limits: Limits,
}

impl Playing {
    pub(in crate::gateway) fn new(behaviour: Behaviour) -> Self {
        Self { behaviour: RwLock::new(Arc::new(behaviour)), ..Self::default() }
    }

    pub(in crate::gateway) fn change(&self, behaviour: Behaviour) {
        *self.behaviour.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(behaviour);
        self.departures.clear();
        self.listings.clear();
    }

    pub(in crate::gateway) fn behaviour(&self) -> Arc<Behaviour> {
        Arc::clone(&self.behaviour.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(in crate::gateway) fn departures(&self) -> &Departures {
        &self.departures
    }

    /// Takes a token for a call; tells whether there was none.
    pub(in crate::gateway) fn throttles(&self, request: &ApiRequest, account: Option<&str>) -> bool {
        let region = request.region.as_deref().unwrap_or_default();
        let limit = self.behaviour().limit(&request.service);
        limit.is_some_and(|limit| !self.limits.admits(account.unwrap_or_default(), region, &request.service, limit))
    }

    /// Has the emulator answer, and makes of it what AWS would say by now.
    pub(in crate::gateway) async fn answer(
        &self,
        emulator: &EmulatorClient,
        request: &ApiRequest,
        head: request::Parts,
        body: Body,
    ) -> (Response<Body>, Option<String>) {
        let account = emulator.account().unwrap_or_default();
        let behaviour = self.behaviour();
        match (&*request.service, &*request.operation) {
            ("ec2", "TerminateInstances") => {
                let (response, code) = forward(emulator, request, head, body).await;
                if response.status().is_success() {
                    self.departures.begin(account, request.numbered("InstanceId"), behaviour.instance_shutting_down);
                }
                (response, code)
            }
            ("ec2", "DeleteNatGateway") => {
                let (response, code) = forward(emulator, request, head, body).await;
                if response.status().is_success() {
                    let id = request.parameter("NatGatewayId").map(str::to_owned);
                    self.departures.begin(account, id, behaviour.nat_gateway_deleting);
                }
                (response, code)
            }
            ("ec2", operation)
                if let Some(state) = states::of(operation)
                    && self.departures.any(account) =>
            {
                states::answer(state, &self.departures, emulator, request, head, body).await
            }
            _ => self.listings.answer(behaviour.listing_delay, emulator, request, head, body).await,
        }
    }
}

impl fmt::Debug for Playing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Playing").field("behaviour", &self.behaviour()).finish_non_exhaustive()
    }
}
