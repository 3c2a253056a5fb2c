//! The decision about a host.

use super::destination::Destination;
use super::pattern::HostPattern;

/// The domains AWS answers under; each with every name below it.
pub(in crate::gateway) const AWS_DOMAINS: [&str; 7] = [
    "amazonaws.com",
    "amazonaws.com.cn",
    "amazonaws.eu",
    "api.aws",
    "on.aws",
    "api.amazonwebservices.com.cn",
    "on.amazonwebservices.com.cn",
];

/// Registries of modules and providers, and where their downloads redirect to. Each serves 443 only.
const REGISTRIES: [&str; 8] = [
    "registry.terraform.io",
    "registry.opentofu.org",
    "releases.hashicorp.com",
    "github.com",
    "codeload.github.com",
    "objects.githubusercontent.com",
    "release-assets.githubusercontent.com",
    "raw.githubusercontent.com",
];

/// What becomes of a request to a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::gateway) enum Kind {
    /// Answered by the emulator.
    Aws,
    /// A bucket website, answered by the gateway.
    Website { bucket: String, region: String },
    /// Tunnelled.
    Allowed,
    /// Refused, with the sentence that says why and what to do.
    Refused(String),
}

/// Decides about hosts.
#[derive(Debug)]
pub(in crate::gateway) struct Policy {
    allowed: Vec<HostPattern>,
    emulator: bool,
}

impl Policy {
    pub(in crate::gateway) fn new(allowed: Vec<HostPattern>, emulator: bool) -> Self {
        Self { allowed, emulator }
    }

    pub(in crate::gateway) fn kind(&self, destination: &Destination) -> Kind {
        let Destination { host, port } = destination;
        if is_aws(host) {
            return self.aws(host, *port);
        }
        let registry = *port == 443 && REGISTRIES.contains(&host.as_str());
        if registry || self.allowed.iter().any(|pattern| pattern.matches(destination)) {
            return Kind::Allowed;
        }
        let named = if matches!(port, 80 | 443) { host.clone() } else { destination.authority() };
        Kind::Refused(format!(
            "terraproof: `{named}` is not allowed from the local sandbox; add it to `[local] allow = [..]` in terraproof.toml"
        ))
    }

    fn aws(&self, host: &str, port: u16) -> Kind {
        if !self.emulator {
            return Kind::Refused(format!(
                "terraproof: `{host}` is not available: this scope has no emulator; use a sandbox with one for code that calls AWS"
            ));
        }
        if !matches!(port, 80 | 443) {
            return Kind::Refused(format!("terraproof: `{host}` answers on the ports 80 and 443 only, not on {port}"));
        }
        website(host).map_or(Kind::Aws, |(bucket, region)| Kind::Website { bucket, region })
    }
}

/// Tells whether a normalised name belongs to AWS.
pub(in crate::gateway) fn is_aws(host: &str) -> bool {
    AWS_DOMAINS
        .iter()
        .any(|domain| host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

/// Splits `<bucket>.s3-website-<region>.amazonaws.com` and `<bucket>.s3-website.<region>.amazonaws.com`.
fn website(host: &str) -> Option<(String, String)> {
    let name = host.strip_suffix(".amazonaws.com").or_else(|| host.strip_suffix(".amazonaws.com.cn"))?;
    let (bucket, region) = name
        .rsplit_once(".s3-website-")
        .or_else(|| name.rsplit_once(".s3-website."))
        .filter(|(bucket, region)| !bucket.is_empty() && !region.is_empty() && !region.contains('.'))?;
    Some((bucket.to_owned(), region.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(authority: &str) -> Kind {
        let policy = Policy::new(vec!["*.example.com".parse().unwrap()], true);
        policy.kind(&Destination::parse(authority, 443).unwrap())
    }

    #[test]
    fn aws_is_answered_here_whatever_the_case_or_the_final_dot() {
        for host in [
            "ec2.eu-west-1.amazonaws.com",
            "S3.AMAZONAWS.COM.",
            "a.b.s3.amazonaws.com",
            "ec2.cn-north-1.amazonaws.com.cn",
            "ec2.us-east-1.api.aws",
            "x.lambda-url.us-east-1.on.aws",
            "s3.amazonaws.com:80",
        ] {
            assert_eq!(kind(host), Kind::Aws, "{host}");
        }
    }

    #[test]
    fn what_only_looks_like_aws_is_refused() {
        for host in [
            "amazonaws.com.evil.org",
            "evilamazonaws.com",
            "amazonaws.com.cn.evil.org",
            "aws",
            "xapi.aws",
            "s3.amazonaws.com:22",
            "[::1]",
            "169.254.169.254:80",
            "127.0.0.1",
            "localhost",
        ] {
            assert!(matches!(kind(host), Kind::Refused(_)), "{host}");
        }
    }

    #[test]
    fn bucket_websites_are_known_in_both_spellings() {
        let expected = Kind::Website { bucket: "my.site".into(), region: "eu-west-1".into() };
        assert_eq!(kind("my.site.s3-website-eu-west-1.amazonaws.com:80"), expected);
        assert_eq!(kind("my.site.s3-website.eu-west-1.amazonaws.com:80"), expected);
        assert_eq!(kind("s3-website-eu-west-1.amazonaws.com:80"), Kind::Aws);
    }

    #[test]
    fn registries_and_allowed_hosts_are_tunnelled() {
        assert_eq!(kind("registry.terraform.io"), Kind::Allowed);
        assert_eq!(kind("www.example.com"), Kind::Allowed);
        assert!(matches!(kind("registry.terraform.io:22"), Kind::Refused(_)));
    }

    #[test]
    fn a_refusal_says_how_to_allow_the_host() {
        let expected = "terraproof: `evil.org` is not allowed from the local sandbox; add it to `[local] allow = [..]` in terraproof.toml";
        assert_eq!(kind("evil.org"), Kind::Refused(expected.into()));
    }

    #[test]
    fn without_an_emulator_aws_is_refused() {
        let policy = Policy::new(Vec::new(), false);
        let kind = policy.kind(&Destination::parse("s3.amazonaws.com", 443).unwrap());
        assert!(matches!(kind, Kind::Refused(sentence) if sentence.contains("no emulator")));
    }
}
