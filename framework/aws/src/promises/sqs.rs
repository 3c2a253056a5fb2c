use serde_json::{Value, json};

use super::tell::{holds, misses, tell};
use crate::Queue;
use crate::canned::Canned;

const URL: &str = "https://sqs.us-east-1.amazonaws.com/111122223333/orders";

fn queue(canned: Canned) -> Queue {
    canned.aws().0.sqs().queue(URL)
}

fn attributes(attributes: Value) -> Queue {
    let body = json!({ "Attributes": attributes }).to_string();
    queue(Canned::default().json(200, body).whenever("GetQueueAttributes"))
}

#[tokio::test]
async fn a_queue_is_told_by_its_attributes() {
    let statement = json!({
        "Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "arn:q",
        "Condition": { "Bool": { "aws:SecureTransport": "false" } },
    });
    let good = attributes(json!({
        "QueueArn": "arn:q", "VisibilityTimeout": "30", "KmsMasterKeyId": "arn:key",
        "RedrivePolicy": json!({ "deadLetterTargetArn": "arn:dead", "maxReceiveCount": 5 }).to_string(),
        "Policy": json!({ "Statement": statement }).to_string(),
    }));
    let bare = attributes(json!({ "QueueArn": "arn:q", "ApproximateNumberOfMessages": "1" }));
    let absent = queue(Canned::default().json_error("QueueDoesNotExist", "none").whenever(""));
    tell(good.exists(), absent.exists(), "does not exist yet").await;
    tell(absent.is_gone(), good.is_gone(), "is still there").await;
    let reason = "has no VisibilityTimeout";
    tell(good.has_attribute("VisibilityTimeout", "30"), bare.has_attribute("VisibilityTimeout", "30"), reason).await;
    misses(good.has_attribute("VisibilityTimeout", "60"), "VisibilityTimeout is `30`").await;
    tell(good.is_encrypted(), bare.is_encrypted(), "is not encrypted").await;
    let reason = "is encrypted with no key of KMS";
    tell(good.is_encrypted_with("arn:key"), bare.is_encrypted_with("arn:key"), reason).await;
    misses(good.is_encrypted_with("arn:other"), "is encrypted with `arn:key`").await;
    let dead = |queue: &Queue| queue.dead_letters_to("arn:dead", 5);
    tell(dead(&good), dead(&bare), "has no dead-letter queue").await;
    tell(good.denies_insecure_transport(), bare.denies_insecure_transport(), "has no policy").await;
    tell(good.is_empty(), bare.is_empty(), "holds 1 message").await;
    let tagged = queue(Canned::default().json(200, r#"{"Tags":{"owner":"us"}}"#).whenever("ListQueueTags"));
    tell(tagged.has_tag("owner", "us"), tagged.has_tag("owner", "them"), "owner is `us`").await;
}

#[tokio::test]
async fn a_queue_passes_messages_when_what_is_sent_arrives() {
    let sent = json!({ "MessageId": "1", "MD5OfMessageBody": "" }).to_string();
    let receiving = |messages: Value| {
        let canned = Canned::default().json(200, &*sent).whenever("AmazonSQS.SendMessage");
        let canned = canned.json(200, json!({ "Messages": messages }).to_string()).whenever("ReceiveMessage");
        queue(canned.json(200, "{}").whenever("DeleteMessage"))
    };
    let own = json!([{ "ReceiptHandle": "h", "Body": "{sent}" }]);
    holds(receiving(own).passes_messages()).await;
    misses(receiving(json!([])).passes_messages(), "the message was sent and has not arrived").await;
}
