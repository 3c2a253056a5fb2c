//! The ids of resources in a service's message.

/// Finds ids of EC2's shape: `eni-0a1b2c3d`, `vpce-svc-0123456789abcdef0`.
///
/// They end in 8 or 17 hexadecimal digits; see <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html>.
pub(super) fn named_in(message: &str) -> Vec<&str> {
    let words = message.split(|character: char| !(character.is_ascii_alphanumeric() || character == '-'));
    let mut ids: Vec<&str> = words.map(|word| word.trim_matches('-')).filter(|word| is_id(word)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Says of what kind an id of EC2 is; `resource` where that is not known.
pub(super) fn kind_of(id: &str) -> &'static str {
    match id.rsplit_once('-').map(|(prefix, _)| prefix) {
        Some("acl") => "ec2-network-acl",
        Some("eni") => "ec2-network-interface",
        Some("i") => "ec2-instance",
        Some("igw") => "ec2-internet-gateway",
        Some("nat") => "ec2-nat-gateway",
        Some("pcx") => "ec2-vpc-peering-connection",
        Some("rtb") => "ec2-route-table",
        Some("sg") => "ec2-security-group",
        Some("subnet") => "ec2-subnet",
        Some("tgw-attach") => "ec2-transit-gateway-attachment",
        Some("vgw") => "ec2-vpn-gateway",
        Some("vol") => "ec2-volume",
        Some("vpc") => "ec2-vpc",
        Some("vpce") => "ec2-vpc-endpoint",
        _ => "resource",
    }
}

fn is_id(word: &str) -> bool {
    let Some((prefix, digits)) = word.rsplit_once('-') else { return false };
    let lower_hexadecimal = |digit: char| digit.is_ascii_digit() || ('a'..='f').contains(&digit);
    matches!(digits.len(), 8 | 17)
        && digits.chars().all(lower_hexadecimal)
        && prefix.starts_with(|first: char| first.is_ascii_lowercase())
        && prefix
            .chars()
            .all(|character| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_the_blocker_by_its_id() {
        let message =
            "resource sg-0123456789abcdef0 has a dependent object: network interface `eni-0a1b2c3d` (in use).";
        assert_eq!(named_in(message), ["eni-0a1b2c3d", "sg-0123456789abcdef0"]);
    }

    #[test]
    fn an_id_tells_its_kind() {
        assert_eq!(
            (kind_of("tgw-attach-0a1b2c3d"), kind_of("x-0a1b2c3d")),
            ("ec2-transit-gateway-attachment", "resource")
        );
    }

    #[test]
    fn words_with_hyphens_are_no_ids() {
        assert!(named_in("us-east-1, multi-attach, a-12345678-b, Request-0a1b2c3d").is_empty());
    }
}
