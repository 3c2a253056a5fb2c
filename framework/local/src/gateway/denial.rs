//! What AWS says to a caller who may not do what he asks.

use super::api::{ApiRequest, Protocol, action, resource};
use super::emulator_client::EmulatorClient;
use super::rules::query;

/// Who the caller is where the emulator does not say.
const UNKNOWN: &str = "000000000000";

/// Words the refusal: the caller, the action and the resource, and that no policy allows it.
///
/// See <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>. EC2 and S3 put it a little differently than
/// the others; what names no operation is refused without naming an action.
pub(super) async fn message(emulator: &EmulatorClient, request: &ApiRequest) -> String {
    worded(request, emulator.account().unwrap_or(UNKNOWN), &caller(emulator).await)
}

fn worded(request: &ApiRequest, account: &str, caller: &str) -> String {
    let quote = if request.protocol == Protocol::S3 { "\"" } else { "" };
    let resource = resource(request, account).map(|it| format!(" on resource: {quote}{it}{quote}")).unwrap_or_default();
    let start =
        if request.protocol == Protocol::Ec2 { "You are not authorized to perform this operation. " } else { "" };
    match action(request) {
        Some(action) => format!(
            "{start}User: {caller} is not authorized to perform: {action}{resource} because no identity-based policy \
             allows the {action} action"
        ),
        None => format!("{start}User: {caller} is not authorized to access this resource"),
    }
}

/// Asks who signed the request.
async fn caller(emulator: &EmulatorClient) -> String {
    let account = emulator.account().unwrap_or(UNKNOWN);
    let answer = query::call(emulator, "sts.amazonaws.com", ("GetCallerIdentity", "2011-06-15"), &[]).await;
    let known = answer.and_then(|answer| Some(answer.find("Arn")?.text.trim().to_owned()));
    known.unwrap_or_else(|| format!("arn:aws:sts::{account}:assumed-role/terraproof/terraproof"))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn denied(method: &str, url: &str, headers: &[(&str, &str)], body: &'static str) -> String {
        let mut builder = http::Request::builder().method(method).uri(url);
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        let (head, ()) = builder.body(()).unwrap().into_parts();
        let host = head.uri.host().unwrap().to_owned();
        worded(&ApiRequest::new(&head, &host, Bytes::from_static(body.as_bytes())), "111122223333", "ME")
    }

    const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

    #[test]
    fn a_denial_names_caller_action_and_resource() {
        let headers =
            [("x-amz-target", "AmazonSQS.GetQueueAttributes"), ("content-type", "application/x-amz-json-1.0")];
        let body = r#"{"QueueUrl":"https://sqs.eu-west-1.amazonaws.com/111122223333/orders"}"#;
        assert_eq!(
            denied("POST", "https://sqs.eu-west-1.amazonaws.com/", &headers, body),
            "User: ME is not authorized to perform: sqs:GetQueueAttributes on resource: \
             arn:aws:sqs:eu-west-1:111122223333:orders because no identity-based policy allows the sqs:GetQueueAttributes action"
        );
    }

    #[test]
    fn ec2_and_s3_have_their_own_words() {
        assert_eq!(
            denied("POST", "https://ec2.eu-west-1.amazonaws.com/", &[FORM], "Action=DescribeVpcs"),
            "You are not authorized to perform this operation. User: ME is not authorized to perform: ec2:DescribeVpcs \
             because no identity-based policy allows the ec2:DescribeVpcs action"
        );
        assert_eq!(
            denied("HEAD", "https://logs.s3.amazonaws.com/a/b", &[], ""),
            "User: ME is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::logs/a/b\" \
             because no identity-based policy allows the s3:GetObject action"
        );
    }

    #[test]
    fn what_names_no_operation_is_refused_without_an_action() {
        assert_eq!(
            denied("GET", "https://backup.eu-west-1.amazonaws.com/backup-vaults", &[], ""),
            "User: ME is not authorized to access this resource"
        );
    }
}
