//! What may be needed by something that could not be listed.

use super::{Judged, NotListed};
use crate::nuke::kinds::{self, About, MADE_BY_STACK, Reach};
use crate::nuke::model::{GLOBAL, Resource};
use crate::nuke::select::{Cause, Reason, Verdict};

/// Keeps what would go and may be needed by something that could not be listed: that may be protected, and nobody knows.
pub(super) fn hold(judged: &mut [Judged], not_listed: &[NotListed]) {
    if not_listed.is_empty() {
        return;
    }
    for judged in judged.iter_mut().filter(|judged| matches!(judged.verdict, Verdict::Delete | Verdict::Unprotect)) {
        if let Some(failed) = not_listed.iter().find(|failed| may_need(failed, &judged.resource)) {
            let what = failed.kind.as_ref().map_or("what is there".to_owned(), |kind| format!("`{kind}`"));
            let text = format!("{what} in {} could not be listed, and may need it", failed.region);
            judged.verdict = Verdict::Keep(Reason::new(Cause::Unlisted, text));
        }
    }
}

fn may_need(failed: &NotListed, resource: &Resource) -> bool {
    let kind = resource.reference.kind.as_str();
    let uses = |about: &About| about.uses.contains(&kind);
    match &failed.kind {
        Some(name) => kinds::find(name).map(|kind| kind.about()).is_some_and(|about| {
            let is_part = about.names_anything && resource.tags.get(MADE_BY_STACK).is_some();
            resource.reference.is_in_reach_of(&failed.region) && (is_part || uses(about))
        }),
        // Of a region that is silent nothing is known; what belongs to the whole account may be used there.
        None => {
            let regional = kinds::all().iter().map(|kind| kind.about()).filter(|about| about.reach == Reach::Region);
            resource.reference.region == GLOBAL && regional.into_iter().any(uses)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nuke::model::{Reference, Tags};

    fn failed(kind: Option<&str>, region: &str) -> NotListed {
        NotListed { region: region.to_owned(), kind: kind.map(str::to_owned), error: "AccessDenied".to_owned() }
    }

    fn goes(kind: &str, region: &str, failed: NotListed) -> bool {
        let mut resource = Resource::new(Reference::new(kind, region, "x"));
        resource.tags = Tags::from_iter([("", ""); 0]);
        let mut judged = [Judged { resource, verdict: Verdict::Delete }];
        hold(&mut judged, &[failed]);
        judged[0].verdict == Verdict::Delete
    }

    #[test]
    fn what_an_unlisted_kind_may_need_stays_and_the_rest_goes() {
        let functions = || failed(Some("lambda-function"), "eu-west-1");
        assert!(!goes("dynamodb-table", "eu-west-1", functions()));
        assert!(!goes("iam-role", GLOBAL, functions()));
        assert!(!goes("s3-bucket", "us-east-1", functions()));
        assert!(goes("dynamodb-table", "us-east-1", functions()), "in another region");
        assert!(goes("ec2-instance", "eu-west-1", functions()), "no function needs one");
        let region = || failed(None, "eu-west-1");
        assert!(!goes("iam-role", GLOBAL, region()) && goes("sqs-queue", "us-east-1", region()));
        let stacks = || failed(Some("cloudformation-stack"), "eu-west-1");
        assert!(goes("sqs-queue", "eu-west-1", stacks()));
        let mut made = Resource::new(Reference::new("sqs-queue", "eu-west-1", "x"));
        made.tags = Tags::from_iter([(MADE_BY_STACK, "web")]);
        assert!(may_need(&stacks(), &made));
    }
}
