use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_sdk_cloudwatchlogs::Client;
use aws_sdk_cloudwatchlogs::types::{InputLogEvent, MetricTransformation};

use crate::account::{holds, in_account, misses};

#[tokio::test]
async fn lines_arrive_in_a_group_and_feed_a_metric() {
    in_account(|aws| async move {
        let client = Client::new(&aws.config().await.unwrap());
        let orders = aws.logs().group("/app/orders");
        assert_eq!(misses(orders.has_line("accepted")).await, "does not exist yet");
        client.create_log_group().log_group_name("/app/orders").send().await.unwrap();
        client.create_log_stream().log_group_name("/app/orders").log_stream_name("s").send().await.unwrap();
        holds(orders.never_expires()).await;
        client.put_retention_policy().log_group_name("/app/orders").retention_in_days(30).send().await.unwrap();
        holds(orders.has_retention(30)).await;

        assert_eq!(misses(orders.has_line("order accepted")).await, "has no such line");
        let now = SystemTime::now();
        let time = i64::try_from(now.duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap();
        let event = InputLogEvent::builder().timestamp(time).message("an order accepted").build().unwrap();
        let call = client.put_log_events().log_group_name("/app/orders").log_stream_name("s");
        call.log_events(event).send().await.unwrap();
        assert_eq!(holds(orders.has_line("order accepted")).await, "an order accepted");
        let later = now + Duration::from_secs(60);
        assert_eq!(misses(orders.has_line_after("order accepted", later)).await, "has no such line");

        assert_eq!(misses(orders.has_metric_filter("errors")).await, "has 0 other metric filters");
        let transformation = MetricTransformation::builder();
        let transformation = transformation.metric_name("Errors").metric_namespace("App").metric_value("1").build();
        let call = client.put_metric_filter().log_group_name("/app/orders").filter_name("errors");
        call.filter_pattern("ERROR").metric_transformations(transformation.unwrap()).send().await.unwrap();
        holds(orders.has_metric_filter("errors")).await;
        holds(orders.feeds_metric("App", "Errors")).await;
    })
    .await;
}
