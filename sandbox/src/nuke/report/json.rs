//! The report for programs.

use serde_json::{Value, json};

use super::Report;
use crate::nuke::engine::{End, Ending};

/// Builds one JSON object.
pub(crate) fn json(report: &Report) -> Value {
    let row = |(row, ending): (&crate::nuke::plan::Row, &Ending)| {
        let reference = row.reference();
        json!({
            "action": row.action.verb(), "kind": reference.kind, "region": reference.region, "id": reference.id,
            "name": row.resource.name, "created": row.resource.created, "ending": ending,
        })
    };
    let plan = &report.plan;
    json!({
        "sandbox": plan.sandbox, "account": plan.account, "alias": plan.alias, "caller": plan.caller,
        "plan": plan.digest, "plan_file": report.path, "journal": report.journal, "seconds": report.seconds, "calls": report.calls,
        "ended": report.outcome.end, "complete": report.outcome.end == End::Finished,
        "format": "terraproof-nuke-report", "version": 1,
        "counts": report.counts(),
        "summary": plan.summary,
        "rows": report.rows().map(row).collect::<Vec<_>>(),
        "kept": plan.kept,
        "not_listed": plan.not_listed,
        "not_offered": plan.not_offered,
        "second_listing": { "still_there": report.second.still_there, "vanished": report.second.vanished, "not_listed": report.second.not_listed },
        "exit_code": report.exit().code(),
    })
}
