use aws_sdk_sns::Client;

use crate::account::{holds, in_account, misses};

#[tokio::test]
async fn what_is_published_reaches_the_queue_that_subscribed() {
    in_account(|aws| async move {
        let config = aws.config().await.unwrap();
        let url = aws_sdk_sqs::Client::new(&config).create_queue().queue_name("orders").send().await.unwrap().queue_url;
        let queue = aws.sqs().queue(url.unwrap());
        let queue_arn = holds(queue.exists()).await;
        let client = Client::new(&config);
        let arn = client.create_topic().name("orders").send().await.unwrap().topic_arn.unwrap();
        let topic = aws.sns().topic(&arn);
        assert_eq!(misses(topic.delivers_to(&queue)).await, "the message was sent and has not arrived");
        assert_eq!(misses(topic.has_subscription("sqs", &queue_arn)).await, "has 0 other subscriptions");
        client.subscribe().topic_arn(&arn).protocol("sqs").endpoint(&queue_arn).send().await.unwrap();
        holds(topic.has_subscription("sqs", &queue_arn)).await;
        holds(topic.delivers_to(&queue)).await;
        assert_eq!(misses(topic.is_encrypted()).await, "is not encrypted");
    })
    .await;
}

#[tokio::test]
async fn an_absent_topic_is_not_there_yet() {
    in_account(|aws| async move {
        let topic = aws.sns().topic(format!("arn:aws:sns:us-east-1:{}:nowhere", aws.account().unwrap()));
        assert_eq!(misses(topic.is_encrypted()).await, "does not exist yet");
        holds(topic.is_gone()).await;
    })
    .await;
}
