use super::tell::{holds, misses, tell};
use crate::AutoScalingGroup;
use crate::canned::Canned;

fn groups(members: &str) -> Canned {
    let result = format!("<AutoScalingGroups>{members}</AutoScalingGroups>");
    let result = format!("<DescribeAutoScalingGroupsResult>{result}</DescribeAutoScalingGroupsResult>");
    let body = format!("<DescribeAutoScalingGroupsResponse>{result}</DescribeAutoScalingGroupsResponse>");
    Canned::default().xml(200, body).whenever("Action=DescribeAutoScalingGroups")
}

fn with(fields: &str, operation: &'static str, answer: &str) -> AutoScalingGroup {
    let answer = format!("<{operation}Response><{operation}Result>{answer}</{operation}Result></{operation}Response>");
    let canned = groups(&format!("<member>{fields}</member>")).xml(200, answer).whenever(operation);
    canned.aws().0.autoscaling().group("web")
}

fn group(fields: &str) -> AutoScalingGroup {
    with(fields, "DescribePolicies", "")
}

fn absent() -> AutoScalingGroup {
    groups("").aws().0.autoscaling().group("web")
}

#[tokio::test]
async fn a_group_is_told_by_its_description() {
    let state = "<LifecycleState>InService</LifecycleState><HealthStatus>Healthy</HealthStatus>";
    let instance =
        format!("<member><InstanceId>i-1</InstanceId><AvailabilityZone>us-east-1a</AvailabilityZone>{state}</member>");
    let sizes = "<MinSize>1</MinSize><DesiredCapacity>1</DesiredCapacity><MaxSize>3</MaxSize>";
    let targets = "<TargetGroupARNs><member>arn:tg</member></TargetGroupARNs>";
    let tags = "<Tags><member><Key>owner</Key><Value>us</Value></member></Tags>";
    let web = group(&format!("<Instances>{instance}</Instances>{sizes}{targets}{tags}"));
    let empty = group("");
    tell(web.exists(), absent().exists(), "does not exist yet").await;
    tell(absent().is_gone(), web.is_gone(), "is still there").await;
    let none = "has 0 in service in 0 zones, and 0 instances out of it";
    tell(web.has_in_service(1), empty.has_in_service(1), none).await;
    tell(web.has_in_service_across(1, 1), empty.has_in_service_across(1, 1), none).await;
    tell(web.has_capacity(1, 1, 3), empty.has_capacity(1, 1, 3), "has 0 <= 0 <= 0").await;
    tell(web.is_behind("arn:tg"), empty.is_behind("arn:tg"), "is behind nothing").await;
    misses(web.is_behind("arn:other"), "is behind arn:tg").await;
    tell(web.has_tag("owner", "us"), empty.has_tag("owner", "us"), "has no tag owner").await;
}

#[tokio::test]
async fn a_policy_is_told_by_its_name_and_by_what_it_tracks() {
    let metric = "<PredefinedMetricType>ASGAverageCPUUtilization</PredefinedMetricType>";
    let specification = format!("<PredefinedMetricSpecification>{metric}</PredefinedMetricSpecification>");
    let tracking = format!("{specification}<TargetValue>60.0</TargetValue>");
    let tracking = format!("<TargetTrackingConfiguration>{tracking}</TargetTrackingConfiguration>");
    let policies = |enabled: bool| {
        let policy = format!("<PolicyName>cpu</PolicyName><Enabled>{enabled}</Enabled>{tracking}");
        format!("<ScalingPolicies><member>{policy}</member></ScalingPolicies>")
    };
    let (on, off) = (with("", "DescribePolicies", &policies(true)), with("", "DescribePolicies", &policies(false)));
    tell(on.has_policy("cpu"), off.has_policy("cpu"), "the policy is disabled").await;
    misses(on.has_policy("memory"), "has cpu").await;
    let cpu = "ASGAverageCPUUtilization";
    tell(on.tracks(cpu, 60.0), on.tracks(cpu, 70.0), "keeps it at 60").await;
    misses(group("").tracks(cpu, 60.0), "tracks nothing of that metric").await;
}

#[tokio::test]
async fn a_refresh_is_told_by_its_last_state() {
    let refresh = |status: &str| {
        let member = format!("<member><Status>{status}</Status></member>");
        with("", "DescribeInstanceRefreshes", &format!("<InstanceRefreshes>{member}</InstanceRefreshes>"))
    };
    tell(
        refresh("Successful").is_refreshed(),
        refresh("InProgress").is_refreshed(),
        "its refresh is in progress, 0 % done",
    )
    .await;
    misses(with("", "DescribeInstanceRefreshes", "").is_refreshed(), "has had no instance refresh").await;
    holds(refresh("Successful").exists()).await;
}
