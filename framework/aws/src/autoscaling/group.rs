//! A group.

use std::collections::BTreeSet;
use std::fmt;

use aws_sdk_autoscaling::Client;
use aws_sdk_autoscaling::types::{AutoScalingGroup as GroupDescription, Instance, LifecycleState};

use crate::handle::Handle;
use crate::words::counted;
use crate::{Aws, Check, Error, Seen};

impl Aws {
    /// Leads to the Auto Scaling groups.
    #[must_use]
    pub fn autoscaling(&self) -> AutoScaling {
        AutoScaling { aws: self.clone() }
    }
}

/// Leads to the Auto Scaling groups of an account.
#[derive(Debug, Clone)]
pub struct AutoScaling {
    aws: Aws,
}

impl AutoScaling {
    /// Names a group.
    #[must_use]
    pub fn group(&self, name: impl Into<String>) -> AutoScalingGroup {
        AutoScalingGroup { aws: self.aws.clone(), name: name.into() }
    }
}

/// Names an Auto Scaling group. One that is being deleted ends every wait, except for [`is_gone`](Self::is_gone).
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let web = aws.autoscaling().group("web");
/// assert_eq!(web.has_in_service_across(3, 3).look().await?.reason(), None);
/// web.scale_to(6).await?;
/// assert_eq!(web.has_in_service(6).look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct AutoScalingGroup {
    aws: Aws,
    name: String,
}

impl AutoScalingGroup {
    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns what Auto Scaling knows of the group, with its instances.
    ///
    /// # Errors
    /// Fails when the group does not exist or may not be read.
    pub async fn describe(&self) -> Result<GroupDescription, Error> {
        let call = self.client().await?.describe_auto_scaling_groups().auto_scaling_group_names(&self.name);
        let answer = call.send().await.map_err(self.failed("DescribeAutoScalingGroups"))?;
        answer.auto_scaling_groups.unwrap_or_default().into_iter().next().ok_or_else(|| Error::absent(self))
    }

    /// Promises that the group exists.
    pub fn exists(&self) -> Check<GroupDescription> {
        self.check("exists", |group| async move { group.living().await.map(Seen::Yes) })
    }

    /// Promises that the group does not exist any more; one that is being deleted still does.
    pub fn is_gone(&self) -> Check {
        self.gone(|group| async move { group.describe().await })
    }

    /// Promises that exactly so many healthy instances are in service; the value is their ids.
    pub fn has_in_service(&self, count: usize) -> Check<Vec<String>> {
        self.has_in_service_across(count, 0)
    }

    /// Promises that exactly so many healthy instances are in service, in at least so many availability zones; the value is their ids.
    pub fn has_in_service_across(&self, count: usize, zones: usize) -> Check<Vec<String>> {
        let across = if zones > 0 { format!(" across {}", counted(zones, "zone")) } else { String::new() };
        self.check(format!("has {} in service{across}", counted(count, "instance")), move |group| async move {
            let all = group.living().await?.instances.unwrap_or_default();
            let serving: Vec<&Instance> = all.iter().filter(|instance| serves(instance)).collect();
            let places: BTreeSet<_> = serving.iter().filter_map(|instance| instance.availability_zone()).collect();
            let ids = serving.iter().filter_map(|instance| instance.instance_id().map(str::to_owned)).collect();
            let holds = serving.len() == count && places.len() >= zones;
            Ok(Seen::when(holds, ids, || {
                let others = all.len() - serving.len();
                let zones = counted(places.len(), "zone");
                format!("has {} in service in {zones}, and {} out of it", serving.len(), counted(others, "instance"))
            }))
        })
    }

    /// Promises what the group may have at least, should have, and may have at most.
    pub fn has_capacity(&self, minimum: i32, desired: i32, maximum: i32) -> Check {
        self.check(format!("has the capacity {minimum} <= {desired} <= {maximum}"), move |group| async move {
            let actual = group.living().await?;
            let [least, wanted, most] =
                [actual.min_size, actual.desired_capacity, actual.max_size].map(Option::unwrap_or_default);
            let holds = (least, wanted, most) == (minimum, desired, maximum);
            Ok(Seen::when(holds, (), || format!("has {least} <= {wanted} <= {most}")))
        })
    }

    /// Promises that the group is behind a target group, named by its ARN.
    pub fn is_behind(&self, target_group: impl Into<String>) -> Check {
        let arn = target_group.into();
        self.check(format!("is behind `{arn}`"), move |group| {
            let arn = arn.clone();
            async move {
                let described = group.living().await?;
                let sources = described.traffic_sources().iter().filter_map(|source| source.identifier());
                let all: Vec<_> = described.target_group_arns().iter().map(String::as_str).chain(sources).collect();
                Ok(Seen::when(all.contains(&arn.as_str()), (), || match all.as_slice() {
                    [] => "is behind nothing".to_owned(),
                    all => format!("is behind {}", all.join(", ")),
                }))
            }
        })
    }

    /// Promises that the group has a tag.
    pub fn has_tag(&self, key: impl Into<String>, value: impl Into<String>) -> Check {
        self.tagged(key.into(), value.into(), |group| async move {
            let tags = group.living().await?.tags.unwrap_or_default();
            Ok(tags.into_iter().filter_map(|tag| Some((tag.key?, tag.value.unwrap_or_default()))).collect())
        })
    }

    /// Describes a group that is there to stay.
    pub(super) async fn living(&self) -> Result<GroupDescription, Error> {
        let described = self.describe().await?;
        match described.status() {
            Some(status) if status.starts_with("Delete") => Err(Error::gone(self, "it is being deleted")),
            _ => Ok(described),
        }
    }

    pub(super) async fn client(&self) -> Result<Client, Error> {
        Ok(Client::new(&self.config().await?))
    }
}

fn serves(instance: &Instance) -> bool {
    let healthy = instance.health_status().is_some_and(|status| status.eq_ignore_ascii_case("healthy"));
    healthy && instance.lifecycle_state() == Some(&LifecycleState::InService)
}

impl Handle for AutoScalingGroup {
    const SERVICE: &'static str = "autoscaling";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    /// Source: [CreateAutoScalingGroup](https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html).
    fn refused(&self) -> Option<String> {
        let fine = (1..=255).contains(&self.name.chars().count()) && !self.name.contains(':');
        (!fine).then(|| "an Auto Scaling group's name takes 1 to 255 characters without colons".to_owned())
    }
}

impl fmt::Display for AutoScalingGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Auto Scaling group `{}`{}", self.name, self.aws.place())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;
    use crate::canned::Canned;

    fn group(fields: &str) -> AutoScalingGroup {
        let list = format!("<AutoScalingGroups><member>{fields}</member></AutoScalingGroups>");
        let result = format!("<DescribeAutoScalingGroupsResult>{list}</DescribeAutoScalingGroupsResult>");
        let body = format!("<DescribeAutoScalingGroupsResponse>{result}</DescribeAutoScalingGroupsResponse>");
        let (aws, _) = Canned::default().xml(200, &*body).xml(200, &*body).xml(200, &*body).aws();
        aws.autoscaling().group("web")
    }

    fn instance(id: &str, zone: &str, state: &str, health: &str) -> String {
        let state = format!("<LifecycleState>{state}</LifecycleState><HealthStatus>{health}</HealthStatus>");
        format!("<member><InstanceId>{id}</InstanceId><AvailabilityZone>{zone}</AvailabilityZone>{state}</member>")
    }

    #[tokio::test]
    async fn only_healthy_instances_in_service_count() {
        let instances = [
            instance("i-1", "a", "InService", "Healthy"),
            instance("i-2", "b", "InService", "Unhealthy"),
            instance("i-3", "b", "Pending", "Healthy"),
            instance("i-4", "a", "InService", "Healthy"),
        ];
        let web = group(&format!("<Instances>{}</Instances>", instances.concat()));
        let both = Seen::Yes(vec!["i-1".to_owned(), "i-4".to_owned()]);
        assert_eq!(web.has_in_service(2).look().await.unwrap(), both);
        let seen = web.has_in_service_across(2, 2).look().await.unwrap();
        assert_eq!(seen.reason(), Some("has 2 in service in 1 zone, and 2 instances out of it"));
    }

    #[tokio::test]
    async fn a_group_that_is_being_deleted_ends_the_wait() {
        let web = group("<Status>Delete in progress</Status>");
        assert_eq!(web.has_in_service(1).look().await.unwrap_err().kind(), &ErrorKind::Gone);
        assert_eq!(web.is_gone().look().await.unwrap().reason(), Some("is still there"));
    }
}
