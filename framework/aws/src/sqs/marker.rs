//! A message that nobody else sends, and the way to find it in a queue.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use aws_sdk_sqs::types::{ChangeMessageVisibilityBatchRequestEntry, Message};

use super::Queue;
use crate::handle::Handle;
use crate::{Check, Error, Seen};

/// How many times one look asks for messages, ten at a time.
const RECEIVES: usize = 10;
/// How many seconds a message of somebody else is out of sight at most, should giving it back fail.
const OUT_OF_SIGHT: i32 = 5;

/// Is a message on its way: sent once, looked for many times, and sent anew after it arrived.
#[derive(Debug, Default)]
pub(crate) struct Marker {
    sent: Mutex<Option<String>>,
}

impl Marker {
    /// Sends, unless a message is on its way, and looks whether it has arrived in the queue.
    pub(crate) async fn pass<Fut>(&self, queue: &Queue, send: impl Fn(String) -> Fut + Send) -> Result<Seen, Error>
    where
        Fut: Future<Output = Result<(), Error>> + Send,
    {
        let known = self.sent().clone();
        let text = match known {
            Some(text) => text,
            None => {
                let text = unique();
                send(text.clone()).await?;
                *self.sent() = Some(text.clone());
                text
            }
        };
        let arrived = queue.take(&text).await?;
        if arrived {
            *self.sent() = None;
        }
        Ok(Seen::when(arrived, (), || "the message was sent and has not arrived".to_owned()))
    }

    fn sent(&self) -> MutexGuard<'_, Option<String>> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes a text that no other message holds.
fn unique() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    format!("terraproof-{}-{now}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

impl Queue {
    /// Promises that a message that is sent can be received.
    ///
    /// The first look sends one message with a marker that nothing else has; that look and later ones receive until they find it, and
    /// delete it. Other messages that come along are made visible again at once and never deleted, but each look received them once more: SQS counts that,
    /// so do not use this on a queue whose waiting messages are about to become dead letters. Where something else receives from the
    /// queue, it may take the marker, and the promise does not come true. In a FIFO queue the marker has a group of its own.
    pub fn passes_messages(&self) -> Check {
        let marker = Arc::new(Marker::default());
        self.check("passes messages", move |queue| {
            let marker = Arc::clone(&marker);
            async move { marker.pass(&queue, |text| queue.send(text)).await }
        })
    }

    async fn send(&self, text: String) -> Result<(), Error> {
        let mut call = self.client().await?.send_message().queue_url(self.url()).message_body(&text);
        if self.url().ends_with(".fifo") {
            call = call.message_group_id(&text).message_deduplication_id(text);
        }
        call.send().await.map_err(self.failed("SendMessage"))?;
        Ok(())
    }

    /// Looks for a message that holds `text` and deletes it; gives every other one back.
    async fn take(&self, text: &str) -> Result<bool, Error> {
        let mut others = Vec::new();
        let found = self.find(text, &mut others).await;
        let given_back = self.give_back(others).await;
        // What could not be given back comes back by itself; a marker that was found does not.
        let found = found?;
        if !found {
            given_back?;
        }
        Ok(found)
    }

    async fn find(&self, text: &str, others: &mut Vec<Message>) -> Result<bool, Error> {
        let client = self.client().await?;
        for _ in 0..RECEIVES {
            let call = client.receive_message().queue_url(self.url()).max_number_of_messages(10);
            let answer = call.visibility_timeout(OUT_OF_SIGHT).send().await.map_err(self.failed("ReceiveMessage"))?;
            let messages = answer.messages.unwrap_or_default();
            if messages.is_empty() {
                return Ok(false);
            }
            let (own, foreign): (Vec<_>, Vec<_>) =
                messages.into_iter().partition(|message| message.body().is_some_and(|body| body.contains(text)));
            others.extend(foreign);
            if let Some(own) = own.into_iter().next() {
                let call = client.delete_message().queue_url(self.url()).set_receipt_handle(own.receipt_handle);
                call.send().await.map_err(self.failed("DeleteMessage"))?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn give_back(&self, messages: Vec<Message>) -> Result<(), Error> {
        let client = self.client().await?;
        for ten in messages.chunks(10) {
            let entries = ten.iter().enumerate().filter_map(|(number, message)| {
                let entry =
                    ChangeMessageVisibilityBatchRequestEntry::builder().id(number.to_string()).visibility_timeout(0);
                entry.set_receipt_handle(message.receipt_handle.clone()).build().ok()
            });
            let call = client.change_message_visibility_batch().queue_url(self.url());
            let call = call.set_entries(Some(entries.collect()));
            call.send().await.map_err(self.failed("ChangeMessageVisibility"))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::canned::Canned;

    const URL: &str = "https://sqs.us-east-1.amazonaws.com/111122223333/orders";

    #[tokio::test]
    async fn other_messages_are_given_back_and_the_marker_is_sent_once() {
        let other = json!({ "Messages": [{ "MessageId": "m", "ReceiptHandle": "theirs", "Body": "order 1" }] });
        let (aws, calls) = Canned::default()
            .json(200, json!({ "MessageId": "1", "MD5OfMessageBody": "" }).to_string())
            .json(200, other.to_string())
            .json(200, "{}")
            .json(200, "{}")
            .json(200, "{}")
            .aws();
        let check = aws.sqs().queue(URL).passes_messages();
        let sentence = "the message was sent and has not arrived";
        assert_eq!(check.look().await.unwrap().reason(), Some(sentence));
        assert_eq!(check.look().await.unwrap().reason(), Some(sentence));
        let count = |operation: &str| calls.all().iter().filter(|call| call.contains(operation)).count();
        assert_eq!((count("AmazonSQS.SendMessage"), count("DeleteMessage")), (1, 0));
        assert!(calls.all()[3].contains("ChangeMessageVisibilityBatch") && calls.all()[3].contains("theirs"));
    }
}
