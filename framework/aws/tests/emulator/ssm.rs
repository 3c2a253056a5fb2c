use aws_sdk_ssm::Client;
use aws_sdk_ssm::types::ParameterType;

use terraproof_aws::{ErrorKind, document};

use crate::account::{holds, in_account, misses};

#[tokio::test]
async fn a_secure_parameter_is_compared_decrypted() {
    in_account(|aws| async move {
        let client = Client::new(&aws.config().await.unwrap());
        let parameter = aws.ssm().parameter("/database/password");
        assert_eq!(misses(parameter.exists()).await, "does not exist yet");
        let put = client.put_parameter().name("/database/password").value("hidden");
        put.r#type(ParameterType::SecureString).send().await.unwrap();
        holds(parameter.is_secure()).await;
        holds(parameter.value_is("hidden")).await;
        assert_eq!(misses(parameter.value_is("other")).await, "its value differs");
        let described = document(&parameter.describe().await.unwrap());
        assert_eq!(described["value"], "*** Sensitive Data Redacted ***");
    })
    .await;
}

#[tokio::test]
async fn a_command_is_sent_and_its_end_is_seen() {
    in_account(|aws| async move {
        // The emulator pretends: it runs nothing and prints nothing.
        let command = aws.ssm().command("i-0123456789abcdef0", "uptime");
        assert_eq!(holds(command.succeeds()).await.stdout, "");
        assert_eq!(misses(command.prints("load")).await, "prints \"\"");
        let error = aws.ssm().instance("i-0123456789abcdef0").is_managed().look().await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::NotImplemented, "{error:?}");
    })
    .await;
}
