//! All that a resource is called.

use crate::nuke::model::Resource;

/// What stands between the parts of a name: of an ARN, a URL, a path, a version.
const BETWEEN: [char; 3] = ['/', ':', '|'];

/// Returns everything by which somebody may know a resource: its name, its ids, what else it is called, what another tool shows, and the
/// parts of these.
pub(super) fn called(resource: &Resource) -> Vec<String> {
    let mut known: Vec<String> = [resource.name.as_deref(), Some(resource.id()), resource.identity.as_deref()]
        .into_iter()
        .flatten()
        .map(str::to_owned)
        .collect();
    known.extend(resource.also.iter().cloned());
    let parts = known.iter().flat_map(|name| name.split(BETWEEN)).filter(|part| !part.is_empty());
    let parts: Vec<String> = parts.map(str::to_owned).collect();
    known.extend(shown_elsewhere(resource));
    known.extend(parts);
    known
}

/// Returns how aws-nuke shows a resource, where that is not its name or id: filters are written for that.
fn shown_elsewhere(resource: &Resource) -> Option<String> {
    let (id, name) = (resource.id(), resource.shown_name());
    Some(match resource.reference.kind.as_str() {
        "ecr-repository" => format!("Repository: {name}"),
        "eks-node-group" => id.rsplit('/').nth(2).map(|cluster| format!("{cluster}:{name}"))?,
        "events-rule" => format!("Rule: {name}"),
        "route53-zone" => format!("/hostedzone/{id} ({name})"),
        "s3-bucket" => format!("s3://{id}"),
        "sns-subscription" => format!("Owner: {} ARN: {id}", id.split(':').nth(4).unwrap_or_default()),
        "sns-topic" => format!("TopicARN: {id}"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nuke::model::Reference;

    #[test]
    fn a_thing_is_known_by_its_name_its_id_and_their_parts_as_well_as_by_what_other_tools_show() {
        let mut layer =
            Resource::new(Reference::new("lambda-layer", "eu-west-1", "arn:aws:lambda:eu-west-1:1:layer:tools:2"));
        layer.name = Some("tools:2".to_owned());
        let zone = Resource::new(Reference::global("route53-zone", "Z1"));
        for (resource, name) in [(&layer, "tools"), (&layer, "tools:2"), (&zone, "/hostedzone/Z1 (Z1)"), (&zone, "Z1")]
        {
            assert!(called(resource).iter().any(|known| known == name), "{name}");
        }
    }
}
