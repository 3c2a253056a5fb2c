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
                let has_account = !matches!(sandbox, Sandbox::Local { account: None }) || local_account().is_some();
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
            let named = std::env::var("TERRAPROOF_SANDBOX").ok();
            return Ok(vec![project.config.chosen(named.as_deref())?]);
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
    Error::nuke(format!("there is no sandbox `{name}` in terraproof.toml"), hint)
}
