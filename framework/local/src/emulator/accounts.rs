//! Opens, asks and drops accounts.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::de::DeserializeOwned;

use super::{Emulator, Holdings, client};
use crate::{AccountId, Credentials, Error};

/// Holds a fresh account and the way into it.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its number.
    pub id: AccountId,
    /// Temporary credentials.
    pub credentials: Credentials,
    /// The worker that answers for it, by plain HTTP, told apart by the `Host` header.
    pub endpoint: SocketAddr,
}

pub(super) async fn open(emulator: &Emulator, note: &str) -> Result<Account, Error> {
    let id = AccountId::random();
    self::note(emulator, &id, note).await?;
    let credentials = credentials(emulator, &id).await?;
    Ok(Account { endpoint: emulator.worker_of(&id), id, credentials })
}

/// Opens an account, or keeps another note about one that is open.
pub(super) async fn note(emulator: &Emulator, id: &AccountId, note: &str) -> Result<(), Error> {
    let path = format!("open?account={id}&note={}", utf8_percent_encode(note, NON_ALPHANUMERIC));
    client::ask(emulator.worker_of(id), &emulator.state.token, &path, "open an account").await
}

pub(super) async fn credentials(emulator: &Emulator, id: &AccountId) -> Result<Credentials, Error> {
    let doing = format!("get credentials for account `{id}`");
    let form = format!(
        "Action=AssumeRole&Version=2011-06-15&RoleArn=arn:aws:iam::{id}:role/terraproof&RoleSessionName=terraproof"
    );
    let body = client::post_form(emulator.worker_of(id), "sts.us-east-1.amazonaws.com", form, &doing).await?;
    let text = String::from_utf8_lossy(&body);
    let field = |name: &str| {
        element(&text, name)
            .ok_or_else(|| Error::Emulator { doing: doing.clone(), detail: format!("the answer has no `{name}`") })
    };
    Ok(Credentials {
        access_key_id: field("AccessKeyId")?,
        secret_access_key: field("SecretAccessKey")?,
        session_token: field("SessionToken")?,
    })
}

pub(super) async fn holdings(emulator: &Emulator, id: &AccountId) -> Result<Holdings, Error> {
    let doing = format!("list what account `{id}` holds");
    client::ask(emulator.worker_of(id), &emulator.state.token, &format!("holdings?account={id}"), &doing).await
}

pub(super) async fn close(emulator: &Emulator, id: &AccountId) -> Result<(), Error> {
    let doing = format!("drop account `{id}`");
    client::ask(emulator.worker_of(id), &emulator.state.token, &format!("drop?account={id}"), &doing).await
}

pub(super) async fn list(emulator: &Emulator) -> Result<Vec<AccountId>, Error> {
    let mut accounts: Vec<AccountId> = everywhere(emulator, "accounts", "list the accounts").await?;
    accounts.sort();
    Ok(accounts)
}

pub(super) async fn notes(emulator: &Emulator) -> Result<BTreeMap<AccountId, String>, Error> {
    everywhere::<BTreeMap<_, _>, _>(emulator, "notes", "read the notes about the accounts").await
}

/// Asks every worker, and puts the answers together.
async fn everywhere<A, I>(emulator: &Emulator, path: &str, doing: &str) -> Result<A, Error>
where
    A: DeserializeOwned + IntoIterator<Item = I> + Extend<I> + Default,
{
    let mut all = A::default();
    for worker in emulator.workers() {
        let address = SocketAddr::from(([127, 0, 0, 1], worker.port));
        all.extend(client::ask::<A>(address, &emulator.state.token, path, doing).await?);
    }
    Ok(all)
}

/// Reads the text of the first element of a name. The values in question are keys, which XML needs not escape.
fn element(text: &str, name: &str) -> Option<String> {
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    let (value, _) = rest.split_once(&format!("</{name}>"))?;
    Some(value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_is_read_by_name() {
        let text = "<a><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>x/y+z=</SecretAccessKey></a>";
        assert_eq!(element(text, "SecretAccessKey").as_deref(), Some("x/y+z="));
        assert_eq!(element(text, "SessionToken"), None);
    }
}
