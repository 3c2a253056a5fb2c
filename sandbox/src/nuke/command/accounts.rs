//! Which accounts a command works on.

use clap::Args;
use terraproof::Sandbox;

use crate::nuke::config::{Project, nearest};
use crate::{Error, console};

/// Chooses among the sandboxes of `terraproof.toml`.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct Accounts {
    /// The sandbox of terraproof.toml; repeat it for more, `TERRAPROOF_SANDBOX` or the default one without it
    #[arg(long = "sandbox", value_name = "NAME")]
    sandboxes: Vec<String>,
    /// Every sandbox of terraproof.toml
    #[arg(long, conflicts_with = "sandboxes")]
    all_sandboxes: bool,
}

impl Accounts {
    /// Returns the chosen sandboxes by name.
    pub(super) fn of(&self, project: &Project) -> Result<Vec<(String, Sandbox)>, Error> {
        let sandboxes = project.config.sandboxes();
        if self.all_sandboxes {
            let known = |(name, sandbox): (&String, &Sandbox)| {
                // The localhost cloud is always there; without an account of it there is nothing to clean.
                let has_account = !leads_nowhere(sandbox);
                if !has_account {
                    console::say(&format!(
                        "the sandbox `{name}` is left out: it names no account of the localhost cloud"
                    ));
                }
                has_account.then(|| (name.clone(), sandbox.clone()))
            };
            return Ok(sandboxes.iter().filter_map(known).collect());
        }
        if self.sandboxes.is_empty() {
            let named = std::env::var("TERRAPROOF_SANDBOX").ok().filter(|name| !name.is_empty());
            let chosen = project.config.chosen(named.as_deref())?;
            return if named.is_none() && leads_nowhere(&chosen.1) {
                Err(unchosen(&chosen.0, project))
            } else {
                Ok(vec![chosen])
            };
        }
        let mut chosen = Vec::new();
        for name in &self.sandboxes {
            let sandbox = sandboxes.get(name).ok_or_else(|| missing(name, project))?;
            if !chosen.iter().any(|(other, _)| other == name) {
                chosen.push((name.clone(), sandbox.clone()));
            }
        }
        Ok(chosen)
    }
}

/// Tells whether a sandbox is the localhost cloud, and neither it nor this environment names an account there.
fn leads_nowhere(sandbox: &Sandbox) -> bool {
    matches!(sandbox, Sandbox::Local { account: None }) && local_account().is_none()
}

/// Says which sandboxes could have been meant, when nobody named one and the default one leads nowhere: none is guessed.
fn unchosen(default: &str, project: &Project) -> Error {
    let others: Vec<String> = project
        .config
        .sandboxes()
        .iter()
        .filter(|(name, other)| *name != default && !leads_nowhere(other))
        .map(|(name, _)| format!("`--sandbox {name}`"))
        .collect();
    let here = "`eval \"$(terraproof up --print-env)\"` gives the localhost cloud an account";
    let hint = match others.as_slice() {
        [] if project.path.is_none() => format!("write a terraproof.toml, as none is here or above; or {here}"),
        [] => format!("{here}, and so does `account` in `[sandbox.{default}]`"),
        others => format!("name one: {}; {here}", others.join(" or ")),
    };
    Error::nuke(
        format!("no sandbox is named, and the default one, `{default}`, is the localhost cloud without an account"),
        hint,
    )
}

/// Returns the account of the localhost cloud that this environment leads to.
pub(super) fn local_account() -> Option<String> {
    std::env::var("TERRAPROOF_ACCOUNT").ok().filter(|account| !account.is_empty())
}

/// Says that there is no such sandbox.
pub(super) fn missing(name: &str, project: &Project) -> Error {
    let sandboxes = project.config.sandboxes();
    let hint = match nearest(name, sandboxes.keys().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are: {}", sandboxes.keys().cloned().collect::<Vec<_>>().join(", ")),
    };
    if project.path.is_none() {
        let hint = "write one with the account as `[sandbox.NAME]`, or go to the directory that has it";
        return Error::nuke(format!("there is no sandbox `{name}`: no terraproof.toml is here or above"), hint);
    }
    Error::nuke(format!("there is no sandbox `{name}` in terraproof.toml"), hint)
}
