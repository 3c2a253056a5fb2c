//! A security group.

use std::fmt;

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{IpPermission, SecurityGroup as SecurityGroupDescription};

use super::identifier::{pairs, refused};
use super::permission::{Peer, Traffic, allow, opening, public, said};
use crate::handle::Handle;
use crate::{Aws, Check, Error, Seen};

/// Names a security group.
///
/// What it is asked for is a protocol (`tcp`, `udp`, `icmp`, .. or its number), a port (for `icmp`, the type) and a peer: a range of addresses, one
/// address, another security group (`sg-..`) or a prefix list (`pl-..`), the latter two as rules name them.
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let web = aws.ec2().security_group("sg-0123456789abcdef0");
/// assert_eq!(web.allows("tcp", 443, "0.0.0.0/0").look().await?.reason(), None);
/// assert_eq!(web.does_not_allow("tcp", 22, "0.0.0.0/0").look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct SecurityGroup {
    aws: Aws,
    id: String,
}

/// Is which rules are meant.
#[derive(Debug, Clone, Copy)]
enum Direction {
    Ingress,
    Egress,
}

impl Direction {
    fn of(self, group: SecurityGroupDescription) -> Vec<IpPermission> {
        let rules = match self {
            Self::Ingress => group.ip_permissions,
            Self::Egress => group.ip_permissions_egress,
        };
        rules.unwrap_or_default()
    }

    fn word(self) -> &'static str {
        match self {
            Self::Ingress => "from",
            Self::Egress => "to",
        }
    }
}

impl SecurityGroup {
    pub(super) fn new(aws: Aws, id: String) -> Self {
        Self { aws, id }
    }

    /// Returns what EC2 knows of the group, with its rules.
    ///
    /// # Errors
    /// Fails when the group does not exist or may not be read.
    pub async fn describe(&self) -> Result<SecurityGroupDescription, Error> {
        let call = Client::new(&self.config().await?).describe_security_groups().group_ids(&self.id);
        let answer = call.send().await.map_err(self.failed("DescribeSecurityGroups"))?;
        answer.security_groups.unwrap_or_default().into_iter().next().ok_or_else(|| Error::absent(self))
    }

    /// Promises that the group exists.
    pub fn exists(&self) -> Check<SecurityGroupDescription> {
        self.check("exists", |group| async move { group.describe().await.map(Seen::Yes) })
    }

    /// Promises that the group does not exist any more.
    pub fn is_gone(&self) -> Check {
        self.gone(|group| async move { group.describe().await })
    }

    /// Promises that every address of the peer may connect: `("tcp", 443, "0.0.0.0/0")`.
    pub fn allows(&self, protocol: impl AsRef<str>, port: u16, source: impl Into<String>) -> Check {
        self.allowing(Direction::Ingress, protocol.as_ref(), port, source.into())
    }

    /// Promises that no address of the peer may connect: of `0.0.0.0/0`, no IPv4 address at all.
    ///
    /// Whether strangers may is what [`is_closed_to_the_internet`](Self::is_closed_to_the_internet) tells.
    pub fn does_not_allow(&self, protocol: impl AsRef<str>, port: u16, source: impl Into<String>) -> Check {
        self.refusing(Direction::Ingress, protocol.as_ref(), port, source.into())
    }

    /// Promises that connections to every address of the peer may be made.
    pub fn allows_to(&self, protocol: impl AsRef<str>, port: u16, destination: impl Into<String>) -> Check {
        self.allowing(Direction::Egress, protocol.as_ref(), port, destination.into())
    }

    /// Promises that a connection to no address of the peer may be made.
    pub fn does_not_allow_to(&self, protocol: impl AsRef<str>, port: u16, destination: impl Into<String>) -> Check {
        self.refusing(Direction::Egress, protocol.as_ref(), port, destination.into())
    }

    /// Promises that no rule lets the internet connect: a range larger than a /8 (of IPv6, a /16), which is more than one owner has.
    ///
    /// An office's own range may be let in.
    pub fn is_closed_to_the_internet(&self, protocol: impl AsRef<str>, port: u16) -> Check {
        let traffic = Traffic::new(protocol.as_ref(), port);
        let promise = format!("does not allow {} {port} from the internet", protocol.as_ref());
        self.check(promise, move |group| {
            let traffic = traffic.clone();
            async move {
                let rules = Direction::Ingress.of(group.describe().await?);
                Ok(match public(&rules, &traffic) {
                    Some(range) => Seen::No(format!("allows it from {range}")),
                    None => Seen::Yes(()),
                })
            }
        })
    }

    /// Promises that the group has no rule at all, in and out, as a default group should.
    pub fn allows_nothing(&self) -> Check {
        self.check("allows nothing", |group| async move {
            let described = group.describe().await?;
            let rules = [described.ip_permissions, described.ip_permissions_egress];
            let rules: Vec<_> = rules.into_iter().flatten().flatten().collect();
            Ok(Seen::when(rules.is_empty(), (), || format!("allows {}", said(&rules))))
        })
    }

    /// Promises that the group is in a VPC.
    pub fn is_in_vpc(&self, vpc: impl Into<String>) -> Check {
        let vpc = vpc.into();
        self.check(format!("is in `{vpc}`"), move |group| {
            let vpc = vpc.clone();
            async move {
                let actual = group.describe().await?.vpc_id.unwrap_or_default();
                Ok(Seen::when(actual == vpc, (), || format!("is in `{actual}`")))
            }
        })
    }

    /// Promises that the group has a tag.
    pub fn has_tag(&self, key: impl Into<String>, value: impl Into<String>) -> Check {
        self.tagged(key.into(), value.into(), |group| async move { Ok(pairs(group.describe().await?.tags)) })
    }

    fn allowing(&self, direction: Direction, protocol: &str, port: u16, peer: String) -> Check {
        let traffic = Traffic::new(protocol, port);
        self.check(format!("allows {protocol} {port} {} {peer}", direction.word()), move |group| {
            let (traffic, peer) = (traffic.clone(), peer.clone());
            async move {
                let peer = Peer::read(&peer).map_err(|reason| Error::malformed(&group, reason))?;
                let rules = direction.of(group.describe().await?);
                Ok(Seen::when(allow(&rules, &traffic, &peer), (), || format!("allows {}", said(&rules))))
            }
        })
    }

    fn refusing(&self, direction: Direction, protocol: &str, port: u16, peer: String) -> Check {
        let traffic = Traffic::new(protocol, port);
        self.check(format!("does not allow {protocol} {port} {} {peer}", direction.word()), move |group| {
            let (traffic, peer) = (traffic.clone(), peer.clone());
            async move {
                let peer = Peer::read(&peer).map_err(|reason| Error::malformed(&group, reason))?;
                let rules = direction.of(group.describe().await?);
                Ok(match opening(&rules, &traffic, &peer) {
                    Some(open) => Seen::No(format!("allows it {} {open}", direction.word())),
                    None => Seen::Yes(()),
                })
            }
        })
    }
}

impl Handle for SecurityGroup {
    const SERVICE: &'static str = "ec2";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        refused("a security group", "sg", &self.id)
    }
}

impl fmt::Display for SecurityGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "security group `{}`{}", self.id, self.aws.place())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;
    use crate::canned::Canned;

    const ID: &str = "sg-0123456789abcdef0";

    fn group() -> SecurityGroup {
        let web = "<item><ipProtocol>tcp</ipProtocol><fromPort>443</fromPort><toPort>443</toPort><ipRanges><item><cidrIp>0.0.0.0/0</cidrIp></item></ipRanges></item>";
        let shell = "<item><ipProtocol>tcp</ipProtocol><fromPort>22</fromPort><toPort>22</toPort><ipRanges><item><cidrIp>198.51.100.7/32</cidrIp></item></ipRanges></item>";
        let item = format!("<item><groupId>{ID}</groupId><ipPermissions>{web}{shell}</ipPermissions></item>");
        let body = format!(
            "<DescribeSecurityGroupsResponse><securityGroupInfo>{item}</securityGroupInfo></DescribeSecurityGroupsResponse>"
        );
        let canned = (0..6).fold(Canned::default(), |canned, _| canned.xml(200, &*body));
        canned.aws().0.ec2().security_group(ID)
    }

    #[tokio::test]
    async fn what_the_group_allows_is_told_from_what_it_does_not() {
        let group = group();
        assert_eq!(group.allows("tcp", 443, "0.0.0.0/0").look().await.unwrap(), Seen::Yes(()));
        let seen = group.allows("tcp", 80, "0.0.0.0/0").look().await.unwrap();
        assert_eq!(seen.reason(), Some("allows tcp 443 (0.0.0.0/0), tcp 22 (198.51.100.7/32)"));
        let seen = group.does_not_allow("tcp", 22, "0.0.0.0/0").look().await.unwrap();
        assert_eq!(seen.reason(), Some("allows it from 198.51.100.7/32"));
        assert_eq!(group.is_closed_to_the_internet("tcp", 22).look().await.unwrap(), Seen::Yes(()));
        let seen = group.is_closed_to_the_internet("tcp", 443).look().await.unwrap();
        assert_eq!(seen.reason(), Some("allows it from 0.0.0.0/0"));
        assert_eq!(group.allows_to("tcp", 443, "10.0.0.1").look().await.unwrap().reason(), Some("allows nothing"));
    }

    #[tokio::test]
    async fn what_is_no_group_and_no_address_is_refused_before_a_call() {
        let (aws, calls) = Canned::default().aws();
        for (id, source) in [("web", "0.0.0.0/0"), (ID, "the office")] {
            let error = aws.ec2().security_group(id).allows("tcp", 22, source).look().await.unwrap_err();
            assert_eq!(error.kind(), &ErrorKind::Malformed, "{id} {source}");
        }
        assert_eq!(calls.count(), 0);
    }
}
