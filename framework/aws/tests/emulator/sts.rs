use crate::account::{holds, in_account, misses};

#[tokio::test]
async fn the_caller_belongs_to_the_account_of_the_test() {
    in_account(|aws| async move {
        let account = aws.account().unwrap().to_owned();
        assert_eq!(holds(aws.sts().is_account(&account)).await.account, account);
        assert_eq!(misses(aws.sts().is_account("999999999999")).await, format!("belongs to account {account}"));
    })
    .await;
}
