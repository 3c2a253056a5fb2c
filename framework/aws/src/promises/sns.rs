use serde_json::json;

use super::tell::{holds, misses, tell};
use crate::Topic;
use crate::canned::Canned;

const ARN: &str = "arn:aws:sns:us-east-1:111122223333:orders";
const QUEUE: &str = "https://sqs.us-east-1.amazonaws.com/111122223333/orders";

fn with(operation: &'static str, result: &str) -> Canned {
    let result = format!("<{operation}Result>{result}</{operation}Result>");
    Canned::default().xml(200, format!("<{operation}Response>{result}</{operation}Response>")).whenever(operation)
}

fn topic(canned: Canned) -> Topic {
    canned.aws().0.sns().topic(ARN)
}

fn attributes(entries: &[(&str, &str)]) -> Topic {
    let entry = |(key, value): &(&str, &str)| format!("<entry><key>{key}</key><value>{value}</value></entry>");
    let entries: String = entries.iter().map(entry).collect();
    topic(with("GetTopicAttributes", &format!("<Attributes>{entries}</Attributes>")))
}

#[tokio::test]
async fn a_topic_is_told_by_its_attributes() {
    let condition = r#""Condition":{"Bool":{"aws:SecureTransport":"false"}}"#;
    let statement = format!(r#""Principal":"*","Action":"sns:Publish","Resource":"{ARN}""#);
    let deny = format!(r#"{{"Statement":{{"Effect":"Deny",{statement},{condition}}}}}"#);
    let allow = format!(r#"{{"Statement":{{"Effect":"Allow",{statement}}}}}"#);
    let secure = attributes(&[("KmsMasterKeyId", "alias/aws/sns"), ("Policy", &deny)]);
    let open = attributes(&[("Policy", &allow)]);
    let absent = topic(Canned::default().xml_error(404, "NotFound", "none").whenever(""));
    tell(secure.exists(), absent.exists(), "does not exist yet").await;
    tell(absent.is_gone(), secure.is_gone(), "is still there").await;
    tell(secure.is_encrypted(), open.is_encrypted(), "is not encrypted").await;
    let reason = "its policy lets plain HTTP through";
    tell(secure.denies_insecure_transport(), open.denies_insecure_transport(), reason).await;
}

#[tokio::test]
async fn a_topic_is_told_by_its_subscriptions_and_its_tags() {
    let subscribed = |arn: &str| {
        let member =
            format!("<SubscriptionArn>{arn}</SubscriptionArn><Protocol>sqs</Protocol><Endpoint>arn:q</Endpoint>");
        topic(with("ListSubscriptionsByTopic", &format!("<Subscriptions><member>{member}</member></Subscriptions>")))
    };
    let (on, waiting) = (subscribed("arn:subscription"), subscribed("PendingConfirmation"));
    let reason = "waits for confirmation";
    tell(on.has_subscription("sqs", "arn:q"), waiting.has_subscription("sqs", "arn:q"), reason).await;
    misses(on.has_subscription("email", "a@example.com"), "has 1 other subscription").await;
    let tags = "<Tags><member><Key>owner</Key><Value>us</Value></member></Tags>";
    let tagged = topic(with("ListTagsForResource", tags));
    tell(tagged.has_tag("owner", "us"), tagged.has_tag("owner", "them"), "owner is `us`").await;
}

#[tokio::test]
async fn a_delivery_is_told_by_the_message_in_the_queue() {
    let (aws, _) = with("Publish", "<MessageId>1</MessageId>").json(200, "{}").whenever("ReceiveMessage").aws();
    let delivery = aws.sns().topic(ARN).delivers_to(&aws.sqs().queue(QUEUE));
    misses(delivery, "the message was sent and has not arrived").await;
    let message = json!({ "Messages": [{ "ReceiptHandle": "h", "Body": "{sent}" }] }).to_string();
    let canned = with("Publish", "<MessageId>1</MessageId>").json(200, message).whenever("ReceiveMessage");
    let (aws, _) = canned.json(200, "{}").whenever("DeleteMessage").aws();
    holds(aws.sns().topic(ARN).delivers_to(&aws.sqs().queue(QUEUE))).await;
}
