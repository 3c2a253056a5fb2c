//! Reading what a resource needs that stays, beyond what has to go before it.

use serde_json::Value;

use crate::nuke::api::{Answer, ApiError, Class, Node};
use crate::nuke::model::Resource;

/// Remembers what a description names, but for some fields of its top: who made a thing, or copies that it can do without, are no needs.
pub(super) fn told_but(resource: &mut Resource, description: Node<'_>, left_out: &[&str]) {
    let Value::Object(fields) = description.0 else { return };
    let needs = fields.iter().filter(|(name, _)| !left_out.contains(&name.as_str()));
    resource.told_in(&needs.map(|(name, value)| (name.clone(), value.clone())).collect());
}

/// Takes a configuration that is absent, or that an emulator does not know, for none. The caller reads the thing itself by another call.
pub(super) fn if_any(configuration: Result<Answer, ApiError>) -> Result<Option<Answer>, ApiError> {
    match configuration {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if error.is_absent() || error.class == Class::Unsupported => Ok(None),
        Err(error) => Err(error),
    }
}

/// Reads something of each resource, as [`Kind::detail`](super::Kind::detail) does, but no more than a look before a delete needs;
/// those that turn out to be gone are left out.
pub(super) async fn read_of_each<R>(
    resources: Vec<Resource>,
    read: impl Fn(Resource) -> R,
) -> Result<Vec<Resource>, ApiError>
where
    R: Future<Output = Result<Resource, ApiError>> + Send,
{
    let reads = resources.into_iter().map(|resource| {
        let read = read(resource);
        async move {
            match read.await {
                Ok(resource) => Ok(Some(resource)),
                Err(error) if error.is_absent() => Ok(None),
                Err(error) => Err(error),
            }
        }
    });
    Ok(super::at_once(reads).await?.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::nuke::model::Reference;

    #[test]
    fn who_made_a_thing_is_not_what_it_needs() {
        let mut resource = Resource::new(Reference::global("x", "y"));
        let description = json!({ "createdBy": "arn:aws:iam::1:role/maker", "roleArn": "arn:aws:iam::1:role/mine" });
        told_but(&mut resource, Node(&description), &["createdBy"]);
        assert_eq!(resource.mentions.len(), 1);
        assert_eq!(resource.mentions[0].text, "arn:aws:iam::1:role/mine");
    }
}
