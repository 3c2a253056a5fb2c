//! The rules of one place: `[nuke]`, or `[nuke.kind.<kind>]`.

use jiff::Timestamp;

use super::{Cause, Reason, Rule, Truth};
use crate::nuke::config::RuleText;
use crate::nuke::model::Resource;

/// Holds the `include` and `exclude` rules of one place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rules {
    /// `[nuke]`, for sentences.
    place: String,
    include: Vec<Rule>,
    exclude: Vec<Rule>,
}

/// Says what rules make of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ruling {
    /// Nothing speaks against it.
    Free,
    /// It takes tags that were not read yet.
    Unread,
    Keep(Reason),
}

impl Rules {
    /// Reads the rules of a place. The error is a clause that names it.
    pub(crate) fn read(
        place: &str,
        include: &[RuleText],
        exclude: &[RuleText],
        now: Timestamp,
    ) -> Result<Self, String> {
        let read = |list: &str, rules: &[RuleText]| {
            let all: Result<Vec<Rule>, String> = rules.iter().map(|rule| Rule::read(rule, now)).collect();
            all.map_err(|why| format!("`{place}` `{list}`: {why}"))
        };
        Ok(Self { place: place.to_owned(), include: read("include", include)?, exclude: read("exclude", exclude)? })
    }

    /// Says whether an `exclude` rule keeps it.
    pub(super) fn excluded(&self, resource: &Resource) -> Ruling {
        let mut ruling = Ruling::Free;
        for rule in &self.exclude {
            match rule.matches(resource) {
                Truth::Yes => {
                    let text = format!("the `exclude` rule `{}` of `{}` matches", rule.text(), self.place);
                    return Ruling::Keep(Reason::new(Cause::Excluded, text));
                }
                Truth::Unread if ruling == Ruling::Free => ruling = Ruling::Unread,
                Truth::Unknown(why) => {
                    let text =
                        format!("the `exclude` rule `{}` of `{}` cannot be answered: {why}", rule.text(), self.place);
                    ruling = Ruling::Keep(unsure(resource, text));
                }
                Truth::No | Truth::Unread => {}
            }
        }
        ruling
    }

    /// Says whether it is none of those that are included.
    pub(super) fn not_included(&self, resource: &Resource) -> Ruling {
        if self.include.is_empty() {
            return Ruling::Free;
        }
        let answers: Vec<(&Rule, Truth)> = self.include.iter().map(|rule| (rule, rule.matches(resource))).collect();
        if answers.iter().any(|(_, truth)| *truth == Truth::Yes) {
            return Ruling::Free;
        }
        if answers.iter().any(|(_, truth)| *truth == Truth::Unread) {
            return Ruling::Unread;
        }
        for (rule, truth) in &answers {
            if let Truth::Unknown(why) = truth {
                let text =
                    format!("the `include` rule `{}` of `{}` cannot be answered: {why}", rule.text(), self.place);
                return Ruling::Keep(unsure(resource, text));
            }
        }
        let shown: Vec<String> = self.include.iter().map(|rule| format!("`{}`", rule.text())).collect();
        let text = format!("no `include` rule of `{}` matches ({})", self.place, shown.join(", "));
        Ruling::Keep(Reason::new(Cause::NotSelected, text))
    }
}

/// Says why a flag keeps a resource, or that it does not.
pub(super) fn flagged(rule: &Rule, resource: &Resource) -> Ruling {
    match rule.matches(resource) {
        Truth::Yes => Ruling::Free,
        Truth::Unread => Ruling::Unread,
        Truth::No => Ruling::Keep(Reason::new(Cause::NotSelected, format!("`{}` does not hold", rule.text()))),
        Truth::Unknown(why) => {
            Ruling::Keep(unsure(resource, format!("whether `{}` holds cannot be told: {why}", rule.text())))
        }
    }
}

fn unsure(resource: &Resource, text: String) -> Reason {
    let cause = match &resource.tags {
        crate::nuke::model::Tags::Unreadable(_) => Cause::UnreadableTags,
        _ if resource.created.is_none() => Cause::UnknownAge,
        _ => Cause::Unclear,
    };
    Reason::new(cause, text)
}
