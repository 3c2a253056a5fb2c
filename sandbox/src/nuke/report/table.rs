//! The report for people.

use std::collections::BTreeMap;

use comfy_table::Table;
use jiff::Timestamp;

use super::{Counts, Report};
use crate::nuke::engine::{End, Ending};
use crate::nuke::plan::{Action, NotListed, NotOffered, Row};
use crate::{Exit, console, duration};

/// How many of what holds a stuck one are named.
const BLOCKERS: usize = 10;

/// Says what an apply did: a table by kind and region, what needs a person, and one sentence at the end.
pub(crate) fn text(report: &Report, now: Timestamp) -> String {
    let mut text = format!("account   {}, sandbox `{}`\n", report.plan.account_name(), report.plan.sandbox);
    if report.plan.deletes().next().is_some() {
        text.push_str(&format!("{}\n", table(report, now)));
    }
    for (row, ending) in report.rows() {
        text.push_str(&detail(row, ending, &report.outcome.end));
    }
    for reference in &report.second.still_there {
        text.push_str(&format!("still there: {reference} was seen to go, and a second listing shows it\n"));
    }
    for reference in &report.second.vanished {
        text.push_str(&format!(
            "gone, though it was to stay: {reference}: somebody, or something that went, took it along\n"
        ));
    }
    text.push_str(&NotListed::lines(report.plan.not_listed.iter().chain(&report.second.not_listed)).concat());
    text.push_str(&NotOffered::text(&report.plan.not_offered));
    text + &verdict(report)
}

#[derive(Default)]
struct Group {
    counts: Counts,
    oldest: Option<Timestamp>,
}

impl Group {
    fn add(&mut self, row: &Row, ending: &Ending) {
        self.counts.add(ending);
        self.oldest = self.oldest.into_iter().chain(row.resource.created).min();
    }
}

/// Counts something of a group.
type Count = fn(&Counts) -> usize;

fn table(report: &Report, now: Timestamp) -> Table {
    let mut groups: BTreeMap<(&str, &str), Group> = BTreeMap::new();
    for (row, ending) in report.rows().filter(|(row, _)| row.action == Action::Delete) {
        let reference = row.reference();
        groups.entry((&reference.kind, &reference.region)).or_default().add(row, ending);
    }
    let counted: [(&str, Count); 8] = [
        ("planned", |counts| counts.planned),
        ("deleted", |counts| counts.deleted),
        ("was gone", |counts| counts.was_gone),
        ("failed", |counts| counts.failed),
        ("stuck", |counts| counts.stuck),
        ("skipped", |counts| counts.skipped),
        ("not confirmed", |counts| counts.not_confirmed),
        ("not done", |counts| counts.not_done),
    ];
    // A column in which nothing was counted says nothing.
    let told = |count: &Count, name: &str| {
        matches!(name, "planned" | "deleted") || groups.values().any(|group| count(&group.counts) > 0)
    };
    let counted: Vec<_> = counted.into_iter().filter(|(name, count)| told(count, name)).collect();
    let names = counted.iter().map(|(name, _)| *name);
    let mut table = console::table(&["kind", "region"].into_iter().chain(names).chain(["oldest"]).collect::<Vec<_>>());
    for ((kind, region), group) in groups {
        let counts = counted.iter().map(|(_, count)| count(&group.counts));
        let mut cells = vec![kind.to_owned(), region.to_owned()];
        cells.extend(counts.map(|count: usize| if count == 0 { "-".to_owned() } else { count.to_string() }));
        let age = |oldest: Timestamp| duration::short(now.duration_since(oldest).as_secs());
        cells.push(group.oldest.map_or_else(|| "not known".to_owned(), age));
        table.add_row(cells);
    }
    table
}

fn detail(row: &Row, ending: &Ending, end: &End) -> String {
    let name = named(row);
    let verb = row.action.verb();
    match ending {
        Ending::Gone | Ending::WasGone | Ending::Done | Ending::NotTried => String::new(),
        Ending::Scheduled(when) => format!("scheduled: {name} is deleted at {when}\n"),
        Ending::Skipped(reason) => format!("skipped: {name}: {}\n", console::plain(reason)),
        Ending::Failed { code, message } if message.contains(code.as_str()) => {
            format!("failed to {verb} {name}: {}\n", console::plain(message))
        }
        Ending::Failed { code, message } => format!("failed to {verb} {name}: {code}: {}\n", console::plain(message)),
        Ending::Stuck { blockers, reason } => {
            let more = blockers.len().saturating_sub(BLOCKERS);
            let held = blockers.iter().take(BLOCKERS).map(|blocker| format!("  held by {blocker}\n"));
            let rest = (more > 0).then(|| format!("  and by {more} more, which `--json` names\n"));
            format!("stuck: {name}: {}\n", console::plain(reason)) + &held.chain(rest).collect::<String>()
        }
        // Whether the request left is not known where the journal failed: its intent was to be on disk before.
        Ending::Unconfirmed if matches!(end, End::Journal(_)) => {
            format!("not confirmed: {name} was asked to go, or about to be, and was not seen to be gone\n")
        }
        Ending::Unconfirmed => format!("not confirmed: {name} was asked to go, and was not seen to be gone\n"),
    }
}

fn named(row: &Row) -> String {
    let reference = row.reference();
    match &row.resource.name {
        Some(name) if !reference.tells(name) => format!("{reference} ({})", console::plain(name)),
        _ => reference.to_string(),
    }
}

fn verdict(report: &Report) -> String {
    let counts = report.counts();
    let beside = if counts.was_gone == 0 { String::new() } else { format!(", {} were gone already", counts.was_gone) };
    let open = counts.told();
    let open = if open.is_empty() { open } else { format!(", {open}") };
    let account = report.plan.account_name();
    let calls: u64 = report.calls.values().sum();
    let mut text = format!(
        "{} of {} deleted in {account}{beside}{open}, {} stay; {:.1} s, {calls} calls\n",
        counts.deleted,
        counts.planned,
        report.plan.kept.len(),
        report.seconds
    );
    let (path, journal) = (report.path.display(), report.journal.display());
    let go_on = format!("`terraproof nuke apply {path} --resume {journal}` goes on with it while the plan is valid");
    match &report.outcome.end {
        End::Finished => text.push_str(&format!("journal: {journal}\n")),
        End::Deadline => text.push_str(&format!("time was up before everything was done; {go_on}\n")),
        End::Stopped => text.push_str(&format!("stopped before everything was done; {go_on}\n")),
        End::Credentials(said) => {
            text.push_str(&format!("the credentials ended half-way: {said}; with new ones, {go_on}\n"))
        }
        End::Journal(said) => {
            let unconfirmed = counts.not_confirmed;
            text.push_str(&format!(
                "the journal failed, without which nothing more is asked to go: {said}; of what was asked before that, or was \
                 about to be, {unconfirmed} were not seen to be gone; with room for it, {go_on}\n"
            ));
        }
    }
    text + &last_line(report.exit(), &counts)
}

/// Says how it ended, and what to do: what is read first where a mail holds nothing but the end.
fn last_line(exit: Exit, counts: &Counts) -> String {
    let why = match exit {
        Exit::Done => "clean".to_owned(),
        Exit::Undestroyed => {
            let open = counts.told();
            let what = if open.is_empty() { "not all of it is known to be gone".to_owned() } else { open };
            format!("{what}; the lines above say which and why; mend that, and make a new plan")
        }
        Exit::Unreadable => {
            "what is there is not known where a line above says `not listed`; give the caller the right to list it, or leave it out".to_owned()
        }
        Exit::Deadline => "time was up; go on as said above, or give it more with `--deadline`".to_owned(),
        _ => "it was stopped; go on as said above".to_owned(),
    };
    format!("exit {}: {why}\n", exit.code())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nuke::model::Reference;
    use crate::nuke::report::model::samples::report;

    #[test]
    fn what_holds_a_stuck_one_has_a_line_each_and_the_rest_is_counted() {
        let eni = |number: usize| Reference::new("ec2-network-interface", "eu-west-1", format!("eni-{number}"));
        let stuck = Ending::Stuck { blockers: (0..12).map(eni).collect(), reason: "DependencyViolation".to_owned() };
        let text = text(&report(stuck, End::Finished), Timestamp::UNIX_EPOCH);
        let lines: Vec<&str> = text.lines().skip_while(|line| !line.starts_with("stuck:")).take(12).collect();
        assert_eq!(lines[0], "stuck: sqs-queue `https://q/ci-1` in eu-west-1: DependencyViolation");
        assert_eq!(lines[1], "  held by ec2-network-interface `eni-0` in eu-west-1");
        assert_eq!(lines[11], "  and by 2 more, which `--json` names");
        assert!(text.starts_with("account   acme-sandbox (111122223333), sandbox `staging`\n"), "{text}");
    }
}
