//! Reading what a resource needs that stays, beyond what has to go before it.

use serde_json::Value;

use super::dns;
use crate::nuke::api::{ApiError, Class, Node};
use crate::nuke::model::Resource;

/// Remembers what a description names, but for some fields of its top: who made a thing, or copies that it can do without, are no needs.
pub(super) fn told_but(resource: &mut Resource, description: Node<'_>, left_out: &[&str]) {
    let Value::Object(fields) = description.0 else { return };
    let needs = fields.iter().filter(|(name, _)| !left_out.contains(&name.as_str()));
    resource.told_in(&needs.map(|(name, value)| (name.clone(), value.clone())).collect());
}

/// Remembers what an environment may name: `TABLE_NAME=orders`, `DB_SECRET=orders/db`, `DB_URL=https://<a host of AWS>:8443/`.
///
/// That is compared with what there is, and never shown; what is a password by its own name is not even remembered.
pub(super) fn told_by_variables<'v>(resource: &mut Resource, variables: impl Iterator<Item = (&'v str, &'v str)>) {
    const HIDDEN: [&str; 3] = ["password", "token", "credential"];
    let may_name = |(name, value): &(&str, &str)| {
        let name = name.to_lowercase();
        value.starts_with("arn:") || !(value.contains('@') || HIDDEN.iter().any(|part| name.contains(part)))
    };
    let variables: Vec<(&str, &str)> = variables.filter(may_name).collect();
    resource.told_in(&variables.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect());
    let host = |value: &'v str| value.split_once("://").map_or(value, |(_, rest)| rest).split(['/', ':', '?']).next();
    dns::told_by_hosts(resource, variables.iter().filter_map(|(_, value)| host(value)));
}

/// Takes a configuration that is absent, or that an emulator does not know, for none. The caller reads the thing itself by another call.
pub(super) fn if_any<T>(configuration: Result<T, ApiError>) -> Result<Option<T>, ApiError> {
    match configuration {
        Ok(told) => Ok(Some(told)),
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

    #[test]
    fn an_environment_names_who_answers_at_its_hosts_and_no_password_is_remembered() {
        let mut function = Resource::new(Reference::new("lambda-function", "eu-west-1", "f"));
        let variables = [
            ("DB_URL", "postgres://db.c1.eu-west-1.rds.amazonaws.com:5432/orders?ssl=on"),
            ("TABLE_PASSWORD", "unguessable"),
            ("TABLE_URL", "postgres://me:unguessable@db.example.com"),
        ];
        told_by_variables(&mut function, variables.into_iter());
        assert!(!function.mentions.iter().any(|told| told.text.contains("unguessable")));
        let mut database = Resource::new(Reference::new("rds-instance", "eu-west-1", "db"));
        dns::answers_at(&mut database, Some("db.c1.eu-west-1.rds.amazonaws.com"));
        let mut all = [function, database];
        dns::join(&mut all);
        assert!(all[0].mentions.iter().any(|told| told.text == "db"), "{all:?}");
    }
}
