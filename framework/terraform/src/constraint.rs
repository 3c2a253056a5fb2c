//! Version constraints of providers.

use std::fmt;

use semver::Version;

use crate::Error;

/// Holds a version constraint in terraform's syntax: `=`, `!=`, `>`, `>=`, `<`, `<=` and `~>`, in a list separated by commas.
///
/// <https://developer.hashicorp.com/terraform/language/expressions/version-constraints>
///
/// ```
/// use terraproof_terraform::Constraint;
///
/// let constraint: Constraint = ">= 3.38, < 6.0".parse()?;
/// assert!(constraint.allows(&"5.1.0".parse()?));
/// assert!(!constraint.allows(&"6.0.0".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraint {
    text: String,
    terms: Vec<Term>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    operator: Operator,
    version: Version,
    /// How many of major, minor and patch were written.
    parts: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Greater,
    GreaterEqual,
    Less,
    LessEqual,
    Pessimistic,
}

/// Two characters before one, so that `>=` is not read as `>`.
const OPERATORS: &[(&str, Operator)] = &[
    (">=", Operator::GreaterEqual),
    ("<=", Operator::LessEqual),
    ("!=", Operator::NotEqual),
    ("~>", Operator::Pessimistic),
    (">", Operator::Greater),
    ("<", Operator::Less),
    ("=", Operator::Equal),
];

impl Constraint {
    /// Tells whether a version satisfies every term. A pre-release satisfies only a constraint that names it exactly.
    #[must_use]
    pub fn allows(&self, version: &Version) -> bool {
        let named = |term: &Term| term.operator == Operator::Equal && term.version == *version;
        if !version.pre.is_empty() && !self.terms.iter().any(named) {
            return false;
        }
        self.terms.iter().all(|term| term.allows(version))
    }
}

impl Term {
    fn allows(&self, version: &Version) -> bool {
        match self.operator {
            Operator::Equal => *version == self.version,
            Operator::NotEqual => *version != self.version,
            Operator::Greater => *version > self.version,
            Operator::GreaterEqual => *version >= self.version,
            Operator::Less => *version < self.version,
            Operator::LessEqual => *version <= self.version,
            Operator::Pessimistic => *version >= self.version && *version < self.ceiling(),
        }
    }

    /// `~> 1.2` ends before 2.0, `~> 1.2.3` before 1.3.0.
    fn ceiling(&self) -> Version {
        match self.parts {
            3 => Version::new(self.version.major, self.version.minor + 1, 0),
            _ => Version::new(self.version.major + 1, 0, 0),
        }
    }

    fn parse(term: &str) -> Result<Self, String> {
        let found = OPERATORS.iter().find_map(|(sign, operator)| Some((term.strip_prefix(sign)?, *operator)));
        let (text, operator) = found.unwrap_or((term, Operator::Equal));
        let text = text.trim();
        let numbers = text.split(['-', '+']).next().unwrap_or_default();
        let parts = numbers.split('.').count();
        let padding = ".0".repeat(3_usize.saturating_sub(parts));
        let padded = format!("{numbers}{padding}{}", &text[numbers.len()..]);
        let version = Version::parse(&padded).map_err(|error| format!("`{text}`: {error}"))?;
        Ok(Self { operator, version, parts })
    }
}

impl std::str::FromStr for Constraint {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let invalid = |message| Error::Constraint { constraint: text.to_owned(), message };
        let terms = text.split(',').map(str::trim).filter(|term| !term.is_empty());
        let terms = terms.map(Term::parse).collect::<Result<_, _>>().map_err(invalid)?;
        Ok(Self { text: text.to_owned(), terms })
    }
}

impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(constraint: &str) -> Vec<&'static str> {
        let constraint: Constraint = constraint.parse().unwrap();
        let versions = ["1.2.3", "1.2.4", "1.3.0", "2.0.0", "2.1.0-beta1", "3.39.0"];
        versions.into_iter().filter(|version| constraint.allows(&version.parse().unwrap())).collect()
    }

    #[test]
    fn each_operator_means_what_terraform_means() {
        assert_eq!(allowed("1.2.3"), ["1.2.3"]);
        assert_eq!(allowed("= 1.2.3"), ["1.2.3"]);
        assert_eq!(allowed("!= 1.2.3"), ["1.2.4", "1.3.0", "2.0.0", "3.39.0"]);
        assert_eq!(allowed("> 1.3"), ["2.0.0", "3.39.0"]);
        assert_eq!(allowed(">= 1.3"), ["1.3.0", "2.0.0", "3.39.0"]);
        assert_eq!(allowed("< 1.2.4"), ["1.2.3"]);
        assert_eq!(allowed("<=1.2.4"), ["1.2.3", "1.2.4"]);
    }

    #[test]
    fn the_pessimistic_operator_lets_only_the_last_part_grow() {
        assert_eq!(allowed("~> 1.2.3"), ["1.2.3", "1.2.4"]);
        assert_eq!(allowed("~> 1.2"), ["1.2.3", "1.2.4", "1.3.0"]);
        assert_eq!(allowed("~> 2"), ["2.0.0"]);
    }

    #[test]
    fn all_terms_of_a_list_count() {
        assert_eq!(allowed(">= 1.2.4, < 3, != 1.3.0"), ["1.2.4", "2.0.0"]);
        assert_eq!(allowed("").len(), 5);
    }

    #[test]
    fn a_pre_release_must_be_named() {
        assert_eq!(allowed("2.1.0-beta1"), ["2.1.0-beta1"]);
        assert!(!allowed(">= 2.0.0").contains(&"2.1.0-beta1"));
    }

    #[test]
    fn nonsense_is_refused_with_its_text() {
        let error = ">= banana".parse::<Constraint>().unwrap_err().to_string();
        assert!(error.starts_with("understand the version constraint `>= banana`: `banana`: "), "{error}");
    }
}
