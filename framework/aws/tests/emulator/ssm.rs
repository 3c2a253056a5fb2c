use aws_sdk_ssm::Client;
use aws_sdk_ssm::types::ParameterType;

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
    })
    .await;
}
