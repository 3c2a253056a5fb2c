//! Access control lists.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::gateway::xml::Element;

const ALL_USERS: &str = "http://acs.amazonaws.com/groups/global/AllUsers";
/// What stays as it is in the path of an object.
pub(in crate::gateway) const KEY: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Gives the permission an action needs, and the path of the list that must grant it.
pub(super) fn needed(action: &str, bucket: &str, key: Option<&str>) -> Option<(&'static str, String)> {
    let of_bucket = || format!("/{bucket}?acl");
    Some(match (action, key) {
        ("s3:GetObject", Some(key)) => ("READ", format!("/{bucket}/{}?acl", utf8_percent_encode(key, KEY))),
        ("s3:ListBucket", _) => ("READ", of_bucket()),
        ("s3:PutObject" | "s3:DeleteObject", _) => ("WRITE", of_bucket()),
        _ => return None,
    })
}

/// Tells whether a list grants a permission to everybody.
pub(super) fn grants(list: &Element, permission: &str) -> bool {
    let Some(grants) = list.child("AccessControlList") else {
        return false;
    };
    grants.all("Grant").any(|grant| {
        let everybody = grant.child("Grantee").and_then(|grantee| grantee.text_of("URI")) == Some(ALL_USERS);
        everybody && matches!(grant.text_of("Permission"), Some(it) if it == permission || it == "FULL_CONTROL")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(uri: &str, permission: &str) -> Element {
        let document = format!(
            "<AccessControlPolicy><AccessControlList><Grant><Grantee><URI>{uri}</URI></Grantee><Permission>{permission}</Permission></Grant></AccessControlList></AccessControlPolicy>"
        );
        Element::parse(document.as_bytes()).unwrap()
    }

    #[test]
    fn only_a_grant_to_all_users_is_public() {
        assert!(grants(&list(ALL_USERS, "READ"), "READ"));
        assert!(grants(&list(ALL_USERS, "FULL_CONTROL"), "READ"));
        assert!(!grants(&list(ALL_USERS, "WRITE"), "READ"));
        assert!(!grants(&list("http://acs.amazonaws.com/groups/global/AuthenticatedUsers", "READ"), "READ"));
    }
}
