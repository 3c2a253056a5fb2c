//! A plan for tests.

use super::model::{FORMAT, Summary, VERSION};
use super::{Action, Kept, NotListed, Plan, Row, digest};
use crate::nuke::model::{Reference, Resource, Tags};
use crate::nuke::select::{Cause, Flags, Reason};

/// A plan with something of everything.
pub(crate) fn plan() -> Plan {
    let mut queue = Resource::new(Reference::new("sqs-queue", "eu-west-1", "https://q/ci-1"));
    queue.name = Some("ci-1".to_owned());
    queue.created = Some("2026-06-01T00:00:00Z".parse().unwrap());
    queue.tags = Tags::Known([("cost".to_owned(), "ci".to_owned())].into());
    let kept = Kept {
        reference: Reference::new("sqs-queue", "eu-west-1", "https://q/vip"),
        name: Some("vip".to_owned()),
        created: None,
        reason: Reason::new(Cause::ProtectTag, "its tag `terraproof:keep` protects it"),
    };
    let unsure = Kept {
        reference: Reference::new("s3-bucket", "eu-west-1", "logs"),
        name: None,
        created: None,
        reason: Reason::new(Cause::UnknownAge, "nobody knows when it was made"),
    };
    let rows = vec![
        Row::new(queue.clone(), Action::Cut { uses: vec![Reference::new("sqs-queue", "eu-west-1", "dead")] }),
        Row::new(queue.clone(), Action::Unprotect),
        Row::delete(queue),
    ];
    let not_listed = vec![NotListed {
        region: "eu-south-1".to_owned(),
        kind: None,
        error: "the region is disabled for the account".to_owned(),
    }];
    let (kept, created) = (vec![kept, unsure], "2026-06-15T12:00:00Z".parse().unwrap());
    let flags = Flags { older_than: Some("7d".parse().unwrap()), ..Flags::default() };
    Plan {
        format: FORMAT.to_owned(),
        version: VERSION,
        digest: digest::blank(),
        sandbox: "staging".to_owned(),
        account: "111122223333".to_owned(),
        alias: Some("acme-sandbox".to_owned()),
        caller: "arn:aws:sts::111122223333:assumed-role/nuke/one".to_owned(),
        configuration: "abc".to_owned(),
        created,
        listed: None,
        expires: "2026-06-15T14:00:00Z".parse().unwrap(),
        regions: vec!["eu-west-1".to_owned(), "global".to_owned()],
        everywhere: false,
        flags,
        summary: Summary::of(&rows, &kept, 0, 1),
        rows,
        knots: Vec::new(),
        kept,
        not_listed,
        not_offered: Vec::new(),
    }
}
