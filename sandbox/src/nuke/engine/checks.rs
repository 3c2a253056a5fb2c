//! What a look at a whole cycle says about cutting it.

use std::collections::BTreeMap;

use tokio::time::Instant;

use super::End;
use super::backoff::THROTTLED;
use super::run::Engine;
use super::state::Why;
use super::verdict::reason_to_leave;
use crate::nuke::api::{ApiError, Class};
use crate::nuke::model::{Reference, Resource};

impl Engine<'_> {
    pub(super) fn checked(&mut self, checks: &[usize], result: &Result<BTreeMap<Reference, Resource>, ApiError>) {
        match result {
            Ok(found) => checks.iter().for_each(|check| self.check(*check, found)),
            // One of many may be at fault: the others must not suffer for it.
            Err(error) if checks.len() > 1 && !may_pass(error) => {
                self.checked = 1;
                checks.iter().for_each(|check| self.ready(self.rows.len() + check));
            }
            Err(error) => checks.iter().for_each(|check| self.not_checked(*check, error)),
        }
    }

    fn check(&mut self, check: usize, found: &BTreeMap<Reference, Resource>) {
        let members = self.steps.members(check).to_vec();
        if !self.looks_again(self.rows.len() + check, &members, found) {
            let kept = self.kept_member(check, found);
            self.end_check(check, kept);
        }
    }

    /// Finds a member of the cycle that must stay; what is on a cycle with it must then stay as well.
    fn kept_member(&mut self, check: usize, found: &BTreeMap<Reference, Resource>) -> Option<String> {
        let mut kept = None;
        for member in self.steps.members(check).to_vec() {
            let row = &self.rows[member];
            let Some(fresh) = found.get(row.reference()) else { continue };
            if let Some(reason) = reason_to_leave(row, fresh, &self.options.guard) {
                kept.get_or_insert_with(|| format!("uses {}, which is kept, and is used by it", row.reference()));
                self.spare(member, fresh, reason);
            }
        }
        kept
    }

    fn not_checked(&mut self, check: usize, error: &ApiError) {
        let number = self.rows.len() + check;
        let trouble = self.troubles.entry(number).or_default();
        match error.class {
            Class::Credentials => self.stop(End::Credentials(error.to_string())),
            Class::Throttled => {
                trouble.throttled += 1;
                let wait = THROTTLED.after(trouble.throttled - 1);
                self.delay(number, Instant::now() + wait, Why::Throttled);
            }
            Class::Transient if trouble.faults < FAULTS => {
                trouble.faults += 1;
                let wait = THROTTLED.after(trouble.faults - 1);
                self.delay(number, Instant::now() + wait, Why::Faulty);
            }
            _ => self.end_check(check, Some(format!("what it is on a cycle with cannot be read again: {error}"))),
        }
    }
}

fn may_pass(error: &ApiError) -> bool {
    matches!(error.class, Class::Credentials | Class::Throttled | Class::Transient)
}

/// How often a check is repeated after faults.
const FAULTS: u32 = 6;
