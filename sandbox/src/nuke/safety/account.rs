//! Whether this is an account in which anything may be deleted at all.

use crate::Error;
use crate::nuke::api::Identity;

/// What no alias may contain, whatever the configuration adds.
const BLOCKED: &str = "prod";

/// Refuses credentials of another account than the pinned one.
pub(crate) fn refuse_account(sandbox: &str, pinned: &str, identity: &Identity) -> Result<(), Error> {
    if identity.account == pinned {
        return Ok(());
    }
    Err(Error::refused(
        format!(
            "the sandbox `{sandbox}` is account {pinned}, and the credentials are for account {}",
            identity.account
        ),
        "choose the profile or the role of that account; an account that `terraproof.toml` does not list is never touched",
    ))
}

/// Refuses an account whose alias contains a blocked term, and one whose alias nobody may read.
pub(crate) fn refuse_alias<E: std::fmt::Display>(
    account: &str,
    alias: &Result<Option<String>, E>,
    more: &[String],
) -> Result<(), Error> {
    let alias = match alias {
        Ok(None) => return Ok(()),
        Ok(Some(alias)) => alias,
        Err(error) => {
            return Err(Error::refused(
                format!(
                    "the alias of account {account} cannot be read, and could say that this is production: {error}"
                ),
                "allow `iam:ListAccountAliases` to the caller",
            ));
        }
    };
    let lower = alias.to_lowercase();
    let terms = more.iter().map(|term| term.to_lowercase()).chain([BLOCKED.to_owned()]);
    match terms.into_iter().find(|term| !term.is_empty() && lower.contains(term)) {
        None => Ok(()),
        Some(term) => Err(Error::refused(
            format!("account {account} is called `{alias}`, which contains `{term}`"),
            "nuke is for accounts whose contents nobody misses; give a sandbox an alias without it",
        )),
    }
}

/// Returns who a caller is, without the name of the session, which is another one each time.
pub(crate) fn principal(arn: &str) -> &str {
    match arn.split_once(":assumed-role/") {
        Some((before, role)) => {
            let name = role.split('/').next().unwrap_or(role);
            &arn[..before.len() + ":assumed-role/".len() + name.len()]
        }
        None => arn,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alias(alias: &str, more: &[&str]) -> Result<(), Error> {
        let more: Vec<String> = more.iter().map(|&term| term.to_owned()).collect();
        refuse_alias("111122223333", &Ok::<_, String>(Some(alias.to_owned())), &more)
    }

    #[test]
    fn an_alias_with_a_blocked_term_is_refused_in_any_case() {
        assert!(alias("sandbox-1", &[]).is_ok());
        assert!(alias("Acme-PRODuction", &[]).is_err());
        assert!(alias("acme-live", &["Live"]).is_err() && alias("acme-live", &[]).is_ok());
    }

    #[test]
    fn an_alias_that_cannot_be_read_is_refused() {
        assert!(refuse_alias("111122223333", &Err("AccessDenied"), &[]).is_err());
        assert!(refuse_alias("111122223333", &Ok::<_, String>(None), &[]).is_ok());
    }

    #[test]
    fn another_account_than_the_pinned_one_is_refused_by_both_names() {
        let identity = Identity { account: "999988887777".into(), arn: String::new(), user_id: String::new() };
        let said = refuse_account("staging", "111122223333", &identity).unwrap_err().to_string();
        assert!(said.contains("111122223333") && said.contains("999988887777"), "{said}");
    }

    #[test]
    fn a_caller_is_the_same_in_every_session() {
        let arn = "arn:aws:sts::111122223333:assumed-role/terraproof/one";
        assert_eq!(principal(arn), "arn:aws:sts::111122223333:assumed-role/terraproof");
        assert_eq!(principal("arn:aws:iam::111122223333:user/ci/bot"), "arn:aws:iam::111122223333:user/ci/bot");
    }
}
