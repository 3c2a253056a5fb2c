//! The volumes that are deleted with an instance, as the instance tells: the listing of volumes leaves that out on some emulators.

use std::collections::HashMap;

use serde_json::json;

use crate::nuke::api::Node;
use crate::nuke::model::{Reference, Resource};

/// The fact of an instance that holds the volumes that are deleted with it.
const ALONG: &str = "deleted_along";

/// Notes the volumes that the description of an instance says to be deleted on its termination.
pub(super) fn told_by_instance(resource: &mut Resource, instance: Node<'_>) {
    let devices = instance.list("blockDeviceMapping");
    let along = devices.iter().filter(|device| device.flag("ebs/deleteOnTermination"));
    let along: Vec<&str> = along.filter_map(|device| device.text("ebs/volumeId")).collect();
    if !along.is_empty() {
        resource.facts.insert(ALONG.to_owned(), json!(along));
    }
}

/// Says of volumes which instance they go with, where they do not themselves; one that several instances have goes with none of them.
pub(super) fn join(resources: &mut [Resource]) {
    let mut instances: HashMap<Reference, Option<Reference>> = HashMap::new();
    for instance in resources.iter().filter(|resource| resource.reference.kind == "ec2-instance") {
        for volume in instance.fact_list(ALONG) {
            let volume = Reference::new("ec2-volume", instance.reference.region.clone(), volume);
            let is_first = !instances.contains_key(&volume);
            instances.insert(volume, is_first.then(|| instance.reference.clone()));
        }
    }
    for volume in resources.iter_mut().filter(|resource| resource.goes_with.is_none()) {
        volume.goes_with = instances.get(&volume.reference).cloned().flatten();
    }
}
