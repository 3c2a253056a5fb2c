//! aws-nuke's filters, one at a time: <https://ekristen.github.io/aws-nuke/config-filtering/>.

use serde_json::Value;

use super::own::{self, Own};
use super::patterns::{self, Comparison, matches_nothing};
use super::yaml;
use crate::nuke::config::{Patterns, RuleText};

/// Stands between the owner and its part in what aws-nuke calls a part.
const OWNER: &str = " -> ";
/// Properties of parts that tell whose they are.
const OF_OWNER: [&str; 10] = [
    "backupvault",
    "cluster",
    "rolename",
    "username",
    "groupname",
    "bucket",
    "role:rolename",
    "user:username",
    "group:groupname",
    "hostedzonename",
];

/// Reads the filter of a part, such as `ROLE -> POLICY`, as rules that keep its whole. The error says why the owner cannot be told.
pub(super) fn rules_of_owner(filter: &Value, part: &str) -> Result<Vec<RuleText>, String> {
    let filter = Filter::read(filter)?;
    if filter.not {
        return Err(format!("the filter `{}` does not tell whose it is", filter.shown));
    }
    let property = filter.property.to_lowercase();
    if OF_OWNER.contains(&property.as_str()) {
        return Ok(vec![filter.called(&filter.patterns(false)?)]);
    }
    if ["tag:role:", "tag:user:"].iter().any(|owner| property.starts_with(owner)) {
        return filter.tagged();
    }
    let starts_alike = filter.comparison != Comparison::Suffix && filter.comparison != Comparison::Contains;
    let owners = filter.values.iter().map(|value| owner(value, part)).collect::<Option<Vec<&str>>>();
    match owners {
        Some(owners) if property.is_empty() && starts_alike => {
            let patterns =
                owners.into_iter().map(|owner| filter.comparison.of_owner(owner)).collect::<Result<Vec<_>, _>>()?;
            Ok(vec![filter.called(&patterns)])
        }
        _ => Err(format!("the filter `{}` does not tell whose it is", filter.shown)),
    }
}

/// Returns whose a part is, as aws-nuke shows it: `ROLE -> POLICY`, `s3://BUCKET/KEY`, and a login profile under its user's name.
fn owner<'a>(shown: &'a str, part: &str) -> Option<&'a str> {
    let at = shown.strip_prefix('^').unwrap_or(shown);
    if let Some(object) = at.strip_prefix("s3://").or_else(|| at.strip_prefix(r"s3:\/\/")) {
        return object.split_once(['/', '\\']).map(|(bucket, _)| bucket).filter(|bucket| !bucket.is_empty());
    }
    if part.eq_ignore_ascii_case("IAMLoginProfile") {
        return Some(at);
    }
    at.split_once(OWNER).map(|(owner, _)| owner)
}

/// Reads one filter of a kind (of every kind where there is none) as rules, any of which keeps. The error says what has no equivalent.
pub(super) fn rules(filter: &Value, kind: Option<&str>) -> Result<Vec<RuleText>, String> {
    let filter = Filter::read(filter)?;
    if let Comparison::Older | Comparison::OlderThanNow = filter.comparison {
        return filter.age();
    }
    if filter.property.starts_with("tag:") {
        return filter.tagged();
    }
    if filter.is_of_the_default(kind) {
        return Ok(Vec::new());
    }
    if filter.compares_a_part_of_an_arn() {
        return Err(format!(
            "the filter `{}` compares a part of an ARN, and few things are known by theirs here",
            filter.shown
        ));
    }
    let own = own::property(&filter.property, kind);
    match (own, filter.not) {
        (None, _) => Err(format!("the property `{}` is not known here", filter.property)),
        // What is turned round keeps all that is called otherwise: the less it compares, the more it keeps.
        (Some(Own::Id), true) => Ok(vec![RuleText { id: filter.patterns(true)?, not: true, ..RuleText::default() }]),
        (Some(_), true) => Ok(vec![RuleText { name: filter.patterns(true)?, not: true, ..RuleText::default() }]),
        (Some(_), false) => Ok(vec![filter.called(&filter.patterns(false)?)]),
    }
}

/// Is a filter as it is written down.
struct Filter {
    property: String,
    comparison: Comparison,
    values: Vec<String>,
    not: bool,
    shown: String,
}

impl Filter {
    fn read(filter: &Value) -> Result<Self, String> {
        let shown = filter.as_str().map_or_else(|| filter.to_string(), str::to_owned);
        let Value::Object(fields) = filter else {
            let value = yaml::text(filter).ok_or_else(|| format!("the filter `{shown}` is not understood"))?;
            let (property, comparison) = (String::new(), Comparison::Exact);
            return Ok(Self { property, comparison, values: vec![value], not: false, shown });
        };
        let text = |name: &str| fields.get(name).and_then(yaml::text);
        let kind = text("type").unwrap_or_default();
        let comparison = Comparison::read(&kind).ok_or_else(|| format!("the filter `{shown}` has no equivalent"))?;
        let mut values = yaml::texts(fields.get("values"));
        values.extend(text("value"));
        // `NotIn` is `In` turned round.
        let not = yaml::flag(fields.get("invert")) != kind.eq_ignore_ascii_case("notin");
        // Without a value a property is compared with nothing, which is what one that is not there says.
        if values.is_empty() {
            values.push(String::new());
        }
        Ok(Self { property: text("property").unwrap_or_default(), comparison, values, not, shown })
    }

    fn called(&self, patterns: &[String]) -> RuleText {
        RuleText { called: patterns.to_vec(), not: self.not, ..RuleText::default() }
    }

    /// Returns the regular expressions of the values; `narrow` where matching less keeps more.
    fn patterns(&self, narrow: bool) -> Result<Vec<String>, String> {
        if narrow {
            return self.values.iter().map(|value| self.comparison.narrow(value)).collect();
        }
        let patterns = self.values.iter().map(|value| patterns::wide(self.comparison, value));
        let patterns = patterns.collect::<Result<Vec<_>, _>>()?.concat();
        // A property that is not there is empty in aws-nuke, and so matches.
        match patterns.iter().any(|pattern| matches_nothing(pattern)) {
            true => Err(format!("the filter `{}` also matches where there is nothing to compare", self.shown)),
            false => Ok(patterns),
        }
    }

    /// Reads a filter of a tag. A tag that is not there is empty in aws-nuke, and so matches what matches nothing at all.
    fn tagged(&self) -> Result<Vec<RuleText>, String> {
        let key = self.property.get("tag:".len()..).unwrap_or_default();
        // aws-nuke puts the owner of the tag in between for what hangs on something else.
        let key = ["role:", "user:", "policy:"].iter().find_map(|owner| key.strip_prefix(owner)).unwrap_or(key);
        let pattern =
            |value: &String| if self.not { self.comparison.narrow(value) } else { self.comparison.whole(value) };
        let patterns = self.values.iter().map(pattern).collect::<Result<Vec<_>, _>>()?;
        let is_absent_too = patterns.iter().any(|pattern| matches_nothing(pattern));
        let tag = [(key.to_owned(), Patterns(patterns))].into();
        let mut rules = vec![RuleText { tag, not: self.not, ..RuleText::default() }];
        if is_absent_too && !self.not {
            rules.push(RuleText { without_tag: vec![key.to_owned()], ..RuleText::default() });
        }
        Ok(rules)
    }

    /// Reads a filter of age. `dateOlderThan` matches, and so keeps, what is younger, against its name: the time, moved by the offset, has
    /// to lie ahead of now. `dateOlderThanNow` matches what lies before now moved by the offset, which is negative.
    fn age(&self) -> Result<Vec<RuleText>, String> {
        let unknown = || format!("the filter `{}` has no equivalent", self.shown);
        if !own::is_creation(&self.property) {
            return Err(unknown());
        }
        let offset = self.values.first().map_or("", String::as_str);
        let (older_than, newer_than) = match self.comparison {
            Comparison::Older => (None, Some(offset)),
            _ => (Some(offset.strip_prefix('-').ok_or_else(unknown)?), None),
        };
        let age = older_than.or(newer_than).unwrap_or_default();
        age.parse::<crate::nuke::select::Age>().map_err(|_| unknown())?;
        let (older_than, newer_than) = (older_than.map(str::to_owned), newer_than.map(str::to_owned));
        Ok(vec![RuleText { older_than, newer_than, not: self.not, ..RuleText::default() }])
    }

    /// Tells whether it asks for a part of an ARN that may be any: what an ARN ends in is a name, and the rest is not known of every kind.
    fn compares_a_part_of_an_arn(&self) -> bool {
        let is_whole = matches!(self.comparison, Comparison::Exact | Comparison::Suffix);
        self.property.to_lowercase().ends_with("arn") && !is_whole
    }

    /// Tells whether it keeps what AWS made by default, which is never deleted here.
    fn is_of_the_default(&self, kind: Option<&str>) -> bool {
        let asks =
            matches!(self.property.to_lowercase().as_str(), "isdefault" | "default" | "defaultvpc" | "defaultforaz");
        let is_network = kind.is_some_and(|kind| kind.starts_with("ec2-"));
        asks && is_network && !self.not && self.values.iter().all(|value| value.eq_ignore_ascii_case("true"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn one(filter: &Value) -> RuleText {
        let mut rules = rules(filter, Some("s3-bucket")).unwrap();
        assert_eq!(rules.len(), 1, "{rules:?}");
        rules.remove(0)
    }

    #[test]
    fn a_name_alone_is_whatever_a_thing_is_called() {
        assert_eq!(one(&json!("admin.v1")).called, [r"^admin\.v1$"]);
        let queue = one(&json!("https://sqs.eu-west-1.amazonaws.com/111122223333/jobs"));
        assert_eq!(queue.called[1], "^jobs$");
        assert_eq!(one(&json!({ "type": "glob", "value": "TopicARN:*:sandbox-*" })).called[1], r"^sandbox\-.*$");
    }

    #[test]
    fn the_filter_of_a_part_is_that_of_its_owner() {
        let owner = |part: &str, filter: Value| rules_of_owner(&filter, part).unwrap().remove(0);
        assert_eq!(owner("IAMRolePolicyAttachment", json!("deploy -> AdministratorAccess")).called, ["^deploy$"]);
        assert_eq!(owner("S3Object", json!({ "property": "Bucket", "value": "state" })).called, ["^state$"]);
        assert_eq!(owner("S3Object", json!({ "type": "regex", "value": "^s3://state/.*" })).called, ["^(state)$"]);
        assert_eq!(owner("IAMLoginProfile", json!("ann")).called, ["^ann$"]);
        assert_eq!(owner("IAMRolePolicy", json!({ "property": "role:RoleName", "value": "x" })).called, ["^x$"]);
        let tagged = json!({ "property": "tag:role:Keep", "value": "yes" });
        assert_eq!(owner("IAMRolePolicy", tagged).tag["Keep"].0, ["^yes$"]);
        for filter in [
            json!({ "type": "regex", "value": ".*Access.*" }),
            json!({ "property": "PolicyName", "value": "x" }),
            json!({ "property": "RoleName", "value": "x", "invert": true }),
            json!({ "type": "suffix", "value": "a -> b" }),
        ] {
            assert!(rules_of_owner(&filter, "IAMRolePolicy").is_err(), "{filter}");
        }
    }

    #[test]
    fn the_types_of_a_filter_become_patterns() {
        let pattern = |kind: &str, value: &str| {
            one(&json!({ "property": "Name", "type": kind, "value": value })).called.remove(0)
        };
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
        let rule = one(&json!({ "property": "Name", "type": "NotIn", "values": ["a", "b"] }));
        assert_eq!((rule.name.len(), rule.not), (2, true), "the less it compares, the more it keeps");
    }

    #[test]
    fn what_is_not_there_is_empty_and_is_kept_where_nothing_matches() {
        for (kind, value) in [("exact", ""), ("glob", "*"), ("regex", ".*")] {
            let rules = rules(&json!({ "property": "tag:Owner", "type": kind, "value": value }), None).unwrap();
            assert!(rules.iter().any(|rule| rule.without_tag == ["Owner"]), "{rules:?}");
            let name = json!({ "property": "Name", "type": kind, "value": value });
            assert!(super::rules(&name, None).unwrap_err().contains("nothing to compare"), "{kind}");
        }
    }

    #[test]
    fn what_keeps_the_defaults_of_aws_needs_no_rule() {
        let default = json!({ "property": "IsDefault", "value": "true" });
        assert_eq!(rules(&default, Some("ec2-vpc")).unwrap(), []);
        assert!(rules(&default, Some("rds-parameter-group")).is_err());
        assert!(rules(&json!({ "property": "IsDefault", "value": "false" }), Some("ec2-vpc")).is_err());
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
            json!({ "property": "VpcId", "value": "vpc-1" }),
            json!({ "type": "regex", "value": "^arn:(aws:x|b)$" }),
            json!([1]),
        ] {
            assert!(rules(&filter, Some("ec2-security-group")).is_err(), "{filter}");
        }
    }
}
