//! Amazon Resource Names, read before they are sent anywhere.

/// Is an Amazon Resource Name in its parts: `arn:partition:service:region:account:resource`.
///
/// Source: [ARN format](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arn<'a> {
    /// The service, such as `sqs`.
    pub service: &'a str,
    /// The region; empty for what is global.
    pub region: &'a str,
    /// The account in 12 digits; empty for a bucket, `aws` for what AWS owns.
    pub account: &'a str,
    /// What the service calls it, such as `role/ci`.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// Reads an ARN; `None` when it is not one.
    #[must_use]
    pub fn read(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        let (scheme, partition) = (parts.next()?, parts.next()?);
        let (service, region, account, resource) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let digits = account.is_empty() || account == "aws" || is_account(account);
        let known = scheme == "arn" && partition.starts_with("aws") && !service.is_empty() && !resource.is_empty();
        (known && digits && !text.contains(char::is_whitespace)).then_some(Self { service, region, account, resource })
    }

    /// Reads an ARN of one service.
    ///
    /// # Errors
    /// Returns why it is none.
    pub fn of(service: &str, text: &'a str) -> Result<Self, String> {
        match Self::read(text) {
            Some(arn) if arn.service == service => Ok(arn),
            Some(arn) => Err(format!("this is an ARN of {}, not of {service}", arn.service)),
            None => Err(format!("this is no ARN: it takes `arn:aws:{service}:region:account:resource`")),
        }
    }
}

/// Tells whether a text is an account id.
pub(crate) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Tells whether a pattern of a policy, with `*` and `?`, covers a text.
///
/// ```text
/// s3:Get* covers s3:GetObject
/// ```
pub(crate) fn covers(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut seen) = (0, 0);
    // Where the last star stood, and how much of the text it has taken.
    let mut star: Option<(usize, usize)> = None;
    while seen < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, seen));
                at += 1;
            }
            Some(letter) if *letter == '?' || *letter == text[seen] => {
                at += 1;
                seen += 1;
            }
            _ => match star {
                Some((starred, taken)) => {
                    star = Some((starred, taken + 1));
                    at = starred + 1;
                    seen = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|letter| *letter == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_is_read_into_its_parts() {
        let arn = Arn::of("sns", "arn:aws:sns:eu-west-1:111122223333:orders").unwrap();
        assert_eq!((arn.region, arn.account, arn.resource), ("eu-west-1", "111122223333", "orders"));
        assert_eq!(Arn::read("arn:aws-cn:s3:::bucket/key:with:colons").unwrap().resource, "bucket/key:with:colons");
    }

    #[test]
    fn what_is_no_arn_is_refused() {
        for text in [
            "",
            "orders",
            "arn:aws:sns:eu-west-1:12:orders",
            "arn:aws:sns:eu-west-1:111122223333:",
            "arn:aws:sns:a b:111122223333:x",
        ] {
            assert!(Arn::read(text).is_none(), "{text}");
        }
        assert!(Arn::of("sns", "arn:aws:sqs:eu-west-1:111122223333:q").unwrap_err().contains("an ARN of sqs"));
    }

    #[test]
    fn stars_and_question_marks_cover_what_they_should() {
        for (pattern, text, covered) in [
            ("*", "", true),
            ("s3:Get*", "s3:GetObject", true),
            ("s3:Get*", "s3:PutObject", false),
            ("arn:aws:s3:::b/*", "arn:aws:s3:::b", false),
            ("a*b*c", "a-b-b-c", true),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
        ] {
            assert_eq!(covers(pattern, text), covered, "{pattern} {text}");
        }
    }
}
