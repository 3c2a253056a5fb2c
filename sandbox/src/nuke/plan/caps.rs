//! How much a plan may delete.

use std::path::Path;

use super::Plan;
use crate::Error;
use crate::nuke::select::Cause;

/// From how many deletes on a share is looked at: of three things, one is a third.
const FEW: usize = 20;

/// Limits what a plan may delete.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Caps {
    /// How many.
    pub(crate) deletes: Option<usize>,
    /// How many of a hundred that could be deleted.
    pub(crate) percent: Option<u8>,
}

impl Caps {
    /// What `run` keeps to unless told otherwise.
    pub(crate) const OF_RUN: Self = Self { deletes: Some(500), percent: Some(80) };

    /// Takes these, and for what they leave open, others.
    pub(crate) fn or(self, other: Self) -> Self {
        Self { deletes: self.deletes.or(other.deletes), percent: self.percent.or(other.percent) }
    }

    /// Refuses a plan that deletes more; it is to be found in a file.
    pub(crate) fn refuse(self, plan: &Plan, path: &Path) -> Result<(), Error> {
        let hint = || {
            let path = path.display();
            format!(
                "nothing was deleted; read the plan with `terraproof nuke show --all {path}`, and raise the limit if it is right"
            )
        };
        let deletes = plan.summary.delete;
        if let Some(most) = self.deletes.filter(|most| deletes > *most) {
            return Err(Error::refused(
                format!(
                    "the plan for {} deletes {deletes}, more than the {most} of `--max-deletes`",
                    plan.account_name()
                ),
                hint(),
            ));
        }
        let out_of_reach = |cause| matches!(cause, Cause::BuiltIn | Cause::Caller | Cause::Foundation | Cause::LeftOut);
        let kept = plan.kept.iter().filter(|kept| !out_of_reach(kept.reason.cause)).count();
        let all = deletes + kept;
        let percent = self.percent.filter(|percent| deletes > FEW && deletes * 100 > all * usize::from(*percent));
        match percent {
            None => Ok(()),
            Some(percent) => Err(Error::refused(
                format!(
                    "the plan for {} deletes {deletes} of {all}, more than the {percent} % of `--max-percent`",
                    plan.account_name()
                ),
                hint(),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nuke::plan::samples::plan;

    fn is_allowed(deletes: usize, caps: Caps) -> bool {
        let mut plan = plan();
        plan.summary.delete = deletes;
        let kept = plan.kept[0].clone();
        plan.kept = vec![kept; 100];
        caps.refuse(&plan, Path::new("plan.json")).is_ok()
    }

    #[test]
    fn a_plan_may_delete_as_many_as_the_limit_and_no_more() {
        let caps = Caps { deletes: Some(5), percent: None };
        assert!(is_allowed(5, caps) && !is_allowed(6, caps));
    }

    #[test]
    fn a_share_counts_from_a_number_on() {
        let caps = Caps { deletes: None, percent: Some(10) };
        assert!(is_allowed(20, caps) && !is_allowed(21, caps));
        assert!(is_allowed(1000, Caps::default()));
        assert!(is_allowed(400, Caps::OF_RUN) && !is_allowed(401, Caps::OF_RUN));
    }
}
