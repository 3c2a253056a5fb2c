//! The kinds whose listings can be behind in the JSON protocols, and how they are listed.

use serde_json::{Map, Value, json};

use crate::gateway::api::{ApiRequest, Protocol};
use crate::gateway::emulator_client::EmulatorClient;

/// A kind: the operations that create, delete and list it, and where it stands in their documents.
#[derive(Debug)]
pub(super) struct Documents {
    pub(super) service: &'static str,
    /// What stands before the operation in a target header.
    target: &'static str,
    create: &'static str,
    /// The field that names the thing to create.
    named: &'static str,
    delete: &'static str,
    /// The field that names the thing to delete.
    meant: &'static str,
    pub(super) list: &'static str,
    set: &'static str,
    /// The field that holds the name in a listing; none where a listing holds nothing but names.
    name: Option<&'static str>,
}

const fn documents(
    (service, target): (&'static str, &'static str),
    (create, named): (&'static str, &'static str),
    (delete, meant): (&'static str, &'static str),
    (list, set, name): (&'static str, &'static str, Option<&'static str>),
) -> Documents {
    Documents { service, target, create, named, delete, meant, list, set, name }
}

static KINDS: [Documents; 8] = [
    documents(
        ("sqs", "AmazonSQS"),
        ("CreateQueue", "QueueName"),
        ("DeleteQueue", "QueueUrl"),
        ("ListQueues", "QueueUrls", None),
    ),
    documents(
        ("dynamodb", "DynamoDB_20120810"),
        ("CreateTable", "TableName"),
        ("DeleteTable", "TableName"),
        ("ListTables", "TableNames", None),
    ),
    documents(
        ("logs", "Logs_20140328"),
        ("CreateLogGroup", "logGroupName"),
        ("DeleteLogGroup", "logGroupName"),
        ("DescribeLogGroups", "logGroups", Some("logGroupName")),
    ),
    documents(
        ("secretsmanager", "secretsmanager"),
        ("CreateSecret", "Name"),
        ("DeleteSecret", "SecretId"),
        ("ListSecrets", "SecretList", Some("Name")),
    ),
    documents(
        ("ecr", "AmazonEC2ContainerRegistry_V20150921"),
        ("CreateRepository", "repositoryName"),
        ("DeleteRepository", "repositoryName"),
        ("DescribeRepositories", "repositories", Some("repositoryName")),
    ),
    documents(
        ("kinesis", "Kinesis_20131202"),
        ("CreateStream", "StreamName"),
        ("DeleteStream", "StreamName"),
        ("ListStreams", "StreamNames", None),
    ),
    documents(
        ("kms", "TrentService"),
        ("CreateAlias", "AliasName"),
        ("DeleteAlias", "AliasName"),
        ("ListAliases", "Aliases", Some("AliasName")),
    ),
    documents(
        ("states", "AWSStepFunctions"),
        ("CreateStateMachine", "name"),
        ("DeleteStateMachine", "stateMachineArn"),
        ("ListStateMachines", "stateMachines", Some("name")),
    ),
];

/// Finds the kind that a call deletes.
pub(super) fn deleted_by(request: &ApiRequest) -> Option<&'static Documents> {
    of(request, |kind| kind.delete == request.operation)
}

/// Finds the kind that a call creates.
pub(super) fn created_by(request: &ApiRequest) -> Option<&'static Documents> {
    of(request, |kind| kind.create == request.operation)
}

/// Finds the kind that a call in JSON lists, unless it names the things itself.
pub(super) fn shown_by(request: &ApiRequest) -> Option<&'static Documents> {
    let is_json = matches!(request.protocol, Protocol::Json);
    of(request, |kind| is_json && kind.list == request.operation && fields(request).keys().all(|key| is_plain(key)))
}

fn of(request: &ApiRequest, is_it: impl Fn(&Documents) -> bool) -> Option<&'static Documents> {
    KINDS.iter().find(|kind| kind.service == request.service && is_it(kind))
}

fn fields(request: &ApiRequest) -> Map<String, Value> {
    request.json().and_then(|document| document.as_object().cloned()).unwrap_or_default()
}

/// Tells whether a field of a request cuts its listing to a page or a prefix, and does not select by anything else.
fn is_plain(key: &str) -> bool {
    is_limit(key) || is_page(key) || key.ends_with("Prefix")
}

fn is_limit(key: &str) -> bool {
    matches!(key, "limit" | "Limit" | "maxResults" | "MaxResults")
}

fn is_page(key: &str) -> bool {
    matches!(key, "nextToken" | "NextToken" | "Marker") || key.starts_with("ExclusiveStart")
}

impl Documents {
    /// Names what a call creates.
    pub(super) fn created(&self, request: &ApiRequest) -> Option<String> {
        request.text(self.named)
    }

    /// Looks up what a call is about to delete, as a listing shows it.
    pub(super) async fn find(&self, emulator: &EmulatorClient, request: &ApiRequest) -> Option<(String, Value)> {
        let meant = request.text(self.meant)?;
        let host = format!("{}.{}.amazonaws.com", self.service, request.region.as_deref()?);
        let answer = emulator.json(&host, &format!("{}.{}", self.target, self.list), &json!({})).await.ok()?;
        let listing: Value = serde_json::from_slice(&answer.body).ok()?;
        let is_it = |item: &&Value| match item {
            Value::Object(fields) => fields.values().any(|value| *value == *meant),
            item => item.as_str().is_some_and(|item| last(item) == last(&meant)),
        };
        let item = listing.get(self.set)?.as_array()?.iter().find(is_it)?.clone();
        Some((self.name_of(&item)?.to_owned(), item))
    }

    /// Takes out of a listing what was created, and puts in what was deleted, where the request selects it.
    pub(super) fn revise<'a>(
        &self,
        request: &ApiRequest,
        listing: &mut Value,
        changes: impl Iterator<Item = (&'a str, Option<&'a Value>)>,
    ) {
        let Some(listing) = listing.as_object_mut() else { return };
        // Some services leave an empty list out.
        let set = listing.entry(self.set).or_insert_with(|| json!([]));
        let Some(set) = set.as_array_mut() else { return };
        for (id, before) in changes {
            match before {
                None => set.retain(|item| self.name_of(item) != Some(id)),
                Some(before) => {
                    if selects(request, id) && !set.iter().any(|item| self.name_of(item) == Some(id)) {
                        set.push(before.clone());
                    }
                }
            }
        }
    }

    /// Gives the name of an item; a queue is listed by its URL.
    fn name_of<'a>(&self, item: &'a Value) -> Option<&'a str> {
        match self.name {
            Some(field) => item.get(field)?.as_str(),
            None => item.as_str().map(last),
        }
    }
}

/// Tells whether a listing would show a thing: on its first page, and where its prefix fits.
fn selects(request: &ApiRequest, id: &str) -> bool {
    fields(request).iter().all(|(key, value)| {
        is_limit(key) || (key.ends_with("Prefix") && value.as_str().is_some_and(|prefix| id.starts_with(prefix)))
    })
}

fn last(url: &str) -> &str {
    if url.contains("://") { url.rsplit('/').next().unwrap_or(url) } else { url }
}
