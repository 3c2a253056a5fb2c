//! The proxy between this machine and the world, where the environment leads into a gateway of ours already.

use std::ffi::OsString;

use tokio::process::Command;

const PROXIES: [&str; 4] = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
const EXCEPTIONS: [&str; 2] = ["no_proxy", "NO_PROXY"];
const KEPT: [&str; 2] = ["TERRAPROOF_OUTER_PROXY", "TERRAPROOF_OUTER_NO_PROXY"];

/// Returns what a shell has to keep, so that a later command in it finds the way out: the gateway replaces the proxy variables.
pub(crate) fn outer_proxy() -> Vec<(&'static str, String)> {
    kept(&|name| std::env::var_os(name))
}

fn kept(look_up: &dyn Fn(&str) -> Option<OsString>) -> Vec<(&'static str, String)> {
    let set = |name: &str| look_up(name)?.into_string().ok().filter(|value| !value.trim().is_empty());
    let values = if is_inside(look_up) {
        KEPT.map(set)
    } else {
        [PROXIES.iter().copied().find_map(set), EXCEPTIONS.iter().copied().find_map(set)]
    };
    match values {
        [Some(proxy), exceptions] => {
            let exceptions = exceptions.map(|exceptions| (KEPT[1], exceptions));
            std::iter::once((KEPT[0], proxy)).chain(exceptions).collect()
        }
        _ => Vec::new(),
    }
}

/// Gives a child the proxy that was there before any gateway of ours.
pub(super) fn restore(command: &mut Command) {
    if is_inside(&|name| std::env::var_os(name)) {
        for name in PROXIES.iter().chain(&EXCEPTIONS).chain(&["http_proxy", "HTTP_PROXY"]) {
            command.env_remove(name);
        }
        for (name, value) in outer_proxy() {
            command.env(if name == KEPT[0] { "HTTPS_PROXY" } else { "NO_PROXY" }, value);
        }
        // The bundle holds the authority of a gateway that may be gone.
        command.env_remove("SSL_CERT_FILE");
    }
}

fn is_inside(look_up: &dyn Fn(&str) -> Option<OsString>) -> bool {
    let gateway = look_up("TERRAPROOF_GATEWAY");
    gateway.is_some() && PROXIES.iter().any(|name| look_up(name) == gateway)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept_of(variables: &[(&str, &str)]) -> Vec<(&'static str, String)> {
        kept(&|name| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value)))
    }

    #[test]
    fn the_proxy_of_the_outside_is_kept() {
        let kept = kept_of(&[("HTTPS_PROXY", "http://proxy:3128"), ("NO_PROXY", "intern")]);
        assert_eq!(kept, [(KEPT[0], "http://proxy:3128".to_owned()), (KEPT[1], "intern".to_owned())]);
    }

    #[test]
    fn inside_a_gateway_the_proxy_is_the_one_from_before() {
        let inside = [("TERRAPROOF_GATEWAY", "http://127.0.0.1:1"), ("HTTPS_PROXY", "http://127.0.0.1:1")];
        assert_eq!(kept_of(&inside), []);
        let kept = kept_of(&[inside[0], inside[1], (KEPT[0], "http://proxy:3128")]);
        assert_eq!(kept, [(KEPT[0], "http://proxy:3128".to_owned())]);
    }

    #[test]
    fn without_a_proxy_there_is_nothing_to_keep() {
        assert_eq!(kept_of(&[("NO_PROXY", "intern")]), []);
    }
}
