//! What the connections of one gateway share.

use std::fmt;
use std::time::Instant;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::authority::Authority;
use super::behaviour::Playing;
use super::calls::Calls;
use super::emulator_client::EmulatorClient;
use super::error::Error;
use super::faults::Faults;
use super::hosts::Policy;
use super::options::Options;
use super::outer_proxy::OuterProxy;
use super::rules::Rule;

/// What the connections of one gateway share.
pub(super) struct Scope {
    pub(super) opened: Instant,
    pub(super) authority: Authority,
    pub(super) policy: Policy,
    pub(super) emulator: Option<EmulatorClient>,
    pub(super) calls: Calls,
    pub(super) faults: Faults,
    pub(super) outer_proxy: Option<OuterProxy>,
    pub(super) rules: Vec<Box<dyn Rule>>,
    pub(super) playing: Playing,
    pub(super) closing: CancellationToken,
    never_lost: watch::Sender<bool>,
}

impl Scope {
    pub(super) fn new(options: Options, closing: CancellationToken) -> Result<Self, Error> {
        let Options { upstream, account, access_key, allowed_hosts, outer_proxy, rules, behaviour } = options;
        let emulator = upstream.map(|upstream| EmulatorClient::new(upstream, account, access_key));
        Ok(Self {
            opened: Instant::now(),
            authority: Authority::new()?,
            policy: Policy::new(allowed_hosts, emulator.is_some()),
            emulator,
            calls: Calls::new(),
            faults: Faults::new(),
            outer_proxy,
            rules,
            playing: Playing::new(behaviour),
            closing,
            never_lost: watch::Sender::new(false),
        })
    }

    pub(super) fn lost(&self) -> watch::Receiver<bool> {
        self.emulator.as_ref().map_or_else(|| self.never_lost.subscribe(), EmulatorClient::lost)
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Scope")
            .field("calls", &self.calls.len())
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}
