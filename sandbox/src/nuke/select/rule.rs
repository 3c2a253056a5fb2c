//! One rule of `include` or `exclude`.

use jiff::Timestamp;
use regex::Regex;

use super::called::called;
use super::{Age, Truth, protect};
use crate::nuke::config::RuleText;
use crate::nuke::model::{Resource, Tags};

/// Matches resources of which everything holds that the rule names.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    properties: Vec<Property>,
    not: bool,
    /// What people read: `name ^keep-, older_than 7d`.
    text: String,
}

#[derive(Debug, Clone)]
enum Property {
    Name(Vec<Regex>),
    Id(Vec<Regex>),
    Called(Vec<Regex>),
    Alias(Vec<Regex>),
    Region(Vec<String>),
    /// A tag with one of these values; with none, whatever the value.
    Tag(String, Vec<Regex>),
    WithoutTag(Vec<String>),
    Before(Timestamp),
    /// At this time or later.
    After(Timestamp),
}

impl Rule {
    /// Reads a rule as it is written down; ages count back from `now`. The error is a clause.
    pub(crate) fn read(text: &RuleText, now: Timestamp) -> Result<Self, String> {
        let mut properties = Vec::new();
        let listed = [
            (&text.name, Property::Name as fn(_) -> _, "name"),
            (&text.id, Property::Id, "id"),
            (&text.called, Property::Called, "called"),
            (&text.alias, Property::Alias, "alias"),
        ];
        for (patterns, property, name) in listed {
            if !patterns.is_empty() {
                properties.push(property(compiled(name, patterns)?));
            }
        }
        if !text.region.is_empty() {
            properties.push(Property::Region(text.region.clone()));
        }
        for (key, patterns) in &text.tag {
            properties.push(Property::Tag(key.clone(), compiled(&format!("tag.{key}"), &patterns.0)?));
        }
        if !text.without_tag.is_empty() {
            properties.push(Property::WithoutTag(text.without_tag.clone()));
        }
        properties.extend(times(text, now)?);
        if properties.is_empty() {
            return Err("a rule names nothing, and would match everything".to_owned());
        }
        Ok(Self { properties, not: text.not, text: shown(text) })
    }

    /// Builds the rule of a flag.
    pub(super) fn of_tag(key: &str, value: Option<&str>, text: String) -> Result<Self, String> {
        let values = match value {
            Some(value) => compiled("tag", &[format!("^{}$", regex::escape(value))])?,
            None => Vec::new(),
        };
        Ok(Self { properties: vec![Property::Tag(key.to_owned(), values)], not: false, text })
    }

    /// Tells whether it matches.
    pub(crate) fn matches(&self, resource: &Resource) -> Truth {
        let every = self.properties.iter().map(|property| property.holds(resource, self.not));
        let all = every.fold(Truth::Yes, Truth::and);
        if self.not { all.negated() } else { all }
    }

    /// Returns what people read.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

impl Property {
    fn holds(&self, resource: &Resource, under_not: bool) -> Truth {
        let any = |patterns: &[Regex], text: &str| patterns.iter().any(|pattern| pattern.is_match(text)).into();
        match self {
            Self::Name(patterns) => any(patterns, resource.shown_name()),
            Self::Id(patterns) => any(patterns, resource.id()),
            Self::Called(patterns) => {
                called(resource).iter().any(|text| patterns.iter().any(|it| it.is_match(text))).into()
            }
            Self::Alias(patterns) => {
                resource.also.iter().any(|text| patterns.iter().any(|it| it.is_match(text))).into()
            }
            Self::Region(regions) => regions.contains(&resource.reference.region).into(),
            Self::Tag(key, values) => tag_holds(&resource.tags, key, values, under_not),
            Self::WithoutTag(keys) => match &resource.tags {
                Tags::Known(tags) => (!keys.iter().any(|key| tags.contains_key(key))).into(),
                tags => unknown(tags),
            },
            Self::Before(limit) => older(resource, *limit),
            Self::After(limit) => older(resource, *limit).negated(),
        }
    }
}

fn tag_holds(tags: &Tags, key: &str, values: &[Regex], under_not: bool) -> Truth {
    match tags {
        Tags::Known(tags) => {
            let matches = |value: &String| values.is_empty() || values.iter().any(|pattern| pattern.is_match(value));
            tags.get(key).is_some_and(matches).into()
        }
        // What has no tags has not this one; that everything without tags should match `not` is nobody's wish.
        Tags::None if !under_not => Truth::No,
        tags => unknown(tags),
    }
}

fn unknown(tags: &Tags) -> Truth {
    match tags {
        Tags::Unread => Truth::Unread,
        Tags::Unreadable(reason) => Truth::Unknown(format!("its tags cannot be read: {reason}")),
        Tags::None | Tags::Known(_) => Truth::Unknown("its kind has no tags".to_owned()),
    }
}

/// Tells whether something was made before a time. What was seen before it certainly was.
fn older(resource: &Resource, limit: Timestamp) -> Truth {
    let seen = protect::first_seen(resource);
    match (resource.created, seen) {
        (Some(created), _) => (created < limit).into(),
        (None, Some(seen)) if seen < limit => Truth::Yes,
        // What is asked one by one, tags among it, often tells the age as well.
        (None, _) if resource.tags == Tags::Unread => Truth::Unread,
        (None, Some(seen)) => Truth::Unknown(format!("nobody knows when it was made; it was first seen at {seen:.0}")),
        (None, None) => Truth::Unknown("nobody knows when it was made, and no earlier plan saw it".to_owned()),
    }
}

fn compiled(name: &str, patterns: &[String]) -> Result<Vec<Regex>, String> {
    // That a tag is there at all is something to ask for; that a name is, is what an unset variable asks.
    if !name.starts_with("tag.") && patterns.iter().any(|pattern| pattern.trim().is_empty()) {
        return Err(format!("an empty pattern of `{name}` would match everything: write `.*` where that is meant"));
    }
    let compile = |pattern: &String| {
        Regex::new(pattern).map_err(|error| {
            let why = error.to_string();
            let last = why.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            format!("`{name}` holds `{pattern}`, which is no regular expression: {last}")
        })
    };
    patterns.iter().map(compile).collect()
}

fn times(text: &RuleText, now: Timestamp) -> Result<Vec<Property>, String> {
    let age = |name: &str, value: &Option<String>| match value {
        Some(value) => value.parse::<Age>().map(|age| Some(age.before(now))).map_err(|why| format!("`{name}`: {why}")),
        None => Ok(None),
    };
    let time = |name: &str, value: &Option<String>| match value {
        Some(value) => value
            .parse()
            .map(Some)
            .map_err(|_| format!("`{name}` holds `{value}`, which is no time: write `2026-01-31T00:00:00Z`")),
        None => Ok(None),
    };
    let limits = [
        age("older_than", &text.older_than)?.map(Property::Before),
        age("newer_than", &text.newer_than)?.map(Property::After),
        time("before", &text.before)?.map(Property::Before),
        time("after", &text.after)?.map(Property::After),
    ];
    Ok(limits.into_iter().flatten().collect())
}

fn shown(text: &RuleText) -> String {
    let mut parts = Vec::new();
    let lists = [
        ("name", &text.name),
        ("id", &text.id),
        ("called", &text.called),
        ("alias", &text.alias),
        ("region", &text.region),
        ("without_tag", &text.without_tag),
    ];
    for (name, values) in lists {
        if !values.is_empty() {
            parts.push(format!("{name} {}", values.join(" or ")));
        }
    }
    parts.extend(text.tag.iter().map(|(key, patterns)| format!("tag {key}={}", patterns.0.join(" or "))));
    let times = [
        ("older_than", &text.older_than),
        ("newer_than", &text.newer_than),
        ("before", &text.before),
        ("after", &text.after),
    ];
    parts.extend(times.iter().filter_map(|(name, value)| Some(format!("{name} {}", value.as_ref()?))));
    let joined = parts.join(", ");
    if text.not { format!("not ({joined})") } else { joined }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nuke::model::Reference;

    fn now() -> Timestamp {
        "2026-06-15T12:00:00Z".parse().unwrap()
    }

    fn rule(text: &str) -> Result<Rule, String> {
        Rule::read(&toml::from_str(text).unwrap(), now())
    }

    fn bucket(tags: Tags) -> Resource {
        let mut resource = Resource::new(Reference::new("s3-bucket", "eu-west-1", "ci-logs"));
        resource.tags = tags;
        resource.created = Some("2026-06-14T12:00:00Z".parse().unwrap());
        resource
    }

    #[test]
    fn everything_that_a_rule_names_has_to_hold() {
        let tagged = bucket([("env", "Test")].into_iter().collect());
        for (text, expected) in [
            ("name = '^ci-'", Truth::Yes),
            ("name = ['^x', 'logs$']", Truth::Yes),
            ("name = '^ci-'\nregion = 'us-east-1'", Truth::No),
            ("tag.env = '^Te'", Truth::Yes),
            ("tag.env = '^Te'\ntag.owner = ''", Truth::No),
            ("without_tag = ['owner', 'team']", Truth::Yes),
            ("older_than = '23h'\nnewer_than = '25h'", Truth::Yes),
            ("older_than = '2d'", Truth::No),
            ("after = '2026-06-14T12:00:00Z'", Truth::Yes),
            ("before = '2026-06-14T12:00:00Z'", Truth::No),
            ("name = '^ci-'\nnot = true", Truth::No),
        ] {
            assert_eq!(rule(text).unwrap().matches(&tagged), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_known_is_neither_yes_nor_no_under_not_either() {
        let mut ageless = bucket(Tags::Unreadable("denied".to_owned()));
        ageless.created = None;
        for text in
            ["older_than = '1h'", "newer_than = '1h'\nnot = true", "tag.a = 'b'", "without_tag = 'a'\nnot = true"]
        {
            assert!(matches!(rule(text).unwrap().matches(&ageless), Truth::Unknown(_)), "{text}");
        }
        let tagged =
            |day: &str| Resource { created: None, ..bucket([("cloud-nuke-first-seen", day)].into_iter().collect()) };
        let known = |text: &str, resource: &Resource| rule(text).unwrap().matches(resource);
        for resource in
            [Resource { seen: "2026-06-13T00:00:00Z".parse().ok(), ..ageless }, tagged("2026-06-13 00:00:00")]
        {
            assert_eq!(known("older_than = '1d'", &resource), Truth::Yes);
            assert_eq!(known("newer_than = '1d'", &resource), Truth::No);
            assert!(matches!(known("older_than = '7d'", &resource), Truth::Unknown(why) if why.contains("2026-06-13")));
        }
        assert!(matches!(known("older_than = '1h'", &tagged("yesterday")), Truth::Unknown(_)));
        let tagless = bucket(Tags::None);
        assert_eq!(rule("tag.a = 'b'").unwrap().matches(&tagless), Truth::No);
        assert!(matches!(rule("tag.a = 'b'\nnot = true").unwrap().matches(&tagless), Truth::Unknown(_)));
    }

    #[test]
    fn tags_are_read_only_where_they_decide() {
        let unread = bucket(Tags::Unread);
        assert_eq!(rule("name = '^x'\ntag.a = 'b'").unwrap().matches(&unread), Truth::No);
        assert_eq!(rule("name = '^ci'\ntag.a = 'b'").unwrap().matches(&unread), Truth::Unread);
        let ageless = Resource { created: None, ..unread };
        assert_eq!(rule("older_than = '1h'").unwrap().matches(&ageless), Truth::Unread, "a detail may tell the age");
    }

    #[test]
    fn a_rule_that_cannot_be_is_refused() {
        for (text, expected) in [
            ("name = '('", "no regular expression"),
            ("", "would match everything"),
            ("name = ''", "would match everything"),
            ("older_than = 'soon'", "not a span of time"),
            ("before = 'soon'", "no time"),
        ] {
            let error = rule(text).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }
}
