//! aws-nuke's filters, one at a time: <https://ekristen.github.io/aws-nuke/config-filtering/>.

use serde_json::Value;

use super::yaml;
use crate::nuke::config::{Patterns, RuleText};

/// Stands between the owner and its part in what aws-nuke calls a part.
const OWNER: &str = " -> ";
/// What aws-nuke puts before a name where it shows a resource; a filter without a property is compared with that.
const BEFORE: [&str; 4] = ["s3://", r"s3:\/\/", "Rule: ", "TopicARN: "];
/// Properties of aws-nuke that hold what is the name here.
const NAMES: [&str; 6] = ["name", "identifier", "rolename", "username", "groupname", "policyname"];
/// Properties that hold the time at which a resource was made.
const TIMES: [&str; 11] = [
    "creationdate",
    "creationtime",
    "createdate",
    "createtime",
    "createdat",
    "createddate",
    "createdtime",
    "launchtime",
    "starttime",
    "instancecreatetime",
    "createdtimestamp",
];

/// Reads the filter of a part, such as `ROLE -> POLICY`, as rules that keep its whole. The error says why the owner cannot be told.
pub(super) fn rules_of_owner(filter: &Value) -> Result<Vec<RuleText>, String> {
    let field = |name: &str| filter.get(name).and_then(yaml::text).unwrap_or_default();
    let property = field("property").to_lowercase();
    let of_owner = ["rolename", "username", "groupname"].contains(&property.as_str())
        || ["tag:role:", "tag:user:"].iter().any(|owner| property.starts_with(owner));
    let value = filter.as_str().map_or_else(|| field("value"), str::to_owned);
    let told = of_owner || (property.is_empty() && value.contains(OWNER) && field("type").to_lowercase() != "suffix");
    if !told || yaml::flag(filter.get("invert")) {
        let shown = filter.as_str().map_or_else(|| filter.to_string(), str::to_owned);
        return Err(format!("the filter `{shown}` does not tell whose it is"));
    }
    rules(filter)
}

/// Reads one filter as rules, any of which keeps. The error says what has no equivalent.
pub(super) fn rules(filter: &Value) -> Result<Vec<RuleText>, String> {
    let shown = || filter.as_str().map_or_else(|| filter.to_string(), str::to_owned);
    let Value::Object(fields) = filter else {
        let name = yaml::text(filter).ok_or_else(|| format!("the filter `{}` is not understood", shown()))?;
        return Ok(shown_as(&name));
    };
    let text = |name: &str| fields.get(name).and_then(yaml::text);
    let property = text("property").unwrap_or_default();
    let not = yaml::flag(fields.get("invert"));
    let mut values = yaml::texts(fields.get("values"));
    values.extend(text("value"));
    let kind = text("type").unwrap_or_else(|| "exact".to_owned()).to_lowercase();
    if property.is_empty() {
        if let (false, "exact", [name]) = (not, kind.as_str(), &values[..]) {
            return Ok(shown_as(name));
        }
        values.iter_mut().for_each(|value| *value = bare(value).to_owned());
    }
    if let "dateolderthan" | "dateolderthannow" = kind.as_str() {
        let age = age(&kind, values.first().map_or("", String::as_str), not);
        return age
            .filter(|_| TIMES.contains(&property.to_lowercase().as_str()))
            .map(|rule| vec![rule])
            .ok_or_else(|| format!("the filter `{}` has no equivalent", shown()));
    }
    // `NotIn` is `In` turned round.
    let not = not != (kind == "notin");
    let patterns: Vec<String> =
        values.iter().map(|value| pattern(&kind, value, not)).collect::<Option<_>>().unwrap_or_default();
    if patterns.is_empty() {
        return Err(format!("the filter `{}` has no equivalent", shown()));
    }
    by_property(&property, patterns, not).ok_or_else(|| format!("the property `{property}` is not known here"))
}

/// Reads a filter of age. `dateOlderThan` matches, and so keeps, what is younger, against its name: the time, moved by the offset, has to
/// lie ahead of now. `dateOlderThanNow` matches what lies before now moved by the offset, which is negative.
fn age(kind: &str, offset: &str, not: bool) -> Option<RuleText> {
    let rule = RuleText { not, ..RuleText::default() };
    let (older_than, newer_than) = match kind {
        "dateolderthan" => (None, Some(offset)),
        _ => (Some(offset.strip_prefix('-')?), None),
    };
    older_than.or(newer_than)?.parse::<crate::nuke::select::Age>().ok()?;
    Some(RuleText { older_than: older_than.map(str::to_owned), newer_than: newer_than.map(str::to_owned), ..rule })
}

fn by_property(property: &str, patterns: Vec<String>, not: bool) -> Option<Vec<RuleText>> {
    if let Some(key) = property.strip_prefix("tag:") {
        // aws-nuke puts the owner of the tag in between for what hangs on something else.
        let key = ["role:", "user:", "policy:"].iter().find_map(|owner| key.strip_prefix(owner)).unwrap_or(key);
        let tag = [(key.to_owned(), Patterns(patterns))].into();
        return Some(vec![RuleText { tag, not, ..RuleText::default() }]);
    }
    let lower = property.to_lowercase();
    let named = || RuleText { name: patterns.clone(), not, ..RuleText::default() };
    let by_id = || RuleText { id: patterns.clone(), not, ..RuleText::default() };
    match lower.as_str() {
        // What is turned round keeps what neither is: the name alone, which is the id where there is none.
        "" if not => Some(vec![named()]),
        "" => Some(vec![named(), by_id()]),
        name if NAMES.contains(&name) => Some(vec![named()]),
        name if ["id", "arn", "url"].iter().any(|end| name.ends_with(end)) => Some(vec![by_id()]),
        _ => None,
    }
}

/// Returns the rules of what aws-nuke shows: the name or the id, or an ARN or URL that ends in it.
fn shown_as(shown: &str) -> Vec<RuleText> {
    let bare = bare(shown);
    let last = bare.rsplit(['/', ':']).next().filter(|last| !last.is_empty()).unwrap_or(bare);
    let mut rules = by_name_or_id(&format!("^{}$", regex::escape(bare)));
    if last != bare {
        rules.extend(by_name_or_id(&format!("^{}$", regex::escape(last))));
    }
    rules
}

/// Takes away what aws-nuke shows around a name.
fn bare(shown: &str) -> &str {
    let at = shown.split_once(OWNER).map_or(shown, |(owner, _)| owner);
    let named = BEFORE.iter().find_map(|before| at.strip_prefix('^').unwrap_or(at).strip_prefix(before));
    named.unwrap_or(at)
}

fn by_name_or_id(pattern: &str) -> Vec<RuleText> {
    let (name, id) = (vec![pattern.to_owned()], vec![pattern.to_owned()]);
    vec![RuleText { name, ..RuleText::default() }, RuleText { id, ..RuleText::default() }]
}

/// Returns the regular expression of a value; `narrow` where matching less keeps more.
fn pattern(kind: &str, value: &str, narrow: bool) -> Option<String> {
    let escaped = regex::escape(value);
    match kind {
        "exact" | "in" | "notin" | "" => Some(format!("^{escaped}$")),
        "contains" => Some(escaped),
        "prefix" => Some(format!("^{escaped}")),
        "suffix" => Some(format!("{escaped}$")),
        "glob" => Some(glob(value, narrow)),
        "regex" => regex::Regex::new(value).is_ok().then(|| value.to_owned()),
        _ => None,
    }
}

fn glob(value: &str, narrow: bool) -> String {
    let (many, one) = if narrow { ("[^/]*", "[^/]") } else { (".*", ".") };
    let parts = value.chars().map(|character| match character {
        '*' => many.to_owned(),
        '?' => one.to_owned(),
        other => regex::escape(&other.to_string()),
    });
    format!("^{}$", parts.collect::<String>())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn one(filter: &Value) -> RuleText {
        let mut rules = rules(filter).unwrap();
        assert_eq!(rules.len(), 1, "{rules:?}");
        rules.remove(0)
    }

    #[test]
    fn a_name_alone_is_a_name_or_an_id() {
        let rules = rules(&json!("admin.v1")).unwrap();
        assert_eq!((rules[0].name[0].as_str(), rules[1].id[0].as_str()), (r"^admin\.v1$", r"^admin\.v1$"));
    }

    #[test]
    fn what_aws_nuke_shows_around_a_name_is_taken_away() {
        let first = |filter: Value| rules(&filter).unwrap()[0].name[0].clone();
        assert_eq!(first(json!("s3://my-bucket")), r"^my\-bucket$");
        assert_eq!(first(json!("Rule: nightly")), "^nightly$");
        assert_eq!(first(json!({ "type": "glob", "value": "s3://my-*" })), r"^my\-.*$");
        assert_eq!(first(json!({ "type": "regex", "value": "^s3://(a|b)$" })), "(a|b)$");
        let queue = rules(&json!("https://sqs.eu-west-1.amazonaws.com/111122223333/jobs")).unwrap();
        assert!(queue.iter().any(|rule| rule.name == ["^jobs$"]), "{queue:?}");
    }

    #[test]
    fn the_filter_of_a_part_is_that_of_its_owner() {
        let rules = rules_of_owner(&json!("deploy -> AdministratorAccess")).unwrap();
        assert_eq!(rules[0].name, ["^deploy$"]);
        let rules = rules_of_owner(&json!({ "property": "tag:role:Keep", "value": "yes" })).unwrap();
        assert_eq!(rules[0].tag["Keep"].0, ["^yes$"]);
        for filter in [
            json!({ "type": "regex", "value": ".*Access.*" }),
            json!({ "property": "PolicyName", "value": "x" }),
            json!({ "property": "RoleName", "value": "x", "invert": true }),
            json!({ "type": "suffix", "value": "a -> b" }),
        ] {
            assert!(rules_of_owner(&filter).is_err(), "{filter}");
        }
    }

    #[test]
    fn the_types_of_a_filter_become_patterns() {
        let pattern =
            |kind: &str, value: &str| one(&json!({ "property": "Name", "type": kind, "value": value })).name.remove(0);
        assert_eq!(pattern("glob", "my-*.x"), r"^my\-.*\.x$");
        assert_eq!(pattern("contains", "a.b"), r"a\.b");
        assert_eq!(pattern("regex", "^a.*"), "^a.*");
        assert_eq!((pattern("prefix", "a"), pattern("suffix", "b")), ("^a".to_owned(), "b$".to_owned()));
    }

    #[test]
    fn tags_times_and_inversion_are_kept() {
        let rule = one(&json!({ "property": "tag:Owner", "value": "ops", "invert": "true" }));
        assert_eq!((rule.tag["Owner"].0[0].as_str(), rule.not), ("^ops$", true));
        let rule = one(&json!({ "property": "CreationDate", "type": "dateOlderThan", "value": "72h" }));
        assert_eq!((rule.newer_than.as_deref(), rule.older_than), (Some("72h"), None));
        let rule =
            one(&json!({ "property": "CreationDate", "type": "dateOlderThanNow", "value": "-12h", "invert": true }));
        assert_eq!((rule.older_than.as_deref(), rule.newer_than, rule.not), (Some("12h"), None, true));
        assert!(one(&json!({ "property": "Name", "type": "NotIn", "values": ["a", "b"] })).not);
    }

    #[test]
    fn what_has_no_equivalent_is_an_error() {
        for filter in [
            json!({ "property": "State", "value": "x" }),
            json!({ "property": "Name", "type": "regex", "value": "(" }),
            json!({ "property": "Name", "type": "soundsLike", "value": "x" }),
            json!({ "property": "Expiry", "type": "dateOlderThan", "value": "1h" }),
            json!({ "property": "CreationDate", "type": "dateOlderThan", "value": "-1h" }),
            json!({ "property": "CreationDate", "type": "dateOlderThanNow", "value": "1h" }),
            json!([1]),
        ] {
            assert!(rules(&filter).is_err(), "{filter}");
        }
    }
}
