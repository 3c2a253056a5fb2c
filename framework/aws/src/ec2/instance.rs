//! An instance.

use std::fmt;

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{Instance as InstanceDescription, InstanceStateName, SummaryStatus};

use super::identifier::{pairs, refused};
use crate::handle::Handle;
use crate::words::{counted, words};
use crate::{Aws, Check, Error, Seen};

/// Names an instance. One that is terminated, or about to be, ends every wait, except for [`is_gone`](Self::is_gone).
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let web = aws.ec2().instance("i-0123456789abcdef0");
/// assert_eq!(web.is_status_ok().look().await?.reason(), None);
/// assert_eq!(web.console_contains("cloud-init finished").look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Instance {
    aws: Aws,
    id: String,
}

impl Instance {
    pub(super) fn new(aws: Aws, id: String) -> Self {
        Self { aws, id }
    }

    /// Returns the id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns what EC2 knows of the instance; of a terminated one too, for about an hour.
    ///
    /// # Errors
    /// Fails when the instance does not exist or may not be read.
    pub async fn describe(&self) -> Result<InstanceDescription, Error> {
        let call = self.client().await?.describe_instances().instance_ids(&self.id);
        let answer = call.send().await.map_err(self.failed("DescribeInstances"))?;
        let reservations = answer.reservations.unwrap_or_default().into_iter();
        let mut instances = reservations.flat_map(|reservation| reservation.instances.unwrap_or_default());
        instances.next().ok_or_else(|| Error::absent(self))
    }

    /// Promises that the instance exists, running or not.
    pub fn exists(&self) -> Check<InstanceDescription> {
        self.check("exists", |instance| async move { instance.living().await.map(Seen::Yes) })
    }

    /// Promises that the instance is terminated, or unknown.
    pub fn is_gone(&self) -> Check {
        let handle = self.clone();
        Check::new(format!("{self} is gone"), move || {
            let instance = handle.clone();
            async move {
                match instance.describe().await {
                    Ok(described) if state(&described) == InstanceStateName::Terminated => Ok(Seen::Yes(())),
                    Ok(described) => Ok(Seen::No(format!("is {}", words(state(&described).as_str())))),
                    Err(error) if error.is_absent() => Ok(Seen::Yes(())),
                    Err(error) => Err(error),
                }
            }
        })
    }

    /// Promises that the instance runs. Whether it has booted is what [`is_status_ok`](Self::is_status_ok) tells.
    pub fn is_running(&self) -> Check<InstanceDescription> {
        self.is_in(InstanceStateName::Running)
    }

    /// Promises that the instance is stopped.
    pub fn is_stopped(&self) -> Check<InstanceDescription> {
        self.is_in(InstanceStateName::Stopped)
    }

    /// Promises that the instance runs and passes its status checks, of the system and of the instance.
    pub fn is_status_ok(&self) -> Check {
        self.check("passes its status checks", |instance| async move {
            let state = state(&instance.living().await?);
            let call = instance.client().await?.describe_instance_status().instance_ids(&instance.id);
            let answer = call.send().await.map_err(instance.failed("DescribeInstanceStatus"))?;
            // What does not run has no status.
            let Some(status) = answer.instance_statuses.unwrap_or_default().into_iter().next() else {
                return Ok(Seen::No(format!("is {}", words(state.as_str()))));
            };
            let [system, own] = [status.system_status, status.instance_status]
                .map(|summary| summary.and_then(|summary| summary.status).unwrap_or(SummaryStatus::Initializing));
            let holds = system == SummaryStatus::Ok && own == SummaryStatus::Ok;
            Ok(Seen::when(holds, (), || {
                format!("its host is {}, itself {}", words(system.as_str()), words(own.as_str()))
            }))
        })
    }

    /// Promises that what the instance wrote to its console contains a text. EC2 shows the console with minutes of delay.
    pub fn console_contains(&self, text: impl Into<String>) -> Check {
        let text = text.into();
        self.check(format!("has `{text}` on its console"), move |instance| {
            let text = text.clone();
            async move {
                instance.living().await?;
                let call = instance.client().await?.get_console_output().instance_id(&instance.id);
                let answer = call.send().await.map_err(instance.failed("GetConsoleOutput"))?;
                let Some(output) = answer.output.filter(|output| !output.is_empty()) else {
                    return Ok(Seen::No("has nothing on its console yet".to_owned()));
                };
                let bytes = aws_smithy_types::base64::decode(&output)
                    .map_err(|_| Error::malformed(&instance, "the console's output is not Base64"))?;
                let output = String::from_utf8_lossy(&bytes);
                Ok(Seen::when(output.contains(&text), (), || {
                    let last = output.trim_end().lines().next_back().unwrap_or_default().trim();
                    format!("has {} on its console, the last of them `{last}`", counted(output.lines().count(), "line"))
                }))
            }
        })
    }

    /// Promises that the instance has a tag.
    pub fn has_tag(&self, key: impl Into<String>, value: impl Into<String>) -> Check {
        self.tagged(key.into(), value.into(), |instance| async move { Ok(pairs(instance.living().await?.tags)) })
    }

    fn is_in(&self, wanted: InstanceStateName) -> Check<InstanceDescription> {
        self.check(format!("is {}", wanted.as_str()), move |instance| {
            let wanted = wanted.clone();
            async move {
                let described = instance.living().await?;
                let actual = state(&described);
                Ok(Seen::when(actual == wanted, described, || format!("is {}", words(actual.as_str()))))
            }
        })
    }

    /// Describes an instance that is there to stay.
    pub(super) async fn living(&self) -> Result<InstanceDescription, Error> {
        let described = self.describe().await?;
        match state(&described) {
            ended @ (InstanceStateName::Terminated | InstanceStateName::ShuttingDown) => {
                let reason = described.state_reason.and_then(|reason| reason.message);
                let reason = reason.map_or_else(String::new, |reason| format!(": {reason}"));
                Err(Error::gone(self, format!("it is {}{reason}", words(ended.as_str()))))
            }
            _ => Ok(described),
        }
    }

    pub(super) async fn client(&self) -> Result<Client, Error> {
        Ok(Client::new(&self.config().await?))
    }
}

fn state(instance: &InstanceDescription) -> InstanceStateName {
    let state = instance.state.as_ref().and_then(|state| state.name.clone());
    state.unwrap_or(InstanceStateName::Pending)
}

impl Handle for Instance {
    const SERVICE: &'static str = "ec2";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        refused("an instance", "i", &self.id)
    }
}

impl fmt::Display for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "instance `{}`{}", self.id, self.aws.place())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;
    use crate::canned::Canned;

    const ID: &str = "i-0123456789abcdef0";

    fn described(state: &str) -> String {
        let reason = "<stateReason><code>c</code><message>Client.VolumeLimitExceeded</message></stateReason>";
        let item = format!(
            "<item><instanceId>{ID}</instanceId><instanceState><name>{state}</name></instanceState>{reason}</item>"
        );
        let set = format!("<reservationSet><item><instancesSet>{item}</instancesSet></item></reservationSet>");
        format!("<DescribeInstancesResponse>{set}</DescribeInstancesResponse>")
    }

    #[tokio::test]
    async fn a_terminated_instance_ends_the_wait_and_says_why() {
        let (aws, _) = Canned::default().xml(200, described("terminated")).xml(200, described("terminated")).aws();
        let web = aws.ec2().instance(ID);
        let error = web.is_running().look().await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Gone);
        assert_eq!(error.message(), Some("it is terminated: Client.VolumeLimitExceeded"));
        assert_eq!(web.is_gone().look().await.unwrap(), Seen::Yes(()));
    }

    #[tokio::test]
    async fn an_instance_that_shuts_down_is_not_gone_yet() {
        let (aws, _) = Canned::default().xml(200, described("shutting-down")).aws();
        let seen = aws.ec2().instance(ID).is_gone().look().await.unwrap();
        assert_eq!(seen.reason(), Some("is shutting down"));
    }

    #[tokio::test]
    async fn status_checks_are_ok_only_when_both_are() {
        let summary = |kind: &str, status: &str| format!("<{kind}><status>{status}</status></{kind}>");
        let item = format!("{}{}", summary("systemStatus", "ok"), summary("instanceStatus", "initializing"));
        let set = format!("<instanceStatusSet><item>{item}</item></instanceStatusSet>");
        let statuses = format!("<DescribeInstanceStatusResponse>{set}</DescribeInstanceStatusResponse>");
        let (aws, _) = Canned::default().xml(200, described("running")).xml(200, statuses).aws();
        let seen = aws.ec2().instance(ID).is_status_ok().look().await.unwrap();
        assert_eq!(seen.reason(), Some("its host is ok, itself initializing"));
    }

    #[tokio::test]
    async fn the_console_is_decoded_and_its_last_line_told() {
        let output = aws_smithy_types::base64::encode("booting\ncloud-init running\n");
        let body = format!("<GetConsoleOutputResponse><output>{output}</output></GetConsoleOutputResponse>");
        let (aws, _) = Canned::default().xml(200, described("running")).xml(200, body).aws();
        let seen = aws.ec2().instance(ID).console_contains("finished").look().await.unwrap();
        assert_eq!(seen.reason(), Some("has 2 lines on its console, the last of them `cloud-init running`"));
    }

    #[tokio::test]
    async fn an_instance_that_ec2_does_not_know_is_not_there_yet() {
        let error = "<Error><Code>InvalidInstanceID.NotFound</Code><Message>no such instance</Message></Error>";
        let body = format!("<Response><Errors>{error}</Errors><RequestID>r-1</RequestID></Response>");
        let (aws, calls) = Canned::default().xml(400, body).aws();
        assert_eq!(aws.ec2().instance(ID).is_running().look().await.unwrap().reason(), Some("does not exist yet"));
        assert_eq!(calls.count(), 1);
        let error = aws.ec2().instance("web-1").is_running().look().await.unwrap_err();
        assert_eq!((error.kind(), calls.count()), (&ErrorKind::Malformed, 1));
    }
}
