//! What a bucket may be called.

/// Says why nothing can have this bucket's name.
///
/// Source: [bucket naming rules](https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html).
pub(super) fn refused(name: &str) -> Option<String> {
    let edge = |letter: Option<u8>| letter.is_some_and(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit());
    let inner = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || b".-".contains(&letter);
    let reason = if !(3..=63).contains(&name.len()) {
        "takes 3 to 63 characters"
    } else if !name.bytes().all(inner) {
        "takes lower-case letters, digits, dots and hyphens"
    } else if !edge(name.bytes().next()) || !edge(name.bytes().last()) {
        "starts and ends with a letter or a digit"
    } else if name.contains("..") || name.parse::<std::net::Ipv4Addr>().is_ok() {
        "has no two dots in a row and does not look like an IP address"
    } else {
        return None;
    };
    Some(format!("a bucket's name {reason}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_s3_would_refuse_are_refused_here() {
        for name in ["ab", "Logs", "logs_1", "-logs", "logs.", "a..b", "10.0.0.1", &"a".repeat(64), "s3://logs"] {
            assert!(refused(name).is_some(), "{name}");
        }
        for name in ["abc", "my.logs-2", &"a".repeat(63)] {
            assert_eq!(refused(name), None);
        }
    }
}
