//! The report for people and for programs.

use comfy_table::Table;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::report::{Ended, Fate, Outcome, Reaped, Report};
use super::tenants::Vacated;
use crate::{console, duration};

/// How much of a reason fits into the table; all of it is below.
const SHOWN: usize = 60;

/// Builds the table, what a person should know besides, and one sentence at the end.
pub(super) fn text(report: &Report, now: Timestamp) -> String {
    let mut text = String::new();
    if !report.stacks.is_empty() {
        text.push_str(&format!("{}\n", table(report, now)));
    }
    for stack in &report.stacks {
        text.push_str(&details(stack));
    }
    report.accounts.iter().for_each(|account| text.push_str(&vacated(account)));
    for orphan in &report.orphans {
        let path = orphan.path.display();
        text.push_str(&match &orphan.fate {
            Fate::Planned => format!("`{path}` is a working directory without an entry, and would be removed\n"),
            Fate::Removed => format!("`{path}` was a working directory without an entry, and was removed\n"),
            Fate::Kept(reason) => format!("`{path}` is a working directory without an entry, and stays: {reason}\n"),
            Fate::Failed(reason) => {
                format!("`{path}` is a working directory without an entry, and was not removed: {reason}\n")
            }
        });
    }
    for (path, reason) in &report.unreadable {
        text.push_str(&format!("`{}` cannot be understood, and was left as it is: {reason}\n", path.display()));
    }
    text + &format!("{}\n", verdict(report))
}

fn table(report: &Report, now: Timestamp) -> Table {
    let mut table = console::table(&["stack", "account", "age", "why", "result", "seconds"]);
    for stack in &report.stacks {
        let seconds = if report.dry_run { String::new() } else { format!("{:.1}", stack.seconds) };
        table.add_row([
            stack.id.clone(),
            stack.account.clone().unwrap_or_else(|| "-".to_owned()),
            duration::short(now.duration_since(stack.created).as_secs()),
            stack.why.to_string(),
            in_short(&stack.result),
            seconds,
        ]);
    }
    table
}

fn in_short(result: &Outcome) -> String {
    match result {
        Outcome::Planned => "would be reaped".to_owned(),
        Outcome::Destroyed => "destroyed".to_owned(),
        Outcome::Closed(reason) => format!("closed: {reason}"),
        Outcome::Dropped(_) => "dropped with its account".to_owned(),
        Outcome::Elsewhere => "being reaped elsewhere".to_owned(),
        Outcome::Gone => "done by another process".to_owned(),
        Outcome::Spared(reason) => format!("left alone: {reason}"),
        Outcome::Failed(reason) => {
            let line = reason.lines().next().unwrap_or_default();
            let cut: String = line.chars().take(SHOWN).collect();
            if cut.len() < reason.len() { format!("not destroyed: {cut} ..") } else { format!("not destroyed: {cut}") }
        }
        Outcome::NotReached => "not done".to_owned(),
    }
}

fn details(stack: &Reaped) -> String {
    let mut lines = Vec::new();
    if let Outcome::Failed(reason) = &stack.result {
        lines.push(format!("not destroyed: {reason}"));
        lines.push(format!(
            "next: mend what it names and run `terraproof reap` again; `terraproof ledger show {}` says more",
            stack.id
        ));
    }
    if let Outcome::Dropped(reason) = &stack.result {
        lines.push(format!("terraform could not destroy it, and everything went with the account: {reason}"));
    }
    lines.extend(stack.left.iter().map(|item| format!("left by a kill: {item}")));
    lines.extend(stack.notes.iter().map(|note| format!("note: {note}")));
    if lines.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = lines.iter().map(|line| format!("  {}\n", line.replace('\n', "\n  "))).collect();
    format!("{}\n{}", stack.id, lines.concat())
}

/// Tells about an account that was opened, and had no stack when its test died.
fn vacated(account: &Vacated) -> String {
    let Vacated { account, run, test, left, fate, .. } = account;
    let held = match left.len() {
        0 => "it holds nothing".to_owned(),
        _ => format!("it holds {}", left.join(", ")),
    };
    let said = match fate {
        Fate::Planned => format!("would be dropped: {held}"),
        Fate::Removed => format!("was dropped: {}", held.replacen("holds", "held", 1)),
        Fate::Kept(reason) => format!("stays: {reason}"),
        Fate::Failed(reason) => format!("was not dropped: {reason}"),
    };
    format!("account {account} of `{test}` ({run}), whose test died and has no stack in the ledger, {said}\n")
}

fn verdict(report: &Report) -> String {
    let count = |matching: fn(&Outcome) -> bool| report.stacks.iter().filter(|stack| matching(&stack.result)).count();
    let clean = count(|result| matches!(result, Outcome::Destroyed | Outcome::Closed(_) | Outcome::Dropped(_)));
    let failed = count(|result| matches!(result, Outcome::Failed(_)));
    let waiting = count(|result| matches!(result, Outcome::NotReached));
    let alone = match report.left_alone.len() {
        0 => String::new(),
        1 => "; 1 stack was left alone".to_owned(),
        many => format!("; {many} stacks were left alone"),
    };
    let said = match (report.ended, report.dry_run) {
        (_, true) => format!("{} would be reaped, nothing was changed", stacks(report.stacks.len())),
        (Some(Ended::Signal(_)), _) => {
            format!("interrupted: {clean} done, {waiting} not; they are still in the ledger")
        }
        (Some(Ended::Deadline), _) => format!("time is up: {clean} done, {waiting} not; they are still in the ledger"),
        (None, _) if failed > 0 => format!("{} could not be destroyed, {clean} done", stacks(failed)),
        (None, _) if report.stacks.is_empty() && report.accounts.is_empty() => "nothing to reap".to_owned(),
        (None, _) => format!("{clean} of {} reaped", stacks(report.stacks.len())),
    };
    said + &alone
}

fn stacks(count: usize) -> String {
    if count == 1 { "1 stack".to_owned() } else { format!("{count} stacks") }
}

/// Builds one JSON document.
pub(super) fn json(report: &Report, now: Timestamp) -> String {
    let stack = |stack: &Reaped| {
        let mut value = json!({
            "id": stack.id, "account": stack.account, "created": stack.created,
            "age_seconds": now.duration_since(stack.created).as_secs(),
            "why": stack.why.to_string(), "notes": stack.notes, "left_by_a_kill": stack.left, "seconds": stack.seconds,
        });
        if let (Value::Object(fields), Ok(Value::Object(result))) = (&mut value, serde_json::to_value(&stack.result)) {
            fields.extend(result);
        }
        value
    };
    let left_alone = report.left_alone.iter().map(|(id, because)| json!({"id": id, "reason": because.to_string()}));
    let unreadable = report.unreadable.iter().map(|(path, reason)| json!({"path": path, "reason": reason}));
    let document = json!({
        "dry_run": report.dry_run,
        "stacks": report.stacks.iter().map(stack).collect::<Vec<_>>(),
        "left_alone": left_alone.collect::<Vec<_>>(),
        "orphans": report.orphans,
        "accounts": report.accounts,
        "unreadable": unreadable.collect::<Vec<_>>(),
        "ended_by": report.ended,
        "exit_code": report.exit().code(),
    });
    format!("{document:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reap::judge::Why;
    use crate::reap::samples::entry;

    fn report(result: Outcome) -> Report {
        Report { stacks: vec![Reaped::new(&entry("site"), Why::OwnerDead, result)], ..Report::default() }
    }

    fn now() -> Timestamp {
        Timestamp::from_second(7_500).unwrap()
    }

    #[test]
    fn a_failure_is_told_in_full_with_the_next_step() {
        let reason = format!("failed to run `terraform destroy` (exit code 1)\n{}", "x".repeat(200));
        let text = text(&report(Outcome::Failed(reason)), now());
        assert!(
            text.contains(&"x".repeat(200)) && text.contains("terraproof ledger show r1234567/site.works.site"),
            "{text}"
        );
        assert!(text.ends_with("1 stack could not be destroyed, 0 done\n"), "{text}");
    }

    #[test]
    fn an_empty_ledger_says_so() {
        assert_eq!(text(&Report::default(), now()), "nothing to reap\n");
    }

    #[test]
    fn json_has_the_result_and_its_detail() {
        let document: Value = serde_json::from_str(&json(&report(Outcome::Closed("gone".to_owned())), now())).unwrap();
        assert_eq!(document["stacks"][0]["result"], "closed");
        assert_eq!(document["stacks"][0]["detail"], "gone");
        assert_eq!(document["stacks"][0]["age_seconds"], 7_500);
        assert_eq!(document["exit_code"], 0);
    }
}
