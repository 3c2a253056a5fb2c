//! A target group.

use std::fmt;

use aws_sdk_elasticloadbalancingv2::Client;
use aws_sdk_elasticloadbalancingv2::types::{
    TargetGroup as TargetGroupDescription, TargetHealthDescription, TargetHealthStateEnum,
};

use super::load_balancer::refused;
use crate::handle::Handle;
use crate::words::{counted, words};
use crate::{Aws, Check, Error, Seen};

/// Names a target group.
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let web = aws.elbv2().target_group("arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/73e2d6bc24d8a067");
/// assert_eq!(web.has_healthy_targets(2).look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct TargetGroup {
    aws: Aws,
    arn: String,
}

impl TargetGroup {
    pub(super) fn new(aws: Aws, arn: String) -> Self {
        Self { aws, arn }
    }

    /// Returns what Elastic Load Balancing knows of the target group.
    ///
    /// # Errors
    /// Fails when the target group does not exist or may not be read.
    pub async fn describe(&self) -> Result<TargetGroupDescription, Error> {
        let call = self.client().await?.describe_target_groups().target_group_arns(&self.arn);
        let answer = call.send().await.map_err(self.failed("DescribeTargetGroups"))?;
        answer.target_groups.unwrap_or_default().into_iter().next().ok_or_else(|| Error::absent(self))
    }

    /// Promises that the target group exists.
    pub fn exists(&self) -> Check<TargetGroupDescription> {
        self.check("exists", |group| async move { group.describe().await.map(Seen::Yes) })
    }

    /// Promises that the target group does not exist any more.
    pub fn is_gone(&self) -> Check {
        self.gone(|group| async move { group.describe().await })
    }

    /// Promises that at least so many targets are healthy; the value is their ids. The reason of a miss names the others and what is wrong.
    pub fn has_healthy_targets(&self, count: usize) -> Check<Vec<String>> {
        self.check(format!("has {}", counted(count, "healthy target")), move |group| async move {
            let (healthy, others): (Vec<_>, Vec<_>) =
                group.targets().await?.into_iter().partition(|target| state(target) == TargetHealthStateEnum::Healthy);
            let ids: Vec<_> = healthy.iter().map(|target| id(target).to_owned()).collect();
            Ok(Seen::when(ids.len() >= count, ids, || {
                let others: Vec<_> = others.iter().map(said).collect();
                let others = if others.is_empty() { String::new() } else { format!("; {}", others.join(", ")) };
                format!("has {}{others}", counted(healthy.len(), "healthy target"))
            }))
        })
    }

    /// Promises that every target is healthy, and that there is one.
    pub fn is_healthy(&self) -> Check {
        self.check("is healthy", |group| async move {
            let targets = group.targets().await?;
            let others: Vec<_> =
                targets.iter().filter(|target| state(target) != TargetHealthStateEnum::Healthy).map(said).collect();
            Ok(Seen::when(!targets.is_empty() && others.is_empty(), (), || match others.as_slice() {
                [] => "has no targets".to_owned(),
                others => others.join(", "),
            }))
        })
    }

    /// Promises that health is asked at a path.
    pub fn has_health_check(&self, path: impl Into<String>) -> Check {
        let path = path.into();
        self.check(format!("asks for health at `{path}`"), move |group| {
            let path = path.clone();
            async move {
                let actual = group.describe().await?.health_check_path.unwrap_or_default();
                Ok(Seen::when(actual == path, (), || format!("asks at `{actual}`")))
            }
        })
    }

    async fn targets(&self) -> Result<Vec<TargetHealthDescription>, Error> {
        let call = self.client().await?.describe_target_health().target_group_arn(&self.arn);
        let answer = call.send().await.map_err(self.failed("DescribeTargetHealth"))?;
        Ok(answer.target_health_descriptions.unwrap_or_default())
    }

    async fn client(&self) -> Result<Client, Error> {
        Ok(Client::new(&self.config().await?))
    }
}

fn id(target: &TargetHealthDescription) -> &str {
    target.target().and_then(|target| target.id()).unwrap_or("?")
}

fn state(target: &TargetHealthDescription) -> TargetHealthStateEnum {
    let state = target.target_health().and_then(|health| health.state());
    state.cloned().unwrap_or(TargetHealthStateEnum::Initial)
}

fn said(target: &TargetHealthDescription) -> String {
    let reason = target.target_health().and_then(|health| health.description());
    let reason = reason.map_or_else(String::new, |reason| format!(" ({reason})"));
    format!("`{}` is {}{reason}", id(target), words(state(target).as_str()))
}

impl Handle for TargetGroup {
    const SERVICE: &'static str = "elasticloadbalancing";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        refused("targetgroup", &self.arn)
    }
}

impl fmt::Display for TargetGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "target group `{}`", self.arn)
    }
}

#[cfg(test)]
mod tests {
    use crate::Seen;
    use crate::canned::Canned;

    #[tokio::test]
    async fn what_is_wrong_with_a_target_is_told() {
        let member = |id: &str, health: &str| {
            format!("<member><Target><Id>{id}</Id></Target><TargetHealth>{health}</TargetHealth></member>")
        };
        let members = [
            member("i-1", "<State>healthy</State>"),
            member(
                "i-2",
                "<State>unhealthy</State><Description>Health checks failed with these codes: [502]</Description>",
            ),
        ];
        let list = format!("<TargetHealthDescriptions>{}</TargetHealthDescriptions>", members.concat());
        let result = format!("<DescribeTargetHealthResult>{list}</DescribeTargetHealthResult>");
        let body = format!("<DescribeTargetHealthResponse>{result}</DescribeTargetHealthResponse>");
        let (aws, _) = Canned::default().xml(200, &*body).xml(200, &*body).aws();
        let group =
            aws.elbv2().target_group("arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/73e2");
        assert_eq!(group.has_healthy_targets(1).look().await.unwrap(), Seen::Yes(vec!["i-1".to_owned()]));
        let seen = group.has_healthy_targets(2).look().await.unwrap();
        let expected = "has 1 healthy target; `i-2` is unhealthy (Health checks failed with these codes: [502])";
        assert_eq!(seen.reason(), Some(expected));
    }
}
