//! What the look just before a request says about it.

use super::Guard;
use crate::nuke::model::{Resource, State, Tags};
use crate::nuke::plan::{Action, Row};

/// Says whether a resource may be touched as it was just read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is gone, or there is nothing left to do.
    Done,
    /// It is being deleted already.
    Leaving,
    /// It may.
    Touch,
    /// It may not, for this reason.
    Leave(String),
}

/// Judges a resource as it was just read against its row.
///
/// `unprotected` tells that the plan has a row that switches its protection off.
pub(super) fn judge(row: &Row, fresh: Option<&Resource>, unprotected: bool, guard: &Guard) -> Verdict {
    let Some(fresh) = fresh else { return Verdict::Done };
    if let Some(reason) = reason_to_leave(row, fresh, guard) {
        return Verdict::Leave(reason);
    }
    match (&row.action, &fresh.protection) {
        (Action::Delete, _) if fresh.state == State::Deleting => Verdict::Leaving,
        (Action::Delete, Some(protection)) if !unprotected => Verdict::Leave(format!("its {protection} is on")),
        (Action::Delete, _) => Verdict::Touch,
        _ if fresh.state == State::Deleting => Verdict::Done,
        // Of some kinds no listing tells the protection: what seems to have none is switched off as well, which changes nothing.
        (Action::Unprotect, _) => Verdict::Touch,
        (Action::Cut { uses }, _) => {
            let still = fresh.uses.iter().any(|used| uses.contains(&used.of));
            if still { Verdict::Touch } else { Verdict::Done }
        }
    }
}

/// Returns why a resource must not be touched, whatever is planned.
pub(super) fn reason_to_leave(row: &Row, fresh: &Resource, guard: &Guard) -> Option<String> {
    let planned = &row.resource;
    if is_another(planned, fresh) {
        return Some("it is not the one that the plan lists, but another of the same name".to_owned());
    }
    if let Some(reason) = &fresh.built_in {
        return Some(reason.clone());
    }
    match &fresh.tags {
        Tags::Unreadable(reason) => return Some(format!("its tags cannot be read: {reason}")),
        Tags::Unread if planned.tags != Tags::Unread => return Some("its tags cannot be read".to_owned()),
        _ => {}
    }
    if fresh.goes_with.is_none() && planned.goes_with.is_some() || planned.seen.is_some() {
        // Only all listings together told what it goes with, as of an interface that a load balancer made; and only earlier plans its age.
        let goes_with = fresh.goes_with.clone().or_else(|| planned.goes_with.clone());
        return guard(&Resource { goes_with, seen: planned.seen, ..fresh.clone() }).err();
    }
    guard(fresh).err()
}

/// Tells whether what has the planned name now is something else: by its identity, or else by the time at which it was made.
fn is_another(planned: &Resource, fresh: &Resource) -> bool {
    if planned.identity.is_some() {
        return planned.identity != fresh.identity;
    }
    // An id of EC2 is never given twice; the time that an instance tells is that of its last start.
    let by_time = !planned.reference.kind.starts_with("ec2-");
    by_time && planned.created.zip(fresh.created).is_some_and(|(planned, fresh)| planned != fresh)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::nuke::simulation::things::{part, thing};

    #[test]
    fn one_that_was_made_at_another_time_is_another_where_no_id_tells() {
        let guard: Guard = Arc::new(|_: &Resource| Ok(()));
        let made = |at: &str| Resource { created: at.parse().ok(), ..thing("table", &[]) };
        let row = Row::delete(made("2026-06-01T00:00:00Z"));
        assert_eq!(reason_to_leave(&row, &made("2026-06-01T00:00:00Z"), &guard), None);
        let reason = reason_to_leave(&row, &made("2026-06-01T00:00:09Z"), &guard);
        assert!(reason.is_some_and(|reason| reason.contains("another of the same name")));
        let known = |at: &str| Resource { identity: Some("f".to_owned()), ..made(at) };
        let row = Row::delete(known("2026-06-01T00:00:00Z"));
        assert_eq!(reason_to_leave(&row, &known("2026-06-01T00:00:09Z"), &guard), None, "only changed");
    }

    #[test]
    fn what_goes_with_another_is_judged_as_its_part_although_it_does_not_say_so_itself() {
        let guard: Guard = Arc::new(|resource: &Resource| match resource.goes_with {
            Some(_) => Ok(()),
            None => Err("no filter selects it".to_owned()),
        });
        let interface = thing("interface", &[]);
        assert_eq!(reason_to_leave(&Row::delete(part("interface", "balancer", &[])), &interface, &guard), None);
        assert!(reason_to_leave(&Row::delete(interface.clone()), &interface, &guard).is_some());
    }
}
