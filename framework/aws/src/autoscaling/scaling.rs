//! How a group changes: by hand, by its policies, by a refresh of its instances.

use aws_sdk_autoscaling::types::{InstanceRefreshStatus, ScalingPolicy};

use super::AutoScalingGroup;
use crate::handle::Handle;
use crate::words::words;
use crate::{Check, Error, Seen};

impl AutoScalingGroup {
    /// Sets how many instances the group should have, at once and whatever its cooldown.
    ///
    /// # Errors
    /// Fails when the number is outside the group's limits, or may not be set.
    pub async fn scale_to(&self, count: u32) -> Result<(), Error> {
        let count =
            i32::try_from(count).map_err(|_| Error::malformed(self, format!("{count} instances are too many")))?;
        let call = self.client().await?.set_desired_capacity().auto_scaling_group_name(self.name());
        let call = call.desired_capacity(count).honor_cooldown(false);
        call.send().await.map_err(self.failed("SetDesiredCapacity"))?;
        Ok(())
    }

    /// Promises that the group has a scaling policy of this name, and that it is enabled.
    pub fn has_policy(&self, name: impl Into<String>) -> Check<ScalingPolicy> {
        let name = name.into();
        self.check(format!("has the scaling policy `{name}`"), move |group| {
            let name = name.clone();
            async move {
                let policies = group.policies().await?;
                let names: Vec<_> = policies.iter().filter_map(|policy| policy.policy_name()).collect();
                let others = match names.as_slice() {
                    [] => "has no scaling policy".to_owned(),
                    names => format!("has {}", names.join(", ")),
                };
                let found = policies.into_iter().find(|policy| policy.policy_name() == Some(name.as_str()));
                let Some(policy) = found else { return Ok(Seen::No(others)) };
                let on = policy.enabled != Some(false);
                Ok(Seen::when(on, policy, || "the policy is disabled".to_owned()))
            }
        })
    }

    /// Promises that a policy keeps a predefined metric near a value: `("ASGAverageCPUUtilization", 60.0)`.
    pub fn tracks(&self, metric: impl Into<String>, value: f64) -> Check<ScalingPolicy> {
        let metric = metric.into();
        self.check(format!("keeps {metric} at {value}"), move |group| {
            let metric = metric.clone();
            async move {
                let mut last = "tracks nothing of that metric".to_owned();
                for policy in group.policies().await? {
                    let Some(tracking) = policy.target_tracking_configuration() else { continue };
                    let predefined = tracking.predefined_metric_specification();
                    let kind = predefined.and_then(|predefined| predefined.predefined_metric_type());
                    if kind.is_none_or(|kind| kind.as_str() != metric) {
                        continue;
                    }
                    let actual = tracking.target_value().unwrap_or_default();
                    if (actual - value).abs() <= f64::EPSILON * value.abs() {
                        return Ok(Seen::Yes(policy));
                    }
                    last = format!("keeps it at {actual}");
                }
                Ok(Seen::No(last))
            }
        })
    }

    /// Promises that the last instance refresh succeeded: a rolling update is over. One that failed or was cancelled ends the wait.
    pub fn is_refreshed(&self) -> Check {
        self.check("is refreshed", |group| async move {
            let call = group.client().await?.describe_instance_refreshes().auto_scaling_group_name(group.name());
            let answer = call.max_records(1).send().await.map_err(group.failed("DescribeInstanceRefreshes"))?;
            let Some(refresh) = answer.instance_refreshes.unwrap_or_default().into_iter().next() else {
                return Ok(Seen::No("has had no instance refresh".to_owned()));
            };
            let reason = refresh.status_reason.map_or_else(String::new, |reason| format!(": {reason}"));
            let done = refresh.percentage_complete.unwrap_or(0);
            match refresh.status.unwrap_or(InstanceRefreshStatus::Pending) {
                InstanceRefreshStatus::Successful => Ok(Seen::Yes(())),
                status @ (InstanceRefreshStatus::Failed
                | InstanceRefreshStatus::Cancelled
                | InstanceRefreshStatus::RollbackFailed
                | InstanceRefreshStatus::RollbackSuccessful) => {
                    Err(Error::permanent(&group, format!("its refresh is {}{reason}", words(status.as_str()))))
                }
                status => Ok(Seen::No(format!("its refresh is {}, {done} % done{reason}", words(status.as_str())))),
            }
        })
    }

    async fn policies(&self) -> Result<Vec<ScalingPolicy>, Error> {
        self.living().await?;
        let call = self.client().await?.describe_policies().auto_scaling_group_name(self.name());
        let all: Result<Vec<_>, _> = call.into_paginator().items().send().collect().await;
        all.map_err(self.failed("DescribePolicies"))
    }
}

#[cfg(test)]
mod tests {
    use crate::canned::Canned;

    #[tokio::test]
    async fn a_refresh_that_failed_ends_the_wait() {
        let refresh = |status: &str| {
            let member =
                format!("<member><Status>{status}</Status><PercentageComplete>40</PercentageComplete></member>");
            let result = format!(
                "<DescribeInstanceRefreshesResult><InstanceRefreshes>{member}</InstanceRefreshes></DescribeInstanceRefreshesResult>"
            );
            format!("<DescribeInstanceRefreshesResponse>{result}</DescribeInstanceRefreshesResponse>")
        };
        let (aws, _) = Canned::default().xml(200, refresh("InProgress")).xml(200, refresh("Failed")).aws();
        let check = aws.autoscaling().group("web").is_refreshed();
        assert_eq!(check.look().await.unwrap().reason(), Some("its refresh is in progress, 40 % done"));
        assert_eq!(check.look().await.unwrap_err().message(), Some("its refresh is failed"));
    }
}
