//! One resource of the state.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::ErrorKind;
use crate::{Error, nearest};

/// Is one resource as the state knows it.
///
/// Its `Debug` leaves the values out: they may be secret.
#[derive(Clone)]
pub struct Resource {
    address: String,
    values: Value,
}

impl std::fmt::Debug for Resource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Resource").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Resource {
    /// Finds a resource in the document that `terraform show -json` prints, by its full address.
    pub(super) fn find(shown: &Value, address: &str) -> Result<Self, Error> {
        let mut all = Vec::new();
        collect(&shown["values"]["root_module"], &mut all);
        if let Some(found) = all.iter().find(|resource| resource["address"] == address) {
            return Ok(Self { address: address.to_owned(), values: found["values"].clone() });
        }
        let known: Vec<&str> = all.iter().filter_map(|resource| resource["address"].as_str()).collect();
        let error = Error::new(ErrorKind::Terraform, format!("there is no resource `{address}` in the state"));
        Err(match nearest::of(address, known.iter().copied()) {
            Some(near) => error.with_hint(format!("did you mean `{near}`?")),
            None => error.with_hint(format!("there are: {}", known.join(", "))),
        })
    }

    /// Returns the address, such as `module.site.aws_s3_bucket.this`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Returns all attributes.
    #[must_use]
    pub fn values(&self) -> &Value {
        &self.values
    }

    /// Returns one attribute, decoded.
    ///
    /// # Errors
    /// Fails when there is no such attribute (those there are get listed) or it is of another type.
    pub fn attribute<T: DeserializeOwned>(&self, name: &str) -> Result<T, Error> {
        let Some(value) = self.values.get(name) else {
            let known: Vec<&str> =
                self.values.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
            let message = format!("`{}` has no attribute `{name}`", self.address);
            return Err(Error::new(ErrorKind::Terraform, message).with_hint(format!("there are: {}", known.join(", "))));
        };
        serde_path_to_error::deserialize(value).map_err(|source| {
            Error::new(ErrorKind::Terraform, format!("the attribute `{name}` of `{}` is of another type", self.address))
                .with_source(source)
        })
    }
}

fn collect<'v>(module: &'v Value, all: &mut Vec<&'v Value>) {
    all.extend(module["resources"].as_array().into_iter().flatten());
    for child in module["child_modules"].as_array().into_iter().flatten() {
        collect(child, all);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown() -> Value {
        json!({"values": {"root_module": {
            "resources": [{"address": "terraform_data.a", "values": {"input": "x"}}],
            "child_modules": [{"resources": [{"address": "module.m.terraform_data.b", "values": {"input": 7}}]}],
        }}})
    }

    #[test]
    fn a_resource_of_a_module_is_found_by_its_full_address() {
        let resource = Resource::find(&shown(), "module.m.terraform_data.b").unwrap();
        assert_eq!(resource.attribute::<u8>("input").unwrap(), 7);
    }

    #[test]
    fn a_wrong_address_names_the_nearest() {
        let error = Resource::find(&shown(), "module.m.terraform_data.bb").unwrap_err();
        assert_eq!(error.hint(), Some("did you mean `module.m.terraform_data.b`?"));
    }

    #[test]
    fn a_missing_attribute_lists_those_there_are() {
        let resource = Resource::find(&shown(), "terraform_data.a").unwrap();
        assert_eq!(resource.attribute::<u8>("output").unwrap_err().hint(), Some("there are: input"));
    }
}
