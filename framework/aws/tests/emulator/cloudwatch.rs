use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::types::{ComparisonOperator, Statistic};
use terraproof_aws::Aws;

use crate::account::{holds, in_account, misses};

const TOPIC: &str = "arn:aws:sns:us-east-1:111122223333:pager";

async fn alarm(aws: &Aws) {
    let client = Client::new(&aws.config().await.unwrap());
    let alarm = client.put_metric_alarm().alarm_name("stuck").namespace("Shop").metric_name("Age");
    let alarm = alarm.statistic(Statistic::Maximum).period(60).evaluation_periods(1).threshold(1.0);
    let alarm = alarm.comparison_operator(ComparisonOperator::GreaterThanThreshold).alarm_actions(TOPIC);
    alarm.send().await.unwrap();
}

#[tokio::test]
async fn an_alarm_is_known_by_metric_threshold_and_topic() {
    in_account(|aws| async move {
        let stuck = aws.cloudwatch().alarm("stuck");
        assert_eq!(misses(stuck.exists()).await, "does not exist yet");
        alarm(&aws).await;
        holds(stuck.exists()).await;
        holds(stuck.has_threshold(1.0)).await;
        holds(stuck.notifies(TOPIC)).await;
        holds(stuck.is_ok()).await;
        let seen = holds(stuck.is_on_metric("Shop", "Age")).await;
        assert!(seen.state_updated_timestamp().is_some());
        misses(stuck.is_on_metric("Shop", "Depth")).await;
        holds(aws.cloudwatch().metric("Shop", "Age").has_alarm()).await;
    })
    .await;
}
