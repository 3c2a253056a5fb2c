//! What a resource needs of what its description names.

use serde_json::{Map, Value};

use crate::nuke::api::Node;
use crate::nuke::model::Resource;

/// Remembers what some fields of a description name.
///
/// The others name what uses the resource, what it was made of, or its tags; that is no need.
pub(super) fn told_of(resource: &mut Resource, description: Node<'_>, fields: &[&str]) {
    let Value::Object(all) = description.0 else { return };
    let told = all.iter().filter(|(name, _)| fields.contains(&name.as_str()));
    let told: Map<String, Value> = told.map(|(name, value)| (name.clone(), value.clone())).collect();
    resource.told_in(&Value::Object(told));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::nuke::model::Reference;

    #[test]
    fn what_is_attached_to_a_thing_is_not_what_it_needs() {
        let mut resource = Resource::new(Reference::global("x", "y"));
        let description = json!({ "imageId": "ami-0a1b2c3d", "attachment": { "instanceId": "i-0a1b2c3d" } });
        told_of(&mut resource, Node(&description), &["imageId", "absent"]);
        assert_eq!(resource.mentions.iter().map(|one| one.text.as_str()).collect::<Vec<_>>(), ["ami-0a1b2c3d"]);
    }
}
