//! A shell command on an instance.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_ssm::Client;
use aws_sdk_ssm::operation::get_command_invocation::GetCommandInvocationOutput;
use aws_sdk_ssm::types::{
    CommandInvocationStatus as Status, InstanceInformation, InstanceInformationStringFilter, PingStatus,
};

use crate::handle::Handle;
use crate::words::words;
use crate::{Aws, Check, Error, Seen};

/// Names an instance that Systems Manager manages.
#[derive(Debug, Clone)]
pub struct ManagedInstance {
    aws: Aws,
    id: String,
}

impl ManagedInstance {
    pub(super) fn new(aws: Aws, id: String) -> Self {
        Self { aws, id }
    }

    /// Returns what the agent of the instance told; `None` where none has ever told anything.
    ///
    /// # Errors
    /// Fails when it may not be read.
    pub async fn describe(&self) -> Result<Option<InstanceInformation>, Error> {
        let filter = InstanceInformationStringFilter::builder().key("InstanceIds").values(&self.id).build();
        let filter = filter.map_err(|error| Error::malformed(self, error.to_string()))?;
        let call = self.client().await?.describe_instance_information().filters(filter);
        let answer = call.send().await.map_err(self.failed("DescribeInstanceInformation"))?;
        Ok(answer.instance_information_list.unwrap_or_default().into_iter().next())
    }

    /// Promises that the agent of the instance is online, so that commands reach it.
    pub fn is_managed(&self) -> Check<InstanceInformation> {
        self.check("is managed by Systems Manager", |instance| async move {
            let Some(information) = instance.describe().await? else {
                return Ok(Seen::No("its agent has not reported".to_owned()));
            };
            let ping = information.ping_status.clone();
            let name = ping.as_ref().map_or("unknown", PingStatus::as_str).to_owned();
            Ok(Seen::when(ping == Some(PingStatus::Online), information, || format!("its agent is {}", words(&name))))
        })
    }

    /// Names a shell command on the instance; nothing is sent before a condition on it is looked at.
    pub fn command(&self, script: impl Into<String>) -> Command {
        Command { instance: self.clone(), script: script.into() }
    }

    async fn client(&self) -> Result<Client, Error> {
        Ok(Client::new(&self.config().await?))
    }
}

impl Handle for ManagedInstance {
    const SERVICE: &'static str = "ssm";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        let digits = self.id.strip_prefix("i-").or_else(|| self.id.strip_prefix("mi-"));
        let fine =
            digits.is_some_and(|digits| digits.len() >= 8 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        (!fine).then(|| "the id of an instance takes `i-` or `mi-` and hexadecimal digits".to_owned())
    }
}

impl fmt::Display for ManagedInstance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "instance `{}`{}", self.id, self.aws.place())
    }
}

/// Is what a command printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandOutput {
    /// What it printed; Systems Manager keeps the first 24,000 characters.
    pub stdout: String,
    /// What it printed to standard error; the first 8,000 characters.
    pub stderr: String,
}

/// Is a shell command on an instance, run by the document `AWS-RunShellScript`.
///
/// The first look of a condition sends the command; later looks ask how it went. Once it has ended, the next look sends it anew: it should be
/// a command that only looks. The command and what it prints appear in sentences and errors.
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let running = aws.ssm().command("i-0123456789abcdef0", "systemctl is-active nginx").prints("active");
/// println!("{:?}", running.look().await?);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a command is not sent before one of its conditions is looked at"]
pub struct Command {
    instance: ManagedInstance,
    script: String,
}

impl Command {
    /// Promises that the command ends with exit code 0; the value is what it printed.
    pub fn succeeds(&self) -> Check<CommandOutput> {
        self.judged("succeeds".to_owned(), Seen::Yes)
    }

    /// Promises that the command ends with exit code 0 and prints this text.
    pub fn prints(&self, text: impl Into<String>) -> Check<CommandOutput> {
        let text = text.into();
        self.judged(format!("prints `{text}`"), move |output| {
            let seen = format!("prints {:?}", beginning(&output.stdout));
            Seen::when(output.stdout.contains(&text), output, || seen)
        })
    }

    fn judged(
        &self,
        promise: String,
        judge: impl Fn(CommandOutput) -> Seen<CommandOutput> + Clone + Send + Sync + 'static,
    ) -> Check<CommandOutput> {
        let sent: Arc<Mutex<Option<String>>> = Arc::default();
        self.check(promise, move |command| {
            let (sent, judge) = (Arc::clone(&sent), judge.clone());
            async move {
                let known = sent.lock().unwrap_or_else(PoisonError::into_inner).clone();
                let id = match known {
                    Some(id) => id,
                    None => command.send().await?,
                };
                let remember = |id| *sent.lock().unwrap_or_else(PoisonError::into_inner) = id;
                remember(Some(id.clone()));
                let seen = match command.ended(&id).await? {
                    Ended::NotYet(reason) => return Ok(Seen::No(reason)),
                    Ended::Well(output) => judge(output),
                    Ended::Badly(reason) => Seen::No(reason),
                };
                remember(None);
                Ok(seen)
            }
        })
    }

    async fn send(&self) -> Result<String, Error> {
        let call = self.instance.client().await?.send_command().document_name("AWS-RunShellScript");
        let call = call.instance_ids(&self.instance.id).parameters("commands", vec![self.script.clone()]);
        let answer = call.send().await.map_err(self.failed("SendCommand"))?;
        let id = answer.command.and_then(|command| command.command_id);
        id.ok_or_else(|| Error::malformed(self, "the answer names no command"))
    }

    async fn ended(&self, id: &str) -> Result<Ended, Error> {
        let call = self.instance.client().await?.get_command_invocation().command_id(id).instance_id(&self.instance.id);
        let answer = call.send().await.map_err(self.failed("GetCommandInvocation"))?;
        let status = answer.status.clone().unwrap_or(Status::Pending);
        Ok(match status {
            Status::Pending | Status::InProgress | Status::Delayed => {
                Ended::NotYet(format!("is {}", words(status.as_str())))
            }
            Status::Success => Ended::Well(CommandOutput {
                stdout: answer.standard_output_content.unwrap_or_default(),
                stderr: answer.standard_error_content.unwrap_or_default(),
            }),
            _ => Ended::Badly(told(&status, &answer)),
        })
    }
}

enum Ended {
    NotYet(String),
    Well(CommandOutput),
    Badly(String),
}

fn told(status: &Status, answer: &GetCommandInvocationOutput) -> String {
    let (code, stderr) =
        (answer.response_code, beginning(answer.standard_error_content.as_deref().unwrap_or_default()));
    format!("is {}, with exit code {code} and stderr {stderr:?}", words(status.as_str()))
}

fn beginning(text: &str) -> String {
    let start: String = text.trim().chars().take(200).collect();
    start
}

impl Handle for Command {
    const SERVICE: &'static str = "ssm";

    fn aws(&self) -> &Aws {
        &self.instance.aws
    }

    fn refused(&self) -> Option<String> {
        self.instance.refused()
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "command `{}` on {}", self.script, self.instance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;
    use crate::canned::Canned;

    const SENT: &str = r#"{"Command":{"CommandId":"c-1"}}"#;

    #[tokio::test]
    async fn a_command_is_sent_once_while_it_runs_and_again_after_it_failed() {
        let (aws, calls) = Canned::default()
            .json(200, SENT)
            .json_error("InvocationDoesNotExist", "")
            .json(200, r#"{"Status":"InProgress"}"#)
            .json(200, r#"{"Status":"Failed","ResponseCode":3,"StandardErrorContent":"inactive\n"}"#)
            .json(200, SENT)
            .json(200, r#"{"Status":"Success","StandardOutputContent":"active\n"}"#)
            .aws();
        let check = aws.ssm().command("i-0123456789abcdef0", "systemctl is-active nginx").prints("active");
        assert_eq!(check.look().await.unwrap().reason(), Some("does not exist yet"));
        assert_eq!(check.look().await.unwrap().reason(), Some("is in progress"));
        assert_eq!(check.look().await.unwrap().reason(), Some("is failed, with exit code 3 and stderr \"inactive\""));
        assert!(matches!(check.look().await.unwrap(), Seen::Yes(output) if output.stdout == "active\n"));
        assert_eq!(calls.all().iter().filter(|call| call.contains("SendCommand")).count(), 2);
    }

    #[tokio::test]
    async fn what_is_no_instance_is_refused_before_a_call() {
        let (aws, calls) = Canned::default().aws();
        for id in ["", "i-", "i-xyz", "vpc-0123456789"] {
            let error = aws.ssm().command(id, "true").succeeds().look().await.unwrap_err();
            assert_eq!(error.kind(), &ErrorKind::Malformed, "{id}");
        }
        assert_eq!(calls.count(), 0);
    }
}
