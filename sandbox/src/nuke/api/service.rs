//! What has to be known about a service to call it.

/// Describes a service: its host, how its calls are signed and written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Service {
    /// As the CLI calls it: `ec2`.
    pub(crate) name: &'static str,
    /// The first label of its host: `monitoring`.
    pub(crate) host: &'static str,
    /// The name in the signature.
    pub(crate) signing: &'static str,
    /// How calls are written.
    pub(crate) protocol: Protocol,
    /// Whether there is one host for all regions, signed for the partition's first region.
    pub(crate) global: bool,
}

/// Says how the calls of a service are written; see <https://smithy.io/2.0/aws/protocols/index.html>.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// A form with `Action` and this `Version`, answered in XML; lists are `Name.1`.
    Ec2(&'static str),
    /// A form with `Action` and this `Version`, answered in XML; lists are `Name.member.1`.
    Query(&'static str),
    /// JSON with this target before the operation's name; the second value is the media type's version.
    Json(&'static str, &'static str),
    /// Resources with paths, in JSON.
    RestJson,
    /// Resources with paths, in XML.
    RestXml,
}

impl Service {
    pub(super) const fn new(name: &'static str, protocol: Protocol) -> Self {
        Self { name, host: name, signing: name, protocol, global: false }
    }

    pub(super) const fn at(mut self, host: &'static str) -> Self {
        self.host = host;
        self
    }

    pub(super) const fn signed_as(mut self, signing: &'static str) -> Self {
        self.signing = signing;
        self
    }

    pub(super) const fn global(mut self) -> Self {
        self.global = true;
        self
    }

    /// Returns the host in a region; see <https://docs.aws.amazon.com/general/latest/gr/rande.html>.
    pub(super) fn host_in(&self, region: &str) -> String {
        let suffix = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
        match (self.global, region) {
            (true, region) if region.starts_with("us-gov-") => format!("{}.us-gov.{suffix}", self.host),
            (true, _) => format!("{}.{suffix}", self.host),
            (false, region) => format!("{}.{region}.{suffix}", self.host),
        }
    }

    /// Returns the region that a call is signed for.
    pub(super) fn signed_for<'r>(&self, region: &'r str) -> &'r str {
        match region {
            region if !self.global => region,
            region if region.starts_with("cn-") => "cn-north-1",
            region if region.starts_with("us-gov-") => "us-gov-west-1",
            _ => "us-east-1",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::services::{CLOUDWATCH, IAM};

    #[test]
    fn a_global_service_has_one_host_and_is_signed_for_the_first_region() {
        assert_eq!((IAM.host_in("eu-west-1"), IAM.signed_for("eu-west-1")), ("iam.amazonaws.com".into(), "us-east-1"));
    }

    #[test]
    fn a_regional_host_names_its_region_and_partition() {
        assert_eq!(CLOUDWATCH.host_in("cn-north-1"), "monitoring.cn-north-1.amazonaws.com.cn");
    }
}
