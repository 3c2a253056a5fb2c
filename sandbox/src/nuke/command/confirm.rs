//! Whether somebody stands behind it.

use std::io::{self, BufRead as _, IsTerminal as _};

use jiff::Timestamp;

use crate::nuke::plan::{self, Plan};
use crate::{Error, console};

/// Shows the plan on a terminal, and asks for the account's alias or id; without a terminal it is refused.
pub(super) fn confirm(plan: &Plan, yes: bool) -> Result<(), Error> {
    if yes || plan.is_empty() {
        return Ok(());
    }
    refuse_without_terminal()?;
    console::show(&format!("{}\n", plan::text(plan, Timestamp::now(), false)));
    let wanted = plan.alias.as_ref().map_or_else(|| format!("`{}`", plan.account), |alias| format!("`{alias}`"));
    let (count, account) = (plan.summary.delete, plan.account_name());
    console::say(&format!("{count} would be deleted from {account}, for good; type {wanted} to go on"));
    let mut typed = String::new();
    io::stdin().lock().read_line(&mut typed).map_err(|source| Error::System { doing: "read the answer", source })?;
    if is_right(&typed, plan) {
        return Ok(());
    }
    Err(Error::refused(
        "what was typed is neither the alias nor the id of the account",
        "nothing was deleted; try again",
    ))
}

/// Refuses when there is nobody to ask.
pub(super) fn refuse_without_terminal() -> Result<(), Error> {
    if io::stdin().is_terminal() {
        return Ok(());
    }
    Err(Error::refused(
        "there is no terminal to ask on",
        "read the plan with `terraproof nuke show`, and pass `--yes` if it is right",
    ))
}

fn is_right(typed: &str, plan: &Plan) -> bool {
    let typed = typed.trim();
    typed == plan.account || plan.alias.as_deref().is_some_and(|alias| typed == alias)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nuke::plan::samples::plan;

    #[test]
    fn the_alias_or_the_id_is_right_and_yes_is_not() {
        for right in ["acme-sandbox\n", " 111122223333 "] {
            assert!(is_right(right, &plan()), "{right}");
        }
        for wrong in ["", "\n", "yes", "y", "acme"] {
            assert!(!is_right(wrong, &plan()), "{wrong}");
        }
    }
}
