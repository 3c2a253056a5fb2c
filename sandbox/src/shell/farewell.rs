//! What is said when a shell is left, and the end of its account.

use terraproof_local::{Cloud, Holdings};

use crate::{Error, console};

/// Says what the account still held, and drops it.
pub(super) async fn leave(cloud: &Cloud) -> Result<(), Error> {
    let id = cloud.account().id.as_str();
    if !cloud.is_alive().await {
        console::say(&format!("the emulator ended meanwhile, and account {id} with it"));
        return Ok(());
    }
    // What it held is news, not a condition: the account goes in any case.
    let holdings = cloud.holdings().await;
    cloud.drop_account().await?;
    console::say(&words(id, &holdings?));
    Ok(())
}

fn words(id: &str, holdings: &Holdings) -> String {
    if holdings.is_empty() {
        return format!("account {id} is dropped; it was empty");
    }
    let list = holdings.to_string().replace('\n', "\n  ");
    format!(
        "account {id} is dropped, with what it still held:\n  {list}\n\
         a Terraform state that names any of this is out of date"
    )
}

#[cfg(test)]
mod tests {
    use terraproof_local::Holding;

    use super::*;

    #[test]
    fn what_an_account_still_held_is_listed() {
        let queue = Holding {
            service: "sqs".to_owned(),
            kind: "Queue".to_owned(),
            region: "us-east-1".to_owned(),
            id: "jobs".to_owned(),
            name: None,
        };
        let text = words("111122223333", &Holdings { items: vec![queue], kept: Vec::new() });
        assert!(text.contains("still held:\n  sqs Queue `jobs` in us-east-1\n"), "{text}");
        assert!(words("111122223333", &Holdings::default()).ends_with("it was empty"));
    }
}
