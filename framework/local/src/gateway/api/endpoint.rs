//! Service and region by host name.

/// Finds the service by its signing name, and the region where the host names one.
///
/// The shapes are those of <https://docs.aws.amazon.com/general/latest/gr/rande.html>.
pub(in crate::gateway) fn endpoint(host: &str) -> (String, Option<String>) {
    let name = ["amazonaws.com.cn", "amazonaws.com", "amazonaws.eu", "api.aws", "on.aws"]
        .iter()
        .find_map(|domain| host.strip_suffix(domain))
        .unwrap_or(host);
    let mut labels: Vec<&str> = name.split('.').filter(|label| !label.is_empty() && *label != "dualstack").collect();
    let region = region(&mut labels);
    let service = service(&labels);
    (service, region)
}

fn region(labels: &mut Vec<&str>) -> Option<String> {
    if let Some(position) = labels.iter().rposition(|label| is_region(label)) {
        return Some(labels.remove(position).to_owned());
    }
    let last = labels.last_mut()?;
    let (service, region) = last.strip_prefix("s3-").filter(|region| is_region(region)).map(|region| ("s3", region))?;
    *last = service;
    Some(region.to_owned())
}

/// `eu-west-1`, `us-gov-east-1`, `ap-southeast-2`.
pub(super) fn is_region(label: &str) -> bool {
    let parts: Vec<&str> = label.split('-').collect();
    let number = parts.last().is_some_and(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()));
    let letters = |it: &&str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_lowercase());
    (3..=4).contains(&parts.len()) && number && parts[0].len() == 2 && parts[..parts.len() - 1].iter().all(letters)
}

fn service(labels: &[&str]) -> String {
    if labels.contains(&"dkr") {
        return "ecr".to_owned();
    }
    let Some(last) = labels.last() else {
        return String::new();
    };
    match *last {
        "s3-fips" | "s3-accelerate" | "s3-accesspoint" | "s3-external-1" => "s3",
        "s3-control" => "s3",
        "queue" => "sqs",
        "lambda-url" => "lambda",
        "email" => "ses",
        other => other.strip_suffix("-fips").unwrap_or(other),
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_name_service_and_region() {
        for (host, service, region) in [
            ("ec2.eu-west-1.amazonaws.com", "ec2", Some("eu-west-1")),
            ("iam.amazonaws.com", "iam", None),
            ("my.bucket.s3.amazonaws.com", "s3", None),
            ("bucket.s3.us-west-2.amazonaws.com", "s3", Some("us-west-2")),
            ("bucket.s3-us-west-2.amazonaws.com", "s3", Some("us-west-2")),
            ("bucket.s3.dualstack.us-west-2.amazonaws.com", "s3", Some("us-west-2")),
            ("123456789012.s3-control.us-east-1.amazonaws.com", "s3", Some("us-east-1")),
            ("123456789012.dkr.ecr.us-east-1.amazonaws.com", "ecr", Some("us-east-1")),
            ("us-east-1.queue.amazonaws.com", "sqs", Some("us-east-1")),
            ("ec2.us-gov-west-1.api.aws", "ec2", Some("us-gov-west-1")),
            ("abc.lambda-url.us-east-1.on.aws", "lambda", Some("us-east-1")),
            ("abc.execute-api.eu-central-1.amazonaws.com", "execute-api", Some("eu-central-1")),
            ("sts.cn-north-1.amazonaws.com.cn", "sts", Some("cn-north-1")),
        ] {
            assert_eq!(endpoint(host), (service.to_owned(), region.map(str::to_owned)), "{host}");
        }
    }
}
