//! Block Public Access.

use crate::gateway::xml::Element;

/// The two settings that matter when something is read; the other two matter when it is configured.
///
/// See <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) ignore_public_acls: bool,
    pub(super) restrict_public_buckets: bool,
}

impl Block {
    pub(super) fn of(configuration: &Element) -> Self {
        let set = |name: &str| configuration.text_of(name).is_some_and(|text| text.eq_ignore_ascii_case("true"));
        Self { ignore_public_acls: set("IgnorePublicAcls"), restrict_public_buckets: set("RestrictPublicBuckets") }
    }

    /// Joins the settings of a bucket and of its account: the stricter one counts.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            ignore_public_acls: self.ignore_public_acls || other.ignore_public_acls,
            restrict_public_buckets: self.restrict_public_buckets || other.restrict_public_buckets,
        }
    }
}
