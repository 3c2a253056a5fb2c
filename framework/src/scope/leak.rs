//! What a leftover is, how old it is, and which call made it.

use std::time::Duration;

use jiff::Timestamp;
use terraproof_local::gateway::Call;
use terraproof_local::{Cloud, Holding};

use crate::duration;

/// What operations that make something begin with, in the services' own words.
const MAKING: [&str; 12] = [
    "Create", "Run", "Put", "Allocate", "Register", "Import", "Request", "Publish", "Attach", "Add", "Copy", "Schedule",
];

/// Describes leftovers: `sqs Queue `forgotten` in us-east-1 (4.2 s old, made by CreateQueue)`.
///
/// The emulator says what there is; the timeline of the gateway says which call made it, where one can be told: of the same
/// service and region, making something, and named after the kind.
pub(super) fn described(cloud: &Cloud, holdings: &[Holding]) -> Vec<String> {
    let calls = cloud.gateway().calls().snapshot();
    holdings.iter().map(|holding| sentence(holding, &calls)).collect()
}

fn sentence(holding: &Holding, calls: &[Call]) -> String {
    let Some(call) = calls.iter().rev().find(|call| could_have_made(call, holding)) else {
        return holding.to_string();
    };
    let age = Duration::try_from(Timestamp::now() - call.time).unwrap_or_default();
    format!("{holding} ({} old, made by {})", duration::short(age), call.operation)
}

fn could_have_made(call: &Call, holding: &Holding) -> bool {
    let operation = call.operation.to_ascii_lowercase();
    let here = holding.region == "aws" || call.region.as_deref().is_none_or(|region| region == holding.region);
    call.service == holding.service
        && here
        && call.status.is_some_and(|status| (200..300).contains(&status))
        && MAKING.iter().any(|verb| call.operation.starts_with(verb))
        && operation.contains(&holding.kind.to_ascii_lowercase())
}
