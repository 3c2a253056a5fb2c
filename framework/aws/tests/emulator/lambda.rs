use aws_sdk_lambda::Client;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{Environment, FunctionCode, Runtime};

use crate::account::{holds, in_account, misses};

#[tokio::test]
async fn a_function_is_active_and_keeps_its_environment_to_itself() {
    in_account(|aws| async move {
        let config = aws.config().await.unwrap();
        let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
        let role = aws_sdk_iam::Client::new(&config).create_role().role_name("orders");
        let role = role.assume_role_policy_document(trust).send().await.unwrap().role.unwrap().arn;
        let orders = aws.lambda().function("orders");
        assert_eq!(misses(orders.is_active()).await, "does not exist yet");
        let code = FunctionCode::builder().zip_file(Blob::new(b"no real archive")).build();
        let call = Client::new(&config).create_function().function_name("orders").runtime(Runtime::Python313);
        let call = call.handler("app.handler").role(&role).code(code);
        call.environment(Environment::builder().variables("TOKEN", "s3cr3t").build()).send().await.unwrap();
        let arn = holds(orders.is_active()).await.function_arn.unwrap();
        holds(aws.lambda().function(arn).has_environment("TOKEN", "s3cr3t")).await;
        assert_eq!(misses(orders.has_environment("TOKEN", "other")).await, "its value differs");
        holds(orders.has_runtime("python3.13")).await;
        holds(orders.runs_as(role)).await;
        assert_eq!(misses(orders.is_traced()).await, "is not traced");
        Client::new(&config).delete_function().function_name("orders").send().await.unwrap();
        holds(orders.is_gone()).await;
    })
    .await;
}
