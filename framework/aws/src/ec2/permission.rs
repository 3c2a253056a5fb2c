//! What rules of a security group let through.

use aws_sdk_ec2::types::IpPermission;

use super::cidr::Range;

/// Is who may connect, or may be connected to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Peer {
    /// Every address of a range.
    Addresses(Range),
    /// The members of a security group, or the ranges of a prefix list.
    Named(String),
}

impl Peer {
    /// Reads a range, an address, or the id of a security group or a prefix list.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        if text.starts_with("sg-") || text.starts_with("pl-") {
            return Ok(Self::Named(text.to_owned()));
        }
        let range = Range::read(text).map(Self::Addresses);
        range.ok_or_else(|| {
            format!("`{text}` is no range of addresses: it takes `10.0.0.0/8`, `::/0`, `10.1.2.3`, `sg-..` or `pl-..`")
        })
    }
}

/// Is one kind of traffic: a protocol (`tcp`, `udp`, `icmp`, .. or its number) and a port (for `icmp`, the type).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Traffic {
    protocol: String,
    port: i32,
}

impl Traffic {
    pub(super) fn new(protocol: &str, port: u16) -> Self {
        Self { protocol: named(protocol), port: i32::from(port) }
    }

    fn passes(&self, permission: &IpPermission) -> bool {
        let protocol = named(permission.ip_protocol().unwrap_or("-1"));
        let (from, to) = (permission.from_port().unwrap_or(-1), permission.to_port().unwrap_or(-1));
        let ports =
            from == -1 || (from..=to).contains(&self.port) || (protocol.starts_with("icmp") && from == self.port);
        // Protocols other than these have no ports: EC2 lets all of them through.
        let ported = matches!(protocol.as_str(), "tcp" | "udp" | "icmp" | "icmpv6");
        protocol == "-1" || (protocol == self.protocol && (ports || !ported))
    }
}

/// Names a protocol as EC2 does, where it was given by number.
fn named(protocol: &str) -> String {
    match protocol {
        "1" => "icmp".to_owned(),
        "6" => "tcp".to_owned(),
        "17" => "udp".to_owned(),
        "58" => "icmpv6".to_owned(),
        "all" => "-1".to_owned(),
        other => other.to_ascii_lowercase(),
    }
}

/// Tells whether rules together let all of this through.
pub(super) fn allow(rules: &[IpPermission], traffic: &Traffic, peer: &Peer) -> bool {
    let passing = rules.iter().filter(|rule| traffic.passes(rule));
    match peer {
        Peer::Named(id) => passing.flat_map(named_peers).any(|named| named == id),
        Peer::Addresses(range) => {
            let open: Vec<_> = passing.flat_map(ranges).filter_map(Range::read).collect();
            range.is_within(&open)
        }
    }
}

/// Returns what lets some of this through: a range, a group or a list.
pub(super) fn opening(rules: &[IpPermission], traffic: &Traffic, peer: &Peer) -> Option<String> {
    let mut passing = rules.iter().filter(|rule| traffic.passes(rule));
    passing.find_map(|rule| match peer {
        Peer::Named(id) => named_peers(rule).find(|named| named == id).map(str::to_owned),
        Peer::Addresses(range) => {
            let some = |text: &&str| Range::read(text).is_some_and(|open| open.overlaps(range));
            ranges(rule).find(some).map(str::to_owned)
        }
    })
}

/// Returns the range of a rule that lets this through for the internet.
pub(super) fn public(rules: &[IpPermission], traffic: &Traffic) -> Option<String> {
    let mut open = rules.iter().filter(|rule| traffic.passes(rule)).flat_map(ranges);
    open.find(|text| Range::read(text).is_some_and(|range| range.is_the_internet())).map(str::to_owned)
}

/// Says what rules let through, to stand behind "allows".
pub(super) fn said(rules: &[IpPermission]) -> String {
    let rule = |rule: &IpPermission| {
        let protocol = named(rule.ip_protocol().unwrap_or("-1"));
        let ports = match (rule.from_port(), rule.to_port()) {
            (None | Some(-1), _) | (_, None) => String::new(),
            (Some(from), Some(to)) if from == to => format!(" {from}"),
            (Some(from), Some(to)) => format!(" {from}-{to}"),
        };
        let peers: Vec<_> = ranges(rule).chain(named_peers(rule)).collect();
        let protocol = if protocol == "-1" { "everything" } else { &protocol };
        format!("{protocol}{ports} ({})", peers.join(", "))
    };
    let all: Vec<_> = rules.iter().map(rule).collect();
    if all.is_empty() { "nothing".to_owned() } else { all.join(", ") }
}

fn ranges(rule: &IpPermission) -> impl Iterator<Item = &str> {
    let narrow = rule.ip_ranges().iter().filter_map(|range| range.cidr_ip());
    narrow.chain(rule.ipv6_ranges().iter().filter_map(|range| range.cidr_ipv6()))
}

fn named_peers(rule: &IpPermission) -> impl Iterator<Item = &str> {
    let groups = rule.user_id_group_pairs().iter().filter_map(|pair| pair.group_id());
    groups.chain(rule.prefix_list_ids().iter().filter_map(|list| list.prefix_list_id()))
}

#[cfg(test)]
mod tests {
    use aws_sdk_ec2::types::{IpRange, UserIdGroupPair};

    use super::*;

    fn rule(protocol: &str, ports: Option<(i32, i32)>, ranges: &[&str]) -> IpPermission {
        let ranges = ranges.iter().map(|range| IpRange::builder().cidr_ip(*range).build()).collect();
        IpPermission::builder()
            .ip_protocol(protocol)
            .set_from_port(ports.map(|ports| ports.0))
            .set_to_port(ports.map(|ports| ports.1))
            .set_ip_ranges(Some(ranges))
            .build()
    }

    #[test]
    fn a_rule_lets_its_protocol_ports_and_ranges_through() {
        for (allowed, rule) in [
            (true, rule("tcp", Some((443, 443)), &["10.0.0.0/8"])),
            (true, rule("6", Some((443, 443)), &["10.0.0.0/8"])),
            (true, rule("-1", None, &["0.0.0.0/0"])),
            (true, rule("tcp", Some((0, 65535)), &["10.1.0.0/16"])),
            (false, rule("tcp", Some((444, 500)), &["10.0.0.0/8"])),
            (false, rule("udp", Some((443, 443)), &["10.0.0.0/8"])),
            (false, rule("tcp", Some((443, 443)), &["10.2.0.0/16"])),
            (false, rule("tcp", Some((443, 443)), &[])),
        ] {
            let (traffic, peer) = (Traffic::new("tcp", 443), Peer::read("10.1.0.0/16").unwrap());
            assert_eq!(allow(std::slice::from_ref(&rule), &traffic, &peer), allowed, "{rule:?}");
        }
    }

    #[test]
    fn two_halves_of_the_internet_are_the_internet() {
        let rules = [rule("tcp", Some((22, 22)), &["0.0.0.0/1"]), rule("tcp", Some((22, 22)), &["128.0.0.0/1"])];
        let traffic = Traffic::new("tcp", 22);
        assert!(allow(&rules, &traffic, &Peer::read("0.0.0.0/0").unwrap()));
        assert_eq!(public(&rules, &traffic), Some("0.0.0.0/1".to_owned()));
        assert_eq!(public(&[rule("tcp", Some((22, 22)), &["198.51.100.7/32"])], &traffic), None);
    }

    #[test]
    fn a_group_is_let_through_by_its_id() {
        let pair = UserIdGroupPair::builder().group_id("sg-1").build();
        let rules = [IpPermission::builder().ip_protocol("-1").user_id_group_pairs(pair).build()];
        let traffic = Traffic::new("udp", 53);
        assert!(allow(&rules, &traffic, &Peer::read("sg-1").unwrap()));
        assert_eq!(opening(&rules, &traffic, &Peer::read("sg-2").unwrap()), None);
        assert_eq!(said(&rules), "everything (sg-1)");
        assert!(Peer::read("the office").is_err());
    }
}
