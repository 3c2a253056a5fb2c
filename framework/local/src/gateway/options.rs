//! What a gateway is opened with.

use std::fmt;
use std::sync::Arc;

use super::behaviour::Behaviour;
use super::hosts::HostPattern;
use super::outer_proxy::OuterProxy;
use super::rules::Rule;
use super::upstream::Upstream;

/// Holds what a gateway is opened with; the default knows no emulator and allows only the registries.
#[derive(Default)]
pub struct Options {
    /// Where the emulator is. Without one every AWS host is refused with a sentence. Default: none.
    pub upstream: Option<Arc<dyn Upstream>>,
    /// The 12-digit account of the scope: requests go to its worker. Default: none.
    pub account: Option<String>,
    /// The access key id of the scope. The gateway reads bucket configurations with it, and replaces key ids that
    /// nobody was given by it, so that a stray `access_key = "mock"` stays in the scope's account. Default: none.
    pub access_key: Option<String>,
    /// Hosts that are tunnelled beside the registries. Default: none.
    pub allowed_hosts: Vec<HostPattern>,
    /// The proxy between this machine and the world. Default: none; see [`OuterProxy::from_environment`].
    pub outer_proxy: Option<OuterProxy>,
    /// What AWS refuses and the emulator lets through. Default: none; see [`super::rules::all`].
    pub rules: Vec<Box<dyn Rule>>,
    /// What takes time, and what is limited. Default: nothing.
    pub behaviour: Behaviour,
}

impl fmt::Debug for Options {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Options")
            .field("upstream", &self.upstream.is_some())
            .field("account", &self.account)
            .field("allowed_hosts", &self.allowed_hosts)
            .field("outer_proxy", &self.outer_proxy)
            .field("behaviour", &self.behaviour)
            .field("rules", &self.rules.iter().map(|rule| rule.name()).collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
