//! What everything in EC2 has in common: an id, tags, filters.

use aws_sdk_ec2::types::{Filter, Tag};

/// Says why nothing can have this id: EC2's are a prefix and 17 hexadecimal digits, or 8 for what is old.
///
/// Source: [resource ids](https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html).
pub(super) fn refused(kind: &str, prefix: &str, id: &str) -> Option<String> {
    let hexadecimal = |digit: u8| digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit);
    let fine = id
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('-'))
        .is_some_and(|digits| matches!(digits.len(), 8 | 17) && digits.bytes().all(hexadecimal));
    (!fine).then(|| format!("the id of {kind} takes `{prefix}-` and 17 (or 8) hexadecimal digits"))
}

/// Turns tags into pairs.
pub(super) fn pairs(tags: Option<Vec<Tag>>) -> Vec<(String, String)> {
    let pair = |tag: Tag| Some((tag.key?, tag.value.unwrap_or_default()));
    tags.unwrap_or_default().into_iter().filter_map(pair).collect()
}

/// Makes a filter of one name and one value.
pub(super) fn filter(name: &str, value: &str) -> Filter {
    Filter::builder().name(name).values(value).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_prefix_and_hexadecimal_digits() {
        for (id, fine) in [
            ("vpc-0123456789abcdef0", true),
            ("vpc-1a2b3c4d", true),
            ("vpc-", false),
            ("vpc-xyz", false),
            ("vpc-0123456789ABCDEF0", false),
            ("subnet-0123456789abcdef0", false),
            ("vpc0123456789abcdef0", false),
            ("", false),
        ] {
            assert_eq!(refused("a VPC", "vpc", id).is_none(), fine, "{id}");
        }
    }
}
