//! From a listing to a plan.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use super::following::followers;
use super::model::{FORMAT, LIFETIME, Summary, VERSION};
use super::{Action, Kept, Listing, Plan, Row, digest};
use crate::nuke::graph::{self, Arranged, arrange};
use crate::nuke::model::{Reference, Resource};
use crate::nuke::select::{Cause, Flags, Judge, Reason, Selection, Verdict};

/// Holds what stands at the head of a plan.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) sandbox: String,
    pub(crate) account: String,
    pub(crate) alias: Option<String>,
    pub(crate) caller: String,
    pub(crate) configuration: String,
    pub(crate) created: Timestamp,
    pub(crate) regions: Vec<String>,
    /// Whether these are all that are enabled.
    pub(crate) everywhere: bool,
    pub(crate) flags: Flags,
}

/// Makes a plan of what was listed: what goes in which order, and what stays for which reason.
pub(crate) fn draft(head: Head, listing: Listing, selection: &Selection, judge: Judge) -> Plan {
    let (resources, verdicts): (Vec<Resource>, Vec<Verdict>) =
        listing.judged.into_iter().map(|judged| (judged.resource, judged.verdict)).unzip();
    let going = verdicts.iter().filter(|verdict| **verdict == Verdict::Going).count();
    let is_protected = |resource: &Resource| selection.protects(resource, judge).is_some();
    let arranged = arranged(&resources, &verdicts, &is_protected);
    let kept = resources.iter().zip(verdicts).map(|(resource, verdict)| match verdict {
        Verdict::Keep(reason) => Some(kept_of(resource, reason)),
        _ => None,
    });
    let kept: Vec<Option<Kept>> = kept.collect();
    let kept = all_kept(kept.into_iter().flatten().collect(), &resources, &arranged.rows, arranged.kept);
    Plan {
        format: FORMAT.to_owned(),
        version: VERSION,
        digest: digest::blank(),
        sandbox: head.sandbox,
        account: head.account,
        alias: head.alias,
        caller: head.caller,
        configuration: head.configuration,
        created: head.created,
        listed: None,
        expires: head.created.saturating_add(LIFETIME).unwrap_or(Timestamp::MAX),
        regions: head.regions,
        everywhere: head.everywhere,
        flags: head.flags,
        summary: Summary::of(&arranged.rows, &kept, going, listing.not_listed.len()),
        rows: arranged.rows,
        knots: arranged.knots,
        kept,
        not_listed: listing.not_listed,
        not_offered: listing.not_offered,
    }
}

/// Arranges what was selected, and what follows that as long as all of it goes.
pub(super) fn arranged(
    resources: &[Resource],
    verdicts: &[Verdict],
    is_protected: &dyn Fn(&Resource) -> bool,
) -> Arranged {
    let mut followers = followers(resources, verdicts, is_protected);
    loop {
        let mut rows = selected(resources, verdicts);
        rows.extend(followers.iter().map(|follower| Row::delete(resources[follower.number].clone())));
        let arranged = arrange(rows, resources, is_protected);
        let before = followers.len();
        followers.retain(|follower| follower.still_follows(&arranged.rows));
        if followers.len() == before {
            return arranged;
        }
    }
}

/// Returns the rows of what was selected.
fn selected(resources: &[Resource], verdicts: &[Verdict]) -> Vec<Row> {
    let mut rows = Vec::new();
    for (resource, verdict) in resources.iter().zip(verdicts) {
        if *verdict == Verdict::Unprotect {
            rows.push(Row::new(resource.clone(), Action::Unprotect));
        }
        if matches!(verdict, Verdict::Delete | Verdict::Unprotect) {
            rows.push(Row::delete(resource.clone()));
        }
    }
    rows
}

fn kept_of(resource: &Resource, reason: Reason) -> Kept {
    Kept { reference: resource.reference.clone(), name: resource.name.clone(), created: resource.created, reason }
}

/// Adds what has to stay for something else, and takes out what goes along with something else.
fn all_kept(mut kept: Vec<Kept>, resources: &[Resource], rows: &[Row], held: Vec<graph::Kept>) -> Vec<Kept> {
    let goes: HashSet<&Reference> =
        rows.iter().filter(|row| row.action == Action::Delete).map(Row::reference).collect();
    kept.retain(|kept| !goes.contains(&kept.reference));
    let by_reference: HashMap<&Reference, &Resource> =
        resources.iter().map(|resource| (&resource.reference, resource)).collect();
    let known: HashMap<Reference, Reason> =
        kept.iter().map(|kept| (kept.reference.clone(), kept.reason.clone())).collect();
    let holders: HashSet<Reference> = held.iter().filter_map(|held| held.by.clone()).collect();
    // Nobody asked for what is left out: only what it holds back makes it worth a line.
    kept.retain(|kept| kept.reason.cause != Cause::LeftOut || holders.contains(&kept.reference));
    for held in held.into_iter().filter(|held| !known.contains_key(&held.reference)) {
        let holder = held.by.as_ref().and_then(|by| known.get(by));
        if let Some(resource) = by_reference.get(&held.reference) {
            kept.push(kept_of(resource, held_back(&held.reason, holder)));
        }
    }
    kept.sort_by(|one, other| one.reference.cmp(&other.reference));
    kept
}

/// Says why something that was selected stays: for the sake of something that stays for this reason.
fn held_back(why: &str, holder: Option<&Reason>) -> Reason {
    let cause = if why.starts_with("goes with") { Cause::GoesWithKept } else { Cause::UsedByKept };
    let why = match (holder.and_then(Reason::leaving_out), why.strip_suffix("which is kept")) {
        (Some(place), Some(start)) => format!("{start}which {place} leaves out"),
        _ => why.to_owned(),
    };
    let sentence = match cause {
        Cause::GoesWithKept => format!("it {why}"),
        // Begins with what it says it of.
        _ if why.contains("would go with it") => why,
        _ => format!("it is {why}"),
    };
    Reason::new(cause, sentence)
}

#[cfg(test)]
mod tests {
    use super::super::Judged;
    use super::*;
    use crate::nuke::config::Nuke;
    use crate::nuke::model::{Tags, Use};
    use crate::nuke::safety::Untouchable;

    fn resource(kind: &str, id: &str, tags: &[(&str, &str)], uses: &[(&str, &str)]) -> Resource {
        let mut resource = Resource::new(Reference::new(kind, "eu-west-1", id));
        resource.tags = Tags::from_iter(tags.iter().copied());
        uses.iter().for_each(|(kind, id)| resource.uses(Use::of(Reference::new(*kind, "eu-west-1", *id))));
        resource
    }

    fn planned(resources: Vec<Resource>, flags: &Flags) -> Plan {
        let now: Timestamp = "2026-06-15T12:00:00Z".parse().unwrap();
        let selection = Selection::new(&Nuke::default(), flags, Untouchable::default(), now).unwrap();
        let judge = Judge { now };
        let judged = resources
            .into_iter()
            .map(|resource| Judged { verdict: selection.judge(&resource, judge), resource })
            .collect();
        let sample = crate::nuke::plan::samples::plan();
        let head = Head {
            sandbox: sample.sandbox,
            account: sample.account,
            alias: None,
            caller: sample.caller,
            configuration: String::new(),
            created: now,
            regions: sample.regions,
            everywhere: false,
            flags: flags.clone(),
        };
        draft(head, Listing { judged, ..Listing::default() }, &selection, judge)
    }

    fn deleted(plan: &Plan) -> Vec<&str> {
        plan.deletes().map(|row| row.resource.id()).collect()
    }

    #[test]
    fn what_a_protected_one_uses_stays_with_it_and_says_for_whom() {
        let plan = planned(
            vec![
                resource("ec2-vpc", "vpc-1", &[], &[]),
                resource("ec2-subnet", "subnet-1", &[], &[("ec2-vpc", "vpc-1")]),
                resource("ec2-instance", "i-1", &[("terraproof:keep", "")], &[("ec2-subnet", "subnet-1")]),
                resource("ec2-volume", "vol-1", &[], &[]),
            ],
            &Flags::default(),
        );
        assert_eq!(deleted(&plan), ["vol-1"]);
        let subnet = plan.kept.iter().find(|kept| kept.reference.id == "subnet-1").unwrap();
        assert_eq!(subnet.reason.cause, Cause::UsedByKept);
        assert!(subnet.reason.text.contains("i-1"), "{}", subnet.reason.text);
    }

    #[test]
    fn users_come_before_what_they_use() {
        let plan = planned(
            vec![
                resource("ec2-vpc", "vpc-1", &[], &[]),
                resource("ec2-instance", "i-1", &[], &[("ec2-subnet", "subnet-1")]),
                resource("ec2-subnet", "subnet-1", &[], &[("ec2-vpc", "vpc-1")]),
            ],
            &Flags::default(),
        );
        assert_eq!(deleted(&plan), ["i-1", "subnet-1", "vpc-1"]);
        assert_eq!(plan.summary.delete, 3);
    }

    #[test]
    fn what_is_of_a_kind_that_was_left_out_holds_back_what_it_uses_and_is_told_only_then() {
        let plan = planned(
            vec![
                resource("iam-role", "used", &[], &[]),
                resource("iam-role", "free", &[], &[]),
                resource("lambda-function", "f", &[], &[("iam-role", "used")]),
                resource("lambda-function", "g", &[], &[("iam-role", "elsewhere")]),
            ],
            &Flags { kinds: vec!["iam-role".to_owned()], ..Flags::default() },
        );
        assert_eq!(deleted(&plan), ["free"]);
        let kept: Vec<(&str, &str)> =
            plan.kept.iter().map(|kept| (kept.reference.id.as_str(), kept.reason.text.as_str())).collect();
        let why = "it is used by lambda-function `f` in eu-west-1, which `--kind` leaves out";
        assert_eq!(kept, [("used", why), ("f", "`--kind` leaves it out")]);
    }

    #[test]
    fn what_is_nothing_without_another_follows_it_and_holds_it_back_only_when_it_is_excluded() {
        let listed = || {
            let mut subscription = resource("sns-subscription", "s-1", &[], &[("sns-topic", "t-1")]);
            subscription.tags = Tags::None;
            let kept = resource("sns-topic", "t-2", &[], &[]);
            let mut of_kept = resource("sns-subscription", "s-2", &[], &[("sns-topic", "t-2")]);
            of_kept.tags = Tags::None;
            vec![resource("sns-topic", "t-1", &[("terraproof:run", "r1")], &[]), subscription, kept, of_kept]
        };
        let flags = Flags { run: Some("r1".to_owned()), ..Flags::default() };
        assert_eq!(deleted(&planned(listed(), &flags)), ["s-1", "t-1"]);
        let flags = Flags { exclude_kinds: vec!["sns-subscription".to_owned()], ..flags };
        assert_eq!(deleted(&planned(listed(), &flags)), ["s-1", "t-1"]);
        let mut held = listed();
        held.push(resource("ec2-instance", "i-1", &[("terraproof:keep", "")], &[("sns-topic", "t-1")]));
        assert_eq!(deleted(&planned(held, &flags)), [""; 0], "what it follows stays");
    }

    #[test]
    fn a_part_of_a_kind_that_was_left_out_goes_along_unless_it_is_protected() {
        let instance = || resource("ec2-instance", "i-1", &[], &[]);
        let volume = |tags: &[(&str, &str)]| {
            let mut volume = resource("ec2-volume", "vol-1", tags, &[]);
            volume.goes_with = Some(Reference::new("ec2-instance", "eu-west-1", "i-1"));
            volume
        };
        let flags = Flags { exclude_kinds: vec!["ec2-volume".to_owned()], ..Flags::default() };
        assert_eq!(deleted(&planned(vec![instance(), volume(&[])], &flags)), ["i-1", "vol-1"]);
        let plan = planned(vec![instance(), volume(&[("terraproof:keep", "")])], &flags);
        assert_eq!((deleted(&plan).len(), plan.kept.len()), (0, 2), "{plan:?}");
    }

    #[test]
    fn what_goes_along_is_planned_although_no_filter_selects_it() {
        let mut table = resource("ec2-route-table", "rtb-1", &[], &[("ec2-vpc", "vpc-1")]);
        table.goes_with = Some(Reference::new("ec2-vpc", "eu-west-1", "vpc-1"));
        let vpc = resource("ec2-vpc", "vpc-1", &[("terraproof:run", "r1")], &[]);
        let flags = Flags { run: Some("r1".to_owned()), ..Flags::default() };
        let plan = planned(vec![vpc, table], &flags);
        assert_eq!((deleted(&plan).len(), plan.kept.len()), (2, 0), "{plan:?}");
    }
}
