//! Paths with their identifiers collapsed, so that equal operations look equal.

/// Replaces what looks like an identifier by `{id}`.
///
/// Paths of AWS alternate collections and names (`/functions/{name}/versions`), so what follows a plural is a name;
/// versions such as `2015-03-31` or `v2` stay.
pub(super) fn collapsed(path: &str) -> String {
    let mut result = String::new();
    let mut after_collection = false;
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        let fixed = is_version(segment) || (!after_collection && is_word(segment));
        result.push('/');
        result.push_str(if fixed { segment } else { "{id}" });
        after_collection = fixed && segment.ends_with('s') && !is_version(segment);
    }
    if result.is_empty() { "/".to_owned() } else { result }
}

fn is_version(segment: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    segment.strip_prefix('v').is_some_and(digits)
        || (segment.len() == 10 && segment.split('-').map(str::len).eq([4, 2, 2]) && segment.split('-').all(digits))
}

fn is_word(segment: &str) -> bool {
    segment.len() <= 40
        && segment.bytes().all(|byte| byte.is_ascii_alphabetic() || b"-_".contains(&byte))
        && !(segment.len() > 3 && segment.bytes().all(|byte| byte.is_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::collapsed;

    #[test]
    fn identifiers_are_collapsed_and_words_and_versions_stay() {
        for (path, expected) in [
            ("/2013-04-01/hostedzone/Z0123456789/rrset", "/2013-04-01/hostedzone/{id}/rrset"),
            ("/2015-03-31/functions/my-function/configuration", "/2015-03-31/functions/{id}/configuration"),
            ("/v2/apis/a1b2c3/routes/xyz", "/v2/apis/{id}/routes/{id}"),
            ("/clusters/name/node-groups/other", "/clusters/{id}/node-groups/{id}"),
            ("/tags/arn%3Aaws%3Aeks%3Aus-east-1", "/tags/{id}"),
            ("/", "/"),
        ] {
            assert_eq!(collapsed(path), expected);
        }
    }
}
