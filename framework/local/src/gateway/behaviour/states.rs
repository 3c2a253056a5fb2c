//! States that take time: the emulator is done, and the answer says that AWS is not.

use http::{HeaderValue, Response, header, request};

use super::departures::Departures;
use crate::gateway::api::ApiRequest;
use crate::gateway::body::{Body, full};
use crate::gateway::document::edited;
use crate::gateway::emulator_client::EmulatorClient;
use crate::gateway::forward::forward;
use crate::gateway::xml::Element;

/// How a kind of thing leaves: the answers it stands in, and the words for its state.
#[derive(Clone, Copy, Debug)]
pub(super) struct State {
    set: &'static str,
    /// Where things come in groups, the set within a group.
    inner: Option<&'static str>,
    id: &'static str,
    state: &'static str,
    filter: &'static str,
    leaving: (&'static str, &'static str),
    gone: &'static str,
}

/// See <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NatGateway.html>.
const NAT_GATEWAY: State = State {
    set: "natGatewaySet",
    inner: None,
    id: "natGatewayId",
    state: "state",
    filter: "state",
    leaving: ("deleting", ""),
    gone: "deleted",
};

/// See <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html>.
const INSTANCE: State = State {
    set: "reservationSet",
    inner: Some("instancesSet"),
    id: "instanceId",
    state: "instanceState",
    filter: "instance-state-name",
    leaving: ("shutting-down", "32"),
    gone: "terminated",
};

/// Finds what an operation lists.
pub(super) fn of(operation: &str) -> Option<&'static State> {
    match operation {
        "DescribeNatGateways" => Some(&NAT_GATEWAY),
        "DescribeInstances" => Some(&INSTANCE),
        _ => None,
    }
}

/// Has the emulator answer a listing while something is leaving.
pub(super) async fn answer(
    state: &State,
    departures: &Departures,
    emulator: &EmulatorClient,
    request: &ApiRequest,
    mut head: request::Parts,
    mut body: Body,
) -> (Response<Body>, Option<String>) {
    let wanted = wanted(state, request);
    if let Some((name, values)) = &wanted
        && values.iter().any(|value| value == state.leaving.0)
        && !values.iter().any(|value| value == state.gone)
        // What is leaving is gone to the emulator, and would be missing.
        && let Some(form) = request.form_with(&format!("{name}.Value.{}", values.len() + 1), state.gone)
    {
        head.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(form.len()));
        body = full(form);
    }
    let (response, code) = forward(emulator, request, head, body).await;
    if !response.status().is_success() {
        return (response, code);
    }
    let account = emulator.account().unwrap_or_default();
    let edit = |root: &mut Element| {
        revise(state, root, |id| departures.is_leaving(account, id), wanted.as_ref().map(|(_, values)| &**values));
    };
    edited(request, response, edit).await
}

/// Finds the filter by state: its prefix and its values.
fn wanted(state: &State, request: &ApiRequest) -> Option<(String, Vec<String>)> {
    let mut filters = request.filters().into_iter();
    filters.find(|filter| filter.name == state.filter).map(|filter| (filter.prefix, filter.values))
}

fn revise(state: &State, root: &mut Element, is_leaving: impl Fn(&str) -> bool, wanted: Option<&[String]>) {
    let Some(set) = root.find_mut(state.set) else { return };
    let Some(inner) = state.inner else { return revise_set(state, set, &is_leaving, wanted) };
    for group in &mut set.children {
        if let Some(set) = group.find_mut(inner) {
            revise_set(state, set, &is_leaving, wanted);
        }
    }
    set.children.retain(|group| group.child(inner).is_some_and(|set| !set.children.is_empty()));
}

fn revise_set(state: &State, set: &mut Element, is_leaving: &impl Fn(&str) -> bool, wanted: Option<&[String]>) {
    set.children.retain_mut(|item| {
        let leaving = item.text_of(state.id).is_some_and(is_leaving);
        let Some(current) = item.child_mut(state.state) else { return true };
        if leaving {
            leave(state, current);
        }
        let name = current.text_of("name").unwrap_or(current.text.trim());
        wanted.is_none_or(|wanted| wanted.iter().any(|value| value == name))
    });
}

fn leave(state: &State, current: &mut Element) {
    let (name, code) = state.leaving;
    if current.children.is_empty() && current.text.trim() == state.gone {
        name.clone_into(&mut current.text);
    } else if current.text_of("name") == Some(state.gone) {
        for (child, text) in [("name", name), ("code", code)] {
            if let Some(child) = current.child_mut(child) {
                text.clone_into(&mut child.text);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn revised(state: &State, document: &str, wanted: Option<&[String]>) -> String {
        let mut root = Element::parse(document.as_bytes()).unwrap();
        revise(state, &mut root, |id| id.ends_with('1'), wanted);
        root.to_string()
    }

    #[test]
    fn a_gateway_that_leaves_is_deleting_and_one_that_left_is_deleted() {
        let document = "<R><natGatewaySet><item><natGatewayId>nat-1</natGatewayId><state>deleted</state></item>\
            <item><natGatewayId>nat-2</natGatewayId><state>deleted</state></item></natGatewaySet></R>";
        let shown = revised(&NAT_GATEWAY, document, None);
        assert!(shown.contains("nat-1</natGatewayId><state>deleting<"), "{shown}");
        assert!(shown.contains("nat-2</natGatewayId><state>deleted<"), "{shown}");
        let shown = revised(&NAT_GATEWAY, document, Some(&["deleting".to_owned()]));
        assert!(shown.contains("nat-1") && !shown.contains("nat-2"), "{shown}");
    }

    #[test]
    fn a_reservation_without_an_instance_is_left_out() {
        let instance = |id: &str| {
            format!(
                "<item><instancesSet><item><instanceId>{id}</instanceId><instanceState><code>48</code><name>terminated</name>\
                 </instanceState></item></instancesSet></item>"
            )
        };
        let document = format!("<R><reservationSet>{}{}</reservationSet></R>", instance("i-1"), instance("i-2"));
        let shown = revised(&INSTANCE, &document, Some(&["shutting-down".to_owned()]));
        assert!(shown.contains("<code>32</code><name>shutting-down</name>") && !shown.contains("i-2"), "{shown}");
        assert_eq!(shown.matches("<instancesSet>").count(), 1);
    }
}
