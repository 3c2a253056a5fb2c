//! Whether a plan still holds.

use jiff::Timestamp;

use super::Plan;
use crate::Error;
use crate::nuke::safety::principal;

/// Holds what a plan is compared with when it is applied.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Now<'a> {
    pub(crate) time: Timestamp,
    /// The account that STS names.
    pub(crate) account: &'a str,
    /// The caller that STS names.
    pub(crate) caller: &'a str,
    /// The digest of the configuration.
    pub(crate) configuration: &'a str,
}

/// Refuses a plan that was made at another time, for another account, by another caller or with another configuration.
pub(crate) fn refuse(plan: &Plan, now: Now<'_>) -> Result<(), Error> {
    const AGAIN: &str = "make a new plan with `terraproof nuke plan`";
    if now.time >= plan.expires {
        return Err(Error::refused(format!("the plan expired at {}", plan.expires), AGAIN));
    }
    if now.time < plan.created {
        return Err(Error::refused(
            format!("the plan is from the future: it was made at {}", plan.created),
            "set the clock",
        ));
    }
    if now.account != plan.account {
        let sentence = format!("the plan is for account {}, and the credentials are for {}", plan.account, now.account);
        return Err(Error::refused(sentence, "use the credentials of the plan's account"));
    }
    if principal(now.caller) != principal(&plan.caller) {
        let sentence = format!(
            "the plan was made by `{}`, and the caller is `{}`, who may see and do something else",
            principal(&plan.caller),
            principal(now.caller)
        );
        return Err(Error::refused(sentence, "apply it as who made it, or make a new plan"));
    }
    if now.configuration != plan.configuration {
        return Err(Error::refused(
            "the configuration changed after the plan was made: the sandbox, or `[nuke]`",
            AGAIN,
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nuke::plan::samples::plan;

    fn said(change: impl Fn(&mut Now<'_>)) -> String {
        let plan = plan();
        let mut now = Now {
            time: plan.created,
            account: "111122223333",
            caller: "arn:aws:sts::111122223333:assumed-role/nuke/another-session",
            configuration: "abc",
        };
        change(&mut now);
        refuse(&plan, now).map_or_else(|error| error.to_string(), |()| String::new())
    }

    #[test]
    fn a_plan_holds_for_its_account_its_caller_and_two_hours() {
        assert_eq!(said(|_| {}), "");
        assert!(said(|now| now.time = "2026-06-15T14:00:00Z".parse().unwrap()).contains("expired"));
        assert!(said(|now| now.time = "2026-06-15T11:00:00Z".parse().unwrap()).contains("future"));
        assert!(said(|now| now.account = "999988887777").contains("999988887777"));
        assert!(said(|now| now.caller = "arn:aws:iam::111122223333:user/x").contains("user/x"));
        assert!(said(|now| now.configuration = "abd").contains("configuration changed"));
    }
}
