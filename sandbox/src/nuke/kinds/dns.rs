//! Who is named by the records of a zone: by a host's name or an address, where everything else is named by an id.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};

use crate::nuke::api::Node;
use crate::nuke::model::{Mention, Resource};

/// The fact of a resource that holds the hosts and addresses at which it answers.
const HOSTS: &str = "hosts";
/// What a value of a record is called until [`join`] has found whose it is.
const RECORD: &str = "recordvalue";

/// Notes a host or an address at which a resource answers.
pub(super) fn answers_at(resource: &mut Resource, host: Option<&str>) {
    let Some(host) = host.map(plain).filter(|host| !host.is_empty()) else { return };
    let hosts = resource.facts.entry(HOSTS.to_owned()).or_insert_with(|| json!([]));
    if let Value::Array(hosts) = hosts
        && !hosts.iter().any(|known| known == &host)
    {
        hosts.push(host.into());
    }
}

/// Remembers what some records name: hosts and addresses of AWS, buckets that serve a page, health checks.
pub(super) fn told_by_records<'a>(zone: &mut Resource, records: impl Iterator<Item = Node<'a>>) {
    let mut told = BTreeSet::new();
    for record in records {
        let alias = record.text("AliasTarget/DNSName").map(plain);
        if alias.as_deref().is_some_and(|host| host.starts_with("s3-website")) {
            told.insert(("bucket", plain(&record.text_or_empty("Name"))));
        }
        told.extend(record.text("HealthCheckId").map(|id| ("healthcheckid", id.to_owned())));
        let values = record.list("ResourceRecords").into_iter();
        let values = values.filter_map(|value| value.text("Value").or_else(|| value.as_text())).map(plain);
        for host in values.chain(alias).filter(|host| may_be_of_aws(host)) {
            told.extend(named_by_host(&host));
            told.insert((RECORD, host));
        }
    }
    zone.mentions.extend(told.into_iter().map(|(key, text)| Mention { key: key.to_owned(), text }));
}

/// Remembers what hosts name that something fetches from.
pub(super) fn told_by_hosts<'a>(resource: &mut Resource, hosts: impl Iterator<Item = &'a str>) {
    let told = hosts.map(plain).filter(|host| may_be_of_aws(host)).flat_map(|host| {
        let named = named_by_host(&host);
        named.into_iter().chain([(RECORD, host)])
    });
    let told: BTreeSet<(&str, String)> = told.collect();
    resource.mentions.extend(told.into_iter().map(|(key, text)| Mention { key: key.to_owned(), text }));
}

/// Finds whose the hosts and addresses are that records name.
pub(super) fn join(resources: &mut [Resource]) {
    let is_record = |mention: &Mention| mention.key == RECORD;
    if !resources.iter().any(|zone| zone.mentions.iter().any(is_record)) {
        return;
    }
    let mut owners: HashMap<String, Vec<String>> = HashMap::new();
    for resource in resources.iter() {
        for host in resource.fact_list(HOSTS) {
            owners.entry(host).or_default().push(resource.id().to_owned());
        }
    }
    for zone in resources.iter_mut() {
        let (records, mut others): (Vec<Mention>, Vec<Mention>) =
            std::mem::take(&mut zone.mentions).into_iter().partition(is_record);
        let named = records.iter().filter_map(|record| owners.get(&record.text)).flatten();
        others.extend(named.map(|id| Mention { key: "record".to_owned(), text: id.clone() }));
        zone.mentions = others;
    }
}

/// Writes a host as it is compared: in small letters, without the dot at its end and the prefix for both families of addresses.
fn plain(host: &str) -> String {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host.strip_prefix("dualstack.").map_or_else(|| host.clone(), str::to_owned)
}

fn may_be_of_aws(value: &str) -> bool {
    value.parse::<std::net::IpAddr>().is_ok()
        || [".amazonaws.com", ".amazonaws.com.cn", ".cloudfront.net"].iter().any(|end| value.ends_with(end))
}

/// Reads what a host itself tells: `<bucket>.s3-website-..`, `<api>.execute-api..`, `<file system>.efs..`.
fn named_by_host(host: &str) -> Option<(&'static str, String)> {
    for start in [".s3-website", ".s3.", ".s3-"] {
        if let Some((bucket, _)) = host.split_once(start) {
            return Some(("bucket", bucket.to_owned()));
        }
    }
    let (name, rest) = host.split_once('.')?;
    let region = rest.strip_prefix("execute-api.").and_then(|rest| rest.split('.').next());
    if let Some(region) = region {
        return Some(("api", format!("arn:aws:execute-api:{region}::{name}")));
    }
    rest.starts_with("efs.").then(|| ("filesystemid", name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nuke::model::Reference;

    fn told(records: &Value) -> Vec<(String, String)> {
        let mut zone = Resource::new(Reference::global("route53-zone", "Z1"));
        told_by_records(&mut zone, Node(records).list("r").into_iter());
        zone.mentions.into_iter().map(|mention| (mention.key, mention.text)).collect()
    }

    #[test]
    fn a_record_names_a_bucket_an_api_and_a_health_check_by_themselves() {
        let records = json!({ "r": [
            { "Name": "www.example.com.", "AliasTarget": { "DNSName": "s3-website-eu-west-1.amazonaws.com." } },
            { "Name": "api.example.com.", "HealthCheckId": "0a1b-0123456789ab",
              "ResourceRecords": [{ "Value": "abc123.execute-api.eu-west-1.amazonaws.com" }] },
            { "Name": "mail.example.com.", "ResourceRecords": [{ "Value": "10 mail.example.org" }] },
        ] });
        let told = told(&records);
        for (key, text) in [
            ("bucket", "www.example.com"),
            ("api", "arn:aws:execute-api:eu-west-1::abc123"),
            ("healthcheckid", "0a1b-0123456789ab"),
        ] {
            assert!(told.contains(&(key.to_owned(), text.to_owned())), "{told:?}");
        }
        assert!(!told.iter().any(|(_, text)| text.contains("example.org")), "what is elsewhere is nobody's");
    }

    #[test]
    fn a_host_is_that_of_the_resource_which_answers_there_whatever_its_letters() {
        let mut zone = Resource::new(Reference::global("route53-zone", "Z1"));
        let records = json!({ "r": [
            { "Name": "a.", "AliasTarget": { "DNSName": "dualstack.web-1.eu-west-1.elb.amazonaws.com." } },
            { "Name": "b.", "ResourceRecords": [{ "Value": "203.0.113.9" }, { "Value": "198.51.100.1" }] },
        ] });
        told_by_records(&mut zone, Node(&records).list("r").into_iter());
        let mut balancer = Resource::new(Reference::new("elbv2-load-balancer", "eu-west-1", "arn:aws:x"));
        answers_at(&mut balancer, Some("Web-1.eu-west-1.elb.amazonaws.com"));
        let mut address = Resource::new(Reference::new("ec2-address", "eu-west-1", "eipalloc-1"));
        answers_at(&mut address, Some("203.0.113.9"));
        let mut resources = [zone, balancer, address];
        join(&mut resources);
        let named: Vec<&str> = resources[0].mentions.iter().map(|mention| mention.text.as_str()).collect();
        assert_eq!(named, ["eipalloc-1", "arn:aws:x"]);
    }
}
