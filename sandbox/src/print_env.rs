//! The lines that `terraproof up --print-env` prints.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use terraproof_local::AccountId;

use crate::Error;
use crate::gateway::{self, State};
use crate::tools::misleads;

/// Returns what a POSIX shell has to evaluate to be in the account: `unset` for what would lead elsewhere, then `export`.
pub(crate) async fn lines(state: &State, account: Option<&AccountId>) -> Result<String, Error> {
    let mut variables = state.variables.clone();
    for (name, value) in state.tools().variables(std::env::var_os("PATH").as_deref()) {
        // A PATH that is not UTF-8 cannot be printed faithfully; terraform is then found by those who put it there.
        variables.extend(value.into_string().ok().map(|value| (name, value)));
    }
    for (name, value) in gateway::outer_proxy() {
        variables.insert(name.to_owned(), value);
    }
    if let Some(account) = account {
        variables.extend(gateway::credentials(state, account).await?);
        variables.insert("TERRAPROOF_ACCOUNT".to_owned(), account.to_string());
    }
    let names: Vec<_> = std::env::vars_os().map(|(name, _)| name).collect();
    Ok(text(&variables, names.iter().filter_map(|name| name.to_str())))
}

fn text<'a>(variables: &BTreeMap<String, String>, outside: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for name in outside.filter(|name| misleads(name) && is_name(name)) {
        writeln!(text, "unset {name}").ok();
    }
    for (name, value) in variables {
        writeln!(text, "export {name}={}", quoted(value)).ok();
    }
    text
}

/// Tells whether a shell accepts the name of a variable; an environment may hold others.
fn is_name(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && !name.starts_with(|first: char| first.is_ascii_digit())
}

/// Quotes a value for a POSIX shell, in which nothing between single quotes has a meaning.
fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_back_any_value() {
        let value = "it's $HOME `id` \"x\" \\ \n end";
        let variables = BTreeMap::from([("VALUE".to_owned(), value.to_owned())]);
        let script = format!("{}printf %s \"$VALUE\"", text(&variables, std::iter::empty()));
        let output = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), value);
    }

    #[test]
    fn what_would_lead_elsewhere_is_unset_and_a_name_that_is_none_is_left_out() {
        let outside = ["AWS_PROFILE", "HOME", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL x"];
        assert_eq!(text(&BTreeMap::new(), outside.into_iter()), "unset AWS_PROFILE\nunset AWS_ENDPOINT_URL_S3\n");
    }
}
