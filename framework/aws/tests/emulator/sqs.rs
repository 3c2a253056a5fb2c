use aws_sdk_sqs::types::QueueAttributeName;
use terraproof_aws::{Aws, ErrorKind};

use crate::account::{holds, in_account, misses};

async fn queue(aws: &Aws, name: &str, attributes: &[(&str, &str)]) -> String {
    let client = aws_sdk_sqs::Client::new(&aws.config().await.unwrap());
    let mut call = client.create_queue().queue_name(name);
    for (name, value) in attributes {
        call = call.attributes(QueueAttributeName::from(*name), *value);
    }
    call.send().await.unwrap().queue_url.unwrap()
}

#[tokio::test]
async fn a_queue_keeps_what_was_promised_of_it() {
    in_account(|aws| async move {
        let dead = aws.sqs().queue(queue(&aws, "dead", &[]).await);
        let arn = holds(dead.exists()).await;
        let redrive = format!(r#"{{"deadLetterTargetArn":"{arn}","maxReceiveCount":"3"}}"#);
        let attributes =
            [("RedrivePolicy", redrive.as_str()), ("KmsMasterKeyId", "alias/aws/sqs"), ("VisibilityTimeout", "7")];
        let orders = aws.sqs().queue(queue(&aws, "orders", &attributes).await);
        holds(orders.dead_letters_to(&arn, 3)).await;
        holds(orders.is_encrypted_with("alias/aws/sqs")).await;
        holds(orders.is_encrypted()).await;
        holds(orders.has_attribute("VisibilityTimeout", "7")).await;
        assert_eq!(misses(dead.dead_letters_to(&arn, 3)).await, "has no dead-letter queue");
        assert_eq!(misses(orders.has_attribute("VisibilityTimeout", "8")).await, "VisibilityTimeout is `7`");
    })
    .await;
}

#[tokio::test]
async fn a_marker_passes_and_the_messages_of_others_stay() {
    in_account(|aws| async move {
        for (name, attributes) in [("orders", &[][..]), ("orders.fifo", &[("FifoQueue", "true")][..])] {
            let queue = aws.sqs().queue(queue(&aws, name, attributes).await);
            if name == "orders" {
                let client = aws_sdk_sqs::Client::new(&aws.config().await.unwrap());
                for number in 0..25 {
                    client
                        .send_message()
                        .queue_url(queue.url())
                        .message_body(format!("order {number}"))
                        .send()
                        .await
                        .unwrap();
                }
            }
            let passes = queue.passes_messages();
            holds(passes.clone()).await;
            // A watch looks again after a success.
            holds(passes).await;
            let left = if name == "orders" { "25" } else { "0" };
            holds(queue.has_attribute("ApproximateNumberOfMessages", left)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn an_absent_queue_is_not_there_yet_and_is_gone() {
    in_account(|aws| async move {
        let account = aws.account().unwrap();
        let nowhere = aws.sqs().queue(format!("https://sqs.us-east-1.amazonaws.com/{account}/nowhere"));
        assert_eq!(misses(nowhere.exists()).await, "does not exist yet");
        holds(nowhere.is_gone()).await;
        assert_eq!(nowhere.describe().await.unwrap_err().kind(), &ErrorKind::Absent);
    })
    .await;
}
