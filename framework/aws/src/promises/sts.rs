use super::tell::tell;
use crate::canned::Canned;

#[tokio::test]
async fn the_caller_is_told_by_account_and_role() {
    let arn = "arn:aws:sts::111122223333:assumed-role/ci/run-1";
    let result = format!("<Arn>{arn}</Arn><UserId>u</UserId><Account>111122223333</Account>");
    let body = format!("<GetCallerIdentityResult>{result}</GetCallerIdentityResult>");
    let body = format!("<GetCallerIdentityResponse>{body}</GetCallerIdentityResponse>");
    let caller = Canned::default().xml(200, body).whenever("").aws().0.sts();
    let other = "belongs to account 111122223333";
    tell(caller.is_account("111122223333"), caller.is_account("444455556666"), other).await;
    tell(caller.is_role("ci"), caller.is_role("admin"), &format!("is {arn}")).await;
}
