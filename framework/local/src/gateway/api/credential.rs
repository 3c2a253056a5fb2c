//! Who signed a request, without the signature.

use http::{HeaderMap, header};

/// The parts of a signature that are no secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Credential {
    pub(super) access_key: String,
    /// Region and service of the credential scope; version 2 signatures have none.
    pub(super) scope: Option<(String, String)>,
}

impl Credential {
    /// Reads the `Authorization` header (signature versions 4 and 2) or the query of a presigned request.
    pub(super) fn of(headers: &HeaderMap, query: &[(String, String)]) -> Option<Self> {
        let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        header.and_then(from_header).or_else(|| from_query(query))
    }
}

fn from_header(value: &str) -> Option<Credential> {
    if let Some(rest) = value.strip_prefix("AWS ") {
        let access_key = rest.split(':').next()?.trim().to_owned();
        return Some(Credential { access_key, scope: None });
    }
    let rest = value.strip_prefix("AWS4-")?;
    let (_, credential) = rest.split_once("Credential=")?;
    parse(credential.split([',', ' ']).next()?)
}

fn from_query(query: &[(String, String)]) -> Option<Credential> {
    let find = |wanted: &str| query.iter().find(|(name, _)| name == wanted).map(|(_, value)| value);
    match find("X-Amz-Credential") {
        Some(credential) => parse(credential),
        None => find("AWSAccessKeyId").map(|key| Credential { access_key: key.clone(), scope: None }),
    }
}

/// `KEY/20260131/eu-west-1/s3/aws4_request`; asymmetric signatures leave the region out.
fn parse(credential: &str) -> Option<Credential> {
    let mut parts = credential.split('/');
    let access_key = parts.next().filter(|key| !key.is_empty())?.to_owned();
    let rest: Vec<&str> = parts.collect();
    let scope = match rest[..] {
        [_, region, service, "aws4_request"] => Some((region.to_owned(), service.to_owned())),
        _ => None,
    };
    Some(Credential { access_key, scope })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(value: &str) -> Option<Credential> {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, value.parse().unwrap());
        Credential::of(&headers, &[])
    }

    #[test]
    fn both_signature_versions_name_their_key() {
        let four = signed(
            "AWS4-HMAC-SHA256 Credential=AKID/20260131/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=ab",
        )
        .unwrap();
        assert_eq!(four, Credential { access_key: "AKID".into(), scope: Some(("eu-west-1".into(), "s3".into())) });
        assert_eq!(signed("AWS AKID:signature").unwrap().access_key, "AKID");
    }

    #[test]
    fn a_presigned_query_names_its_key() {
        let query = vec![("X-Amz-Credential".to_owned(), "AKID/20260131/eu-west-1/s3/aws4_request".to_owned())];
        assert_eq!(Credential::of(&HeaderMap::new(), &query).unwrap().access_key, "AKID");
    }

    #[test]
    fn other_authorizations_are_no_credential() {
        assert_eq!(signed("Basic dXNlcjpwYXNz"), None);
        assert_eq!(signed("AWS4-HMAC-SHA256 nonsense"), None);
    }
}
