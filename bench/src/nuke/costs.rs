//! What the API asks for each kind of the workloads: pages, and the calls that no listing and no batch can spare.
//!
//! Sources are the API references of the services: `MaxResults` and its namesakes for pages and batches, and what each listing tells.
//! Protection by tag, and the identity that tells a namesake, have to be known of every row, so what only a call for each resource tells
//! is counted once for the plan and once for the look before the delete.

/// Says what one kind costs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cost {
    pub(super) kind: &'static str,
    /// The signing name.
    pub(super) service: &'static str,
    /// Resources on a page of the listing.
    pub(super) page: u64,
    /// Reads that the plan needs beside the listing.
    pub(super) details: Details,
    /// The look just before the delete.
    pub(super) look: Calls,
    pub(super) delete: Calls,
}

/// Counts calls for a number of resources.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Calls {
    /// For each.
    pub(super) each: u64,
    /// One call for so many; 0 for none.
    pub(super) batch: u64,
}

/// Says of which resources a plan reads details.
#[derive(Debug, Clone, Copy)]
pub(super) enum Details {
    None,
    /// Of all: nothing else tells whether they go.
    OfAll(Calls),
    /// Of those that go by what the listing tells.
    OfThoseThatGo(Calls),
}

impl Calls {
    /// Returns the calls for so many.
    pub(super) fn of(self, count: u64) -> u64 {
        self.each * count + if self.batch == 0 { 0 } else { count.div_ceil(self.batch) }
    }
}

const fn each(each: u64) -> Calls {
    Calls { each, batch: 0 }
}

const fn batch(batch: u64) -> Calls {
    Calls { each: 0, batch }
}

const fn cost(kind: &'static str, service: &'static str) -> Cost {
    Cost { kind, service, page: 1000, details: Details::None, look: batch(200), delete: each(1) }
}

/// A kind of EC2: tags come with the listing, a filter takes 200 ids (Filtering, EC2 user guide), most deletes take one.
const fn ec2(kind: &'static str) -> Cost {
    cost(kind, "ec2")
}

static COSTS: [Cost; 19] = [
    // Whether it is protected, only `DescribeInstanceAttribute` tells.
    Cost { details: Details::OfThoseThatGo(each(1)), delete: batch(200), ..ec2("ec2-instance") },
    ec2("ec2-volume"),
    ec2("ec2-security-group"),
    ec2("ec2-address"),
    ec2("ec2-vpc"),
    ec2("ec2-subnet"),
    ec2("ec2-route-table"),
    ec2("ec2-network-acl"),
    ec2("ec2-nat-gateway"),
    ec2("ec2-network-interface"),
    // Detached first.
    Cost { delete: each(2), ..ec2("ec2-internet-gateway") },
    Cost { delete: batch(25), ..ec2("ec2-vpc-endpoint") },
    // Twenty tags of a call; the attributes tell the protection.
    Cost {
        page: 400,
        details: Details::OfAll(Calls { each: 1, batch: 20 }),
        look: Calls { each: 0, batch: 20 },
        ..cost("elbv2-load-balancer", "elasticloadbalancing")
    },
    Cost {
        page: 400,
        details: Details::OfAll(batch(20)),
        look: batch(20),
        ..cost("elbv2-target-group", "elasticloadbalancing")
    },
    // The creation time, which is its identity, and the tags.
    Cost { details: Details::OfAll(each(2)), look: each(2), ..cost("sqs-queue", "sqs") },
    // The tags; the listing of the look tells the rest.
    Cost {
        page: 50,
        details: Details::OfAll(each(1)),
        look: Calls { each: 1, batch: 50 },
        ..cost("logs-group", "logs")
    },
    // One call tells of a thousand roles everything. Two policies and a profile are let go of first.
    Cost { look: batch(1000), delete: each(4), ..cost("iam-role", "iam") },
    Cost { details: Details::OfAll(each(1)), look: Calls { each: 1, batch: 1000 }, ..cost("iam-policy", "iam") },
    Cost { details: Details::OfAll(each(1)), look: each(1), ..cost("iam-instance-profile", "iam") },
];

/// Buckets: the tags; the uploads, the versions by pages, which are deleted by pages, the bucket.
fn bucket(versions: u64) -> Cost {
    let contents = 2 * versions.div_ceil(1000);
    let look = Calls { each: 1, batch: 1000 };
    Cost { details: Details::OfAll(each(1)), look, delete: each(2 + contents), ..cost("s3-bucket", "s3") }
}

/// Finds what a kind costs; buckets hold so many versions each.
pub(super) fn of(kind: &str, versions: u64) -> Option<Cost> {
    match kind {
        "s3-bucket" => Some(bucket(versions)),
        _ => COSTS.iter().find(|cost| cost.kind == kind).copied(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_for_each_and_for_each_batch() {
        assert_eq!(Calls { each: 2, batch: 50 }.of(51), 104);
        assert_eq!(each(3).of(5), 15);
        assert_eq!(batch(200).of(0), 0);
    }

    #[test]
    fn a_bucket_is_emptied_a_thousand_versions_at_a_time() {
        assert_eq!(bucket(200_000).delete.of(1), 402);
        assert_eq!(bucket(0).delete.of(1), 2);
    }
}
