use terraproof_aws::ErrorKind;

use crate::account::in_account;

// The SDK speaks CBOR to CloudWatch, and the emulator does not: nothing may be taken for absent because of that.
#[tokio::test]
async fn an_alarm_that_the_emulator_cannot_be_asked_for_is_not_called_absent() {
    in_account(|aws| async move {
        let error = aws.cloudwatch().alarm("stuck").exists().look().await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::NotImplemented, "{error:?}");
        let error = aws.cloudwatch().metric("AWS/SQS", "Age").has_alarm().look().await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::NotImplemented, "{error:?}");
    })
    .await;
}
