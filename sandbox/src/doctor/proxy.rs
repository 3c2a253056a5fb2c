//! The proxy between this machine and the world.

use terraproof_local::gateway::OuterProxy;

use super::finding::Finding;

const AREA: &str = "proxy";

/// Says whether registries are reached through a proxy. The values of the variables may hold a password, and are not shown.
pub(super) fn examine() -> Finding {
    let name = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
        .into_iter()
        .find(|name| std::env::var(name).is_ok_and(|value| !value.trim().is_empty()));
    match (OuterProxy::from_environment(|name| std::env::var(name).ok()), name) {
        (Err(error), _) => Finding::problem(AREA, error.to_string()).next(error.hint()),
        (Ok(Some(_)), Some(name)) => {
            Finding::ok(AREA, format!("registries are reached through the proxy of `{name}`")).fact("variable", name)
        }
        (Ok(_), _) => Finding::ok(AREA, "none: registries are reached directly"),
    }
}
