//! What the kinds of API Gateway have in common: how an API says what it calls.

use serde_json::{Value, json};

use super::needs::{if_any, told_by_variables};
use crate::nuke::api::services::API_GATEWAY;
use crate::nuke::api::{Answer, Api, ApiError, Node, Rest};
use crate::nuke::model::{Reference, Resource};

/// The kinds of what an API may call, and where it logs.
pub(super) const USES: &[&str] = &[
    "cognito-pool",
    "ec2-vpc-endpoint",
    "elbv2-load-balancer",
    "firehose-stream",
    "iam-role",
    "kinesis-stream",
    "lambda-function",
    "logs-group",
    "s3-bucket",
    "sns-topic",
    "sqs-queue",
    "states-machine",
];

/// Reads the APIs of a listing, whose pages go on with the parameter and answer of this name.
pub(super) async fn listed(
    api: &Api,
    (operation, path): (&str, &str),
    (size, token): (&str, &str),
) -> Result<Vec<Answer>, ApiError> {
    let asked = |after: Option<&str>| {
        let asked = Rest::get(path).query(size, "500");
        after.map_or_else(|| asked.clone(), |after| asked.clone().query(token, after))
    };
    super::rest_pages(api, &API_GATEWAY, operation, token, asked).await
}

/// Starts the resource of an entry, whose id is called `id`.
pub(super) fn started(api: &Api, kind: &str, entry: Node<'_>, id: &str) -> Option<Resource> {
    let mut resource = Resource::new(Reference::new(kind, api.region(), entry.text(id)?));
    resource.name = entry.text("name").map(str::to_owned);
    resource.created = entry.time("createdDate");
    resource.tags = entry.tags("tags");
    Some(resource)
}

/// Remembers what the parts of an API name: its functions, queues, roles, user pools and log groups.
pub(super) async fn told(api: &Api, resource: &mut Resource, parts: &[(&str, Rest)]) -> Result<(), ApiError> {
    let calls = parts.iter().map(|(operation, asked)| api.rest(&API_GATEWAY, operation, asked.clone()));
    let calls: Vec<_> = calls.collect();
    for answer in futures_util::future::join_all(calls).await {
        let mut called = Vec::new();
        if let Some(answer) = if_any(answer)? {
            collect(&answer.body, &mut called);
            told_by_stages(resource, &answer);
        }
        resource.told_in(&json!({ "called": called }));
    }
    Ok(())
}

/// Remembers what the variables of stages name: an integration may call `function:${stageVariables.fn}`.
fn told_by_stages(resource: &mut Resource, stages: &Answer) {
    const VARIABLES: [&str; 3] = ["variables", "stageVariables", "canarySettings/stageVariableOverrides"];
    for stage in stages.list("item").into_iter().chain(stages.list("items")) {
        for variables in VARIABLES.iter().filter_map(|path| stage.at(path)?.0.as_object()) {
            let variables = variables.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
            let functions = variables.clone().map(|(_, value)| ("function", value.split(':').next().unwrap_or(value)));
            told_by_variables(resource, variables);
            functions.for_each(|named| told_by_variables(resource, [named].into_iter()));
        }
    }
}

/// Finds the ARNs and queues of a description, and the ARNs in what API Gateway makes of them.
fn collect(value: &Value, called: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.values().for_each(|value| collect(value, called)),
        Value::Array(values) => values.iter().for_each(|value| collect(value, called)),
        Value::String(text) => {
            called.extend(integrated(text).or_else(|| issuer(text)).or_else(|| is_plain(text).then(|| text.clone())))
        }
        _ => {}
    }
}

/// Reads `arn:aws:apigateway:<region>:lambda:path/2015-03-31/functions/<ARN>/invocations`, and its like for queues and buckets.
fn integrated(uri: &str) -> Option<String> {
    let (start, path) = uri.split_once(":path/")?;
    if let Some((_, function)) = path.split_once("functions/arn:") {
        return Some(format!("arn:{}", function.strip_suffix("/invocations").unwrap_or(function)));
    }
    let parts: Vec<&str> = start.split(':').collect();
    let ["arn", partition, "apigateway", region, service] = parts.as_slice() else { return None };
    match *service {
        "sqs" => path.split_once('/').map(|(owner, queue)| format!("arn:{partition}:sqs:{region}:{owner}:{queue}")),
        "s3" => Some(format!("arn:{partition}:s3:::{path}")),
        _ => None,
    }
}

fn is_plain(text: &str) -> bool {
    text.starts_with("arn:") || text.starts_with("https://sqs.")
}

/// Reads `https://cognito-idp.<region>.amazonaws.com/<pool>`, which issues the tokens of a user pool.
fn issuer(url: &str) -> Option<String> {
    let (host, pool) = url.strip_prefix("https://cognito-idp.")?.split_once('/')?;
    let region = host.split('.').next()?;
    Some(format!("arn:aws:cognito-idp:{region}::userpool/{pool}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variables_of_a_stage_name_what_an_integration_calls_through_them() {
        for (list, variables) in [("item", "variables"), ("items", "stageVariables")] {
            let stage = json!({ "stageName": "v1", variables: { "fn": "by-stage:live", "TABLE": "orders" } });
            let mut resource = Resource::new(Reference::global("apigateway-rest", "a"));
            let answer = Answer { body: json!({ list: [stage] }), request_id: None, document: None };
            told_by_stages(&mut resource, &answer);
            let named =
                |key: &str, text: &str| resource.mentions.iter().any(|told| told.key == key && told.text == text);
            assert!(named("function", "by-stage") && named("table", "orders"), "{list}");
        }
    }

    #[test]
    fn what_an_api_calls_is_read_from_its_integrations() {
        let answer = json!({ "item": [{ "resourceMethods": { "GET": { "methodIntegration": { "uri":
            "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:1:function:f/invocations"
        } } } }, { "uri": "arn:aws:apigateway:eu-west-1:sqs:path/1/jobs", "credentials": "arn:aws:iam::1:role/x" }, { "uri": "arn:aws:apigateway:eu-west-1:s3:path/logs/{key}" },
        { "issuer": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_x" }, { "uri": "https://example.com/functions/path/x" }] });
        let mut called = Vec::new();
        collect(&answer, &mut called);
        let expected = [
            "arn:aws:lambda:eu-west-1:1:function:f",
            "arn:aws:iam::1:role/x",
            "arn:aws:sqs:eu-west-1:1:jobs",
            "arn:aws:s3:::logs/{key}",
            "arn:aws:cognito-idp:eu-west-1::userpool/eu-west-1_x",
        ];
        assert_eq!(called, expected);
    }
}
