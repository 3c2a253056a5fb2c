//! A plan for the person who has to answer for it: what matters first, then every row.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::Timestamp;

use super::notable::{cost, notable};
use super::{Action, Kept, NotListed, NotOffered, Plan, Row};
use crate::nuke::kinds;
use crate::nuke::model::{GLOBAL, Reference, Tags};
use crate::nuke::select::{Cause, first_seen};
use crate::{console, duration};

/// How many rows of a list are shown before the rest is counted.
const SHOWN: usize = 20;
/// How wide the items in a line of a table are.
const WIDE: usize = 36;

/// Says what a plan would do; `everything` adds each row and each resource that stays.
pub(crate) fn text(plan: &Plan, now: Timestamp, everything: bool) -> String {
    let parts = [
        heading(plan, now) + &notable(plan) + &beyond(plan),
        by_kind(plan, now),
        called_out(plan),
        not_known(plan, everything),
        NotOffered::text(&plan.not_offered),
        if everything { rows(plan, now) } else { String::new() },
        staying(plan, everything),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

fn heading(plan: &Plan, now: Timestamp) -> String {
    let left = plan.expires.duration_since(now).as_secs();
    let validity = if left > 0 {
        format!("valid for {} more", duration::short(left))
    } else {
        "expired: it can be read, and not be applied".to_owned()
    };
    let theirs = plan.kept.iter().filter(|kept| kept.reason.cause == Cause::BuiltIn).count();
    let stay = match (plan.kept.len() - theirs, theirs) {
        (own, 0) => format!("{own} to stay"),
        (own, theirs) => format!("{own} to stay, beside {theirs} of AWS's own"),
    };
    let typed = plan.flags.typed();
    let flags = if typed.is_empty() { "none besides `terraproof.toml`".to_owned() } else { typed.join(" ") };
    format!(
        "plan      {} to delete, {} to cut, {} to unprotect; {stay}\n\
         account   {}, sandbox `{}`\n\
         caller    {}\n\
         made      {}, {validity}\n\
         where     {}\n\
         filters   {flags}\n\
         kinds     {} are known (`terraproof nuke kinds`); whatever is of another kind stays, untold\n",
        plan.summary.delete,
        plan.summary.cut,
        plan.summary.unprotect,
        plan.account_name(),
        plan.sandbox,
        plan.caller,
        plan.created.strftime("%Y-%m-%d %H:%M:%S UTC"),
        plan.regions.join(", "),
        kinds::all().len(),
    )
}

/// Names what goes of the whole account although not all regions are looked at.
fn beyond(plan: &Plan) -> String {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for row in plan.deletes().filter(|row| row.reference().region == GLOBAL && !plan.everywhere) {
        *kinds.entry(&row.reference().kind).or_default() += 1;
    }
    if kinds.is_empty() {
        return String::new();
    }
    let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    format!("elsewhere what is in other regions is not looked at, and may use these:\n          {}\n", kinds.join(", "))
}

#[derive(Default)]
struct Group {
    count: usize,
    oldest: Option<Timestamp>,
    newest: Option<Timestamp>,
}

fn by_kind(plan: &Plan, now: Timestamp) -> String {
    let mut groups: BTreeMap<(&str, &str), Group> = BTreeMap::new();
    for row in plan.deletes() {
        let reference = row.reference();
        let group = groups.entry((&reference.kind, &reference.region)).or_default();
        group.count += 1;
        if let Some(created) = row.resource.created {
            group.oldest = Some(group.oldest.map_or(created, |oldest| oldest.min(created)));
            group.newest = Some(group.newest.map_or(created, |newest| newest.max(created)));
        }
    }
    if groups.is_empty() {
        return "nothing would be deleted\n".to_owned();
    }
    let mut table = console::table(&["kind", "region", "delete", "oldest", "newest"]);
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|((kind, _), _)| Reverse(cost(kind)));
    for ((kind, region), group) in groups {
        let age = |time: Option<Timestamp>| time.map_or_else(|| "not known".to_owned(), |time| age(time, now));
        table.add_row([
            kind.to_owned(),
            region.to_owned(),
            group.count.to_string(),
            age(group.oldest),
            age(group.newest),
        ]);
    }
    format!("{table}\n")
}

fn called_out(plan: &Plan) -> String {
    let mut text = String::new();
    for row in &plan.rows {
        match &row.action {
            Action::Delete => {}
            Action::Unprotect => {
                let protection = row.resource.protection.as_deref().unwrap_or("deletion protection");
                text.push_str(&format!(
                    "unprotect {}: its {protection} is switched off, and it is deleted\n",
                    named(row)
                ));
            }
            Action::Cut { uses } => {
                let uses: Vec<String> = uses.iter().map(Reference::to_string).collect();
                text.push_str(&format!("cut       {}: it gives up {}\n", named(row), uses.join(", ")));
            }
        }
    }
    for knot in &plan.knots {
        let members: Vec<String> = knot.iter().map(Reference::to_string).collect();
        text.push_str(&format!("knot      {}: they use each other, and may stay\n", members.join(", ")));
    }
    text
}

fn not_known(plan: &Plan, everything: bool) -> String {
    let mut text = String::new();
    let failed = NotListed::lines(&plan.not_listed);
    let told = if everything { failed.len() } else { SHOWN.min(failed.len()) };
    text.push_str(&failed[..told].concat());
    if failed.len() > told {
        text.push_str(&format!("not listed: {} more lines\n", failed.len() - told));
    }
    let unsure: Vec<&Kept> = plan.kept.iter().filter(|kept| kept.reason.cause.is_unsure()).collect();
    let shown = if everything { unsure.len() } else { SHOWN.min(unsure.len()) };
    for kept in &unsure[..shown] {
        text.push_str(&format!("unsure, stays: {}: {}\n", shown_kept(kept), kept.reason));
    }
    if unsure.len() > shown {
        text.push_str(&format!("unsure, stays: {} more\n", unsure.len() - shown));
    }
    text
}

/// Lists as many a line as fit, for where no terminal tells how wide a line may be.
fn in_lines(items: &[String]) -> String {
    let mut lines = vec![String::new()];
    for (number, item) in items.iter().enumerate() {
        let comma = if number + 1 < items.len() { "," } else { "" };
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(&format!("{item}{comma}")),
            Some(line) if line.len() + item.len() < WIDE => line.push_str(&format!(" {item}{comma}")),
            _ => lines.push(format!("{item}{comma}")),
        }
    }
    lines.join("\n")
}

fn staying(plan: &Plan, everything: bool) -> String {
    if plan.kept.is_empty() {
        return String::new();
    }
    let mut table = console::table(&["why it stays", "how many", "kinds"]);
    for (why, count) in &plan.summary.kept {
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for kept in plan.kept.iter().filter(|kept| kept.reason.cause.heading() == why) {
            *kinds.entry(&kept.reference.kind).or_default() += 1;
        }
        let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        table.add_row([why.clone(), count.to_string(), in_lines(&kinds)]);
    }
    let mut text = format!("{table}\n");
    if everything {
        for kept in plan.kept.iter().filter(|kept| !kept.reason.cause.is_unsure()) {
            text.push_str(&format!("stays     {}: {}\n", shown_kept(kept), kept.reason));
        }
    }
    text
}

fn rows(plan: &Plan, now: Timestamp) -> String {
    let mut text = String::new();
    for row in &plan.rows {
        let made = match (row.resource.created, first_seen(&row.resource)) {
            (Some(created), _) => format!("{} old", age(created, now)),
            (None, Some(seen)) => format!("at least {} old", age(seen, now)),
            (None, None) => "age not known".to_owned(),
        };
        let along = row.resource.goes_with.as_ref().filter(|_| row.action == Action::Delete);
        let along = along
            .map(|whole| format!("; goes with {} `{}`", whole.kind, console::plain(&whole.id)))
            .unwrap_or_default();
        let tags = match &row.resource.tags {
            Tags::Known(tags) if !tags.is_empty() => {
                let tags: Vec<String> = tags.iter().map(|(key, value)| format!("{key}={value}")).collect();
                format!("; {}", console::plain(&tags.join(", ")))
            }
            _ => String::new(),
        };
        text.push_str(&format!("{:<9} {}: {made}{along}{tags}\n", row.action.verb(), named(row)));
    }
    text
}

fn named(row: &Row) -> String {
    shown(row.reference(), row.resource.name.as_deref())
}

fn shown_kept(kept: &Kept) -> String {
    shown(&kept.reference, kept.name.as_deref())
}

/// Names a resource with its name where the id does not tell it: ``ec2-instance `i-1` (web) in eu-west-1``.
fn shown(reference: &Reference, name: Option<&str>) -> String {
    let name = name
        .filter(|name| !reference.tells(name))
        .map(|name| format!(" ({})", console::plain(name)))
        .unwrap_or_default();
    let place = if reference.region == GLOBAL { String::new() } else { format!(" in {}", reference.region) };
    format!("{} `{}`{name}{place}", reference.kind, console::plain(&reference.id))
}

fn age(time: Timestamp, now: Timestamp) -> String {
    duration::short(now.duration_since(time).as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nuke::plan::samples::plan;

    fn shown(everything: bool) -> String {
        text(&plan(), "2026-06-15T13:00:00Z".parse().unwrap(), everything)
    }

    #[test]
    fn what_belongs_to_the_account_may_be_used_where_nobody_looks() {
        let mut plan = crate::nuke::plan::samples::plan();
        assert!(!text(&plan, plan.created, false).contains("elsewhere"));
        let role = crate::nuke::model::Resource::new(Reference::global("iam-role", "r"));
        plan.rows.push(Row::delete(role));
        let shown = text(&plan, plan.created, false);
        assert!(
            shown.contains(
                "elsewhere what is in other regions is not looked at, and may use these:\n          1 iam-role"
            ),
            "{shown}"
        );
        plan.everywhere = true;
        assert!(!text(&plan, plan.created, false).contains("elsewhere"));
    }

    #[test]
    fn the_reader_sees_who_where_how_many_and_how_old() {
        let shown = shown(false);
        for part in [
            "1 to delete, 1 to cut, 1 to unprotect; 2 to stay",
            "acme-sandbox (111122223333)",
            "assumed-role/nuke",
            "valid for 1h more",
            "--older-than 7d",
            "14d 13h",
        ] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
    }

    #[test]
    fn a_table_without_a_terminal_has_short_lines_and_loses_no_item() {
        let items: Vec<String> = (0..9).map(|number| format!("{number} elbv2-load-balancer")).collect();
        let lines = in_lines(&items);
        assert!(lines.lines().count() > 3 && lines.lines().all(|line| line.len() <= WIDE + 1), "{lines}");
        assert_eq!(lines.replace('\n', " "), items.join(", "));
    }

    #[test]
    fn what_is_unusual_is_called_out_in_the_short_form_too() {
        let shown = shown(false);
        for part in [
            "unprotect sqs-queue `https://q/ci-1` in eu-west-1",
            "it gives up sqs-queue `dead`",
            "not listed: every kind in eu-south-1",
            "unsure, stays: s3-bucket `logs` in eu-west-1: nobody knows",
            "protected by a tag",
        ] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        assert!(!shown.contains("delete    sqs-queue"), "{shown}");
    }

    #[test]
    fn every_row_and_every_reason_is_in_the_long_form() {
        let shown = shown(true);
        for part in [
            "delete    sqs-queue `https://q/ci-1` in eu-west-1: 14d 13h old; cost=ci",
            "its tag `terraproof:keep` protects it",
        ] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
    }
}
