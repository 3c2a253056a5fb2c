//! The ways in which aws-nuke compares, as regular expressions.

/// Says how a filter compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Exact,
    Contains,
    Prefix,
    Suffix,
    Glob,
    Regex,
    Older,
    OlderThanNow,
}

impl Comparison {
    /// Reads the `type` of a filter.
    pub(super) fn read(kind: &str) -> Option<Self> {
        Some(match kind.to_lowercase().as_str() {
            "exact" | "in" | "notin" | "" => Self::Exact,
            "contains" => Self::Contains,
            "prefix" => Self::Prefix,
            "suffix" => Self::Suffix,
            "glob" => Self::Glob,
            "regex" => Self::Regex,
            "dateolderthan" => Self::Older,
            "dateolderthannow" => Self::OlderThanNow,
            _ => return None,
        })
    }

    /// Returns the regular expression of a value that matches no more than the filter does.
    pub(super) fn narrow(self, value: &str) -> Result<String, String> {
        self.pattern(value, "[^/]*", "[^/]")
    }

    /// Returns the regular expression of a value.
    pub(super) fn whole(self, value: &str) -> Result<String, String> {
        self.pattern(value, ".*", ".")
    }

    /// Returns the regular expression of an owner, with which a value begins.
    pub(super) fn of_owner(self, owner: &str) -> Result<String, String> {
        match self {
            Self::Prefix => Ok(format!("^{}$", regex::escape(owner))),
            Self::Regex => valid(format!("^({owner})$")),
            other => other.narrow(owner),
        }
    }

    fn pattern(self, value: &str, many: &str, one: &str) -> Result<String, String> {
        let escaped = regex::escape(value);
        match self {
            Self::Exact => Ok(format!("^{escaped}$")),
            Self::Contains => Ok(escaped),
            Self::Prefix => Ok(format!("^{escaped}")),
            Self::Suffix => Ok(format!("{escaped}$")),
            Self::Glob => Ok(glob(value, many, one)),
            Self::Regex => valid(value.to_owned()),
            Self::Older | Self::OlderThanNow => Err(format!("`{value}` is an age")),
        }
    }
}

/// Returns the regular expressions of a value that match all that the filter does, whether it is compared with a name or with an ARN or
/// a URL that ends in it.
pub(super) fn wide(comparison: Comparison, value: &str) -> Result<Vec<String>, String> {
    let mut patterns = vec![comparison.pattern(value, ".*", ".")?];
    let ends = value.trim_end_matches('/');
    if let Some((_, last)) = ends.rsplit_once(['/', ':']).filter(|(_, last)| !last.is_empty()) {
        let last = last.trim_start();
        let last = comparison.pattern(last, ".*", ".").map_err(|_| format!("`{value}` cannot be taken apart"))?;
        match (matches_nothing(&last), value.contains("arn:")) {
            (false, _) => patterns.push(last),
            // What ends in anything says nothing by its end; and few things are known here by their whole ARN.
            (true, false) => {}
            (true, true) => return Err(format!("`{value}` ends in anything")),
        }
    }
    Ok(patterns)
}

/// Tells whether a pattern matches an empty text.
pub(super) fn matches_nothing(pattern: &str) -> bool {
    regex::Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(""))
}

fn valid(pattern: String) -> Result<String, String> {
    match regex::Regex::new(&pattern) {
        Ok(_) => Ok(pattern),
        Err(_) => Err(format!("`{pattern}` is no regular expression here")),
    }
}

/// Translates a glob: `*`, `?`, and classes such as `[a-c]` and `[^x]`, and what a backslash stands before.
fn glob(value: &str, many: &str, one: &str) -> String {
    let mut pattern = String::from("^");
    let mut rest = value;
    while let Some(character) = rest.chars().next() {
        rest = &rest[character.len_utf8()..];
        match (character, class(rest)) {
            ('\\', _) => {
                if let Some(escaped) = rest.chars().next() {
                    rest = &rest[escaped.len_utf8()..];
                    pattern.push_str(&regex::escape(&escaped.to_string()));
                }
            }
            ('*', _) => pattern.push_str(many),
            ('?', _) => pattern.push_str(one),
            ('[', Some((class, after))) => {
                pattern.push_str(&class);
                rest = after;
            }
            _ => pattern.push_str(&regex::escape(&character.to_string())),
        }
    }
    pattern.push('$');
    pattern
}

/// Reads a class after its bracket, up to the bracket that closes it; the rest follows.
fn class(text: &str) -> Option<(String, &str)> {
    let (members, after) = text.split_once(']').filter(|(members, _)| !members.is_empty())?;
    let (not, members) = members.strip_prefix('^').map_or(("", members), |members| ("^", members));
    let ranges: String =
        members.chars().map(|it| if it == '-' { it.to_string() } else { regex::escape(&it.to_string()) }).collect();
    let class = format!("[{not}{ranges}]");
    regex::Regex::new(&class).is_ok().then_some((class, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glob_has_classes() {
        let matches =
            |glob: &str, text: &str| regex::Regex::new(&Comparison::Glob.whole(glob).unwrap()).unwrap().is_match(text);
        assert!(matches("[pP]rod", "Prod") && matches("t-[^d]*", "t-prod") && matches("[a-c]?", "b1"));
        assert!(matches("t-[!d]*", "t-dev") && matches(r"t-\dev", "t-dev"), "only `^` turns a class round");
        assert!(!matches("t-[^d]*", "t-dev") && matches("a[", "a[") && matches("a[]b", "a[]b"));
    }
}
