//! Questions to the emulator, in the form and XML protocols.

use crate::gateway::api::{ApiRequest, encoded};
use crate::gateway::emulator_client::EmulatorClient;
use crate::gateway::xml::Element;

/// Asks EC2 at the host and in the region of a request.
pub(in crate::gateway) async fn ec2(
    emulator: &EmulatorClient,
    request: &ApiRequest,
    action: &str,
    parameters: &[(&str, &str)],
) -> Option<Element> {
    let region = request.region.as_deref()?;
    call(emulator, &format!("ec2.{region}.amazonaws.com"), (action, "2016-11-15"), parameters).await
}

/// Calls an operation; `None` where it fails.
pub(in crate::gateway) async fn call(
    emulator: &EmulatorClient,
    host: &str,
    (action, version): (&str, &str),
    parameters: &[(&str, &str)],
) -> Option<Element> {
    let head = [("Action", action), ("Version", version)];
    let query = encoded(head.into_iter().chain(parameters.iter().copied()));
    let answer = emulator.get(host, &format!("/?{query}")).await.ok()?;
    answer.status.is_success().then(|| Element::parse(&answer.body)).flatten()
}
