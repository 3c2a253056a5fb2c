//! The verdict on a resource.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::rules::{Ruling, flagged};
use super::{Cause, Choice, Flags, Reason, Rule, Rules, protect};
use crate::nuke::config::Nuke;
use crate::nuke::model::{Resource, State, Tags};
use crate::nuke::safety::Untouchable;

/// Decides about resources: rules of the configuration, filters of the command line, and what nobody may delete.
#[derive(Debug, Clone)]
pub(crate) struct Selection {
    everywhere: Rules,
    of_kind: BTreeMap<String, Rules>,
    flags: Vec<Rule>,
    choice: Choice,
    unprotect: BTreeSet<String>,
    untouchable: Untouchable,
}

/// Says what is to become of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It goes.
    Delete,
    /// It goes once its deletion protection is off.
    Unprotect,
    /// It stays.
    Keep(Reason),
    /// It is on its way out already, by whomever.
    Going,
    /// Its tags decide, and were not read yet.
    NeedsTags,
}

/// Says when a resource is judged.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Judge {
    /// The time that expiry tags are compared with.
    pub(crate) now: Timestamp,
}

impl Selection {
    /// Puts together what decides; ages count back from `since`. The error is a clause about the configuration.
    pub(crate) fn new(nuke: &Nuke, flags: &Flags, untouchable: Untouchable, since: Timestamp) -> Result<Self, String> {
        let everywhere = Rules::read("[nuke]", &nuke.include, &nuke.exclude, since)?;
        let of_kind = nuke
            .kind
            .iter()
            .map(|(kind, rules)| {
                let place = format!("[nuke.kind.{kind}]");
                Ok((kind.clone(), Rules::read(&place, &rules.include, &rules.exclude, since)?))
            })
            .collect::<Result<_, String>>()?;
        let unprotect = nuke.disable_protection.iter().chain(&flags.disable_protection).cloned().collect();
        let choice = Choice::new(nuke, flags);
        Ok(Self { everywhere, of_kind, flags: flags.rules(since)?, choice, unprotect, untouchable })
    }

    /// Decides about a resource.
    pub(crate) fn judge(&self, resource: &Resource, judge: Judge) -> Verdict {
        if let Some(reason) = self.always_kept(resource) {
            return Verdict::Keep(reason);
        }
        if resource.state == State::Deleting {
            return Verdict::Going;
        }
        let left_out = self.choice.leaves_out(&resource.reference.kind).map(Ruling::Keep);
        match first(left_out.into_iter().chain(self.exclusions(resource)).chain(self.inclusions(resource))) {
            // What goes with something else can go unselected, unless a tag protects it.
            Ruling::Keep(_) if resource.goes_with.is_some() && resource.tags == Tags::Unread => Verdict::NeedsTags,
            Ruling::Keep(reason) => Verdict::Keep(reason),
            Ruling::Unread => Verdict::NeedsTags,
            Ruling::Free if resource.tags == Tags::Unread => Verdict::NeedsTags,
            Ruling::Free => match by_tags(resource, judge).or_else(|| self.protected(resource)) {
                Some(reason) => Verdict::Keep(reason),
                None if resource.protection.is_some() => Verdict::Unprotect,
                None => Verdict::Delete,
            },
        }
    }

    /// Returns why a resource may not even go along with another one that is selected: anything but a filter that it does not meet.
    pub(crate) fn protects(&self, resource: &Resource, judge: Judge) -> Option<Reason> {
        if let Some(reason) = self.always_kept(resource) {
            return Some(reason);
        }
        match first(self.exclusions(resource)) {
            Ruling::Keep(reason) => return Some(reason),
            Ruling::Unread => return Some(Reason::new(Cause::UnreadableTags, "its tags were not read")),
            Ruling::Free if resource.tags == Tags::Unread => {
                return Some(Reason::new(Cause::UnreadableTags, "its tags were not read"));
            }
            Ruling::Free => {}
        }
        by_tags(resource, judge).or_else(|| self.protected(resource))
    }

    fn always_kept(&self, resource: &Resource) -> Option<Reason> {
        let built_in = resource.built_in.as_ref().map(|reason| Reason::new(Cause::BuiltIn, reason.clone()));
        built_in.or_else(|| self.untouchable.keeps(resource))
    }

    fn places(&self, kind: &str) -> impl Iterator<Item = &Rules> {
        [Some(&self.everywhere), self.of_kind.get(kind)].into_iter().flatten()
    }

    fn exclusions<'a>(&'a self, resource: &'a Resource) -> impl Iterator<Item = Ruling> + 'a {
        self.places(&resource.reference.kind).map(|rules| rules.excluded(resource))
    }

    fn inclusions<'a>(&'a self, resource: &'a Resource) -> impl Iterator<Item = Ruling> + 'a {
        let flags = self.flags.iter().map(|rule| flagged(rule, resource));
        flags.chain(self.places(&resource.reference.kind).map(|rules| rules.not_included(resource)))
    }

    fn protected(&self, resource: &Resource) -> Option<Reason> {
        let kind = &resource.reference.kind;
        let protection = resource.protection.as_ref().filter(|_| !self.unprotect.contains(kind))?;
        let text = format!("its {protection} is on; `--disable-protection {kind}` plans to switch it off");
        Some(Reason::new(Cause::Protection, text))
    }
}

/// Returns the first ruling that keeps, whether or not others take tags; else whether any does.
fn first(rulings: impl Iterator<Item = Ruling>) -> Ruling {
    let mut found = Ruling::Free;
    for ruling in rulings {
        match ruling {
            Ruling::Keep(_) => return ruling,
            Ruling::Unread => found = Ruling::Unread,
            Ruling::Free => {}
        }
    }
    found
}

fn by_tags(resource: &Resource, judge: Judge) -> Option<Reason> {
    if let Tags::Unreadable(why) = &resource.tags {
        let text = format!("its tags cannot be read, and could protect it: {why}");
        return Some(Reason::new(Cause::UnreadableTags, text));
    }
    protect::by_tags(&resource.tags, judge.now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nuke::model::Reference;

    const NOW: &str = "2026-06-15T12:00:00Z";

    fn selection(nuke: &str, flags: &Flags) -> Selection {
        let nuke = Nuke::parse(nuke).unwrap();
        Selection::new(&nuke, flags, Untouchable::default(), NOW.parse().unwrap()).unwrap()
    }

    fn verdict(selection: &Selection, resource: &Resource) -> Verdict {
        selection.judge(resource, Judge { now: NOW.parse().unwrap() })
    }

    fn cause(selection: &Selection, resource: &Resource) -> Option<Cause> {
        match verdict(selection, resource) {
            Verdict::Keep(reason) => Some(reason.cause),
            _ => None,
        }
    }

    fn queue(name: &str, tags: Tags) -> Resource {
        let mut resource = Resource::new(Reference::new("sqs-queue", "eu-west-1", format!("https://q/{name}")));
        resource.name = Some(name.to_owned());
        resource.created = Some("2026-06-14T12:00:00Z".parse().unwrap());
        resource.tags = tags;
        resource
    }

    fn no_tags() -> Tags {
        Tags::from_iter([("a", "b")])
    }

    fn old() -> Flags {
        Flags { older_than: Some("12h".parse().unwrap()), ..Flags::default() }
    }

    #[test]
    fn without_any_rule_everything_goes_that_is_not_protected() {
        let all = selection("", &Flags::default());
        assert_eq!(verdict(&all, &queue("a", no_tags())), Verdict::Delete);
        assert_eq!(verdict(&all, &queue("a", Tags::None)), Verdict::Delete);
        let kept = queue("a", [("cloud-nuke-excluded", "true")].into_iter().collect());
        assert_eq!(cause(&all, &kept), Some(Cause::ProtectTag));
    }

    #[test]
    fn exclude_beats_include_and_both_places_count() {
        let rules = selection(
            "[nuke]\nexclude = { name = 'vip' }\n[nuke.kind.sqs-queue]\ninclude = { name = '^ci-' }",
            &Flags::default(),
        );
        assert_eq!(verdict(&rules, &queue("ci-1", no_tags())), Verdict::Delete);
        assert_eq!(cause(&rules, &queue("ci-vip", no_tags())), Some(Cause::Excluded));
        assert_eq!(cause(&rules, &queue("web", no_tags())), Some(Cause::NotSelected));
    }

    #[test]
    fn flags_narrow_and_never_widen() {
        let rules = selection("[nuke]\nexclude = { name = 'vip' }", &old());
        assert_eq!(verdict(&rules, &queue("ci", no_tags())), Verdict::Delete);
        assert_eq!(cause(&rules, &queue("vip", no_tags())), Some(Cause::Excluded));
    }

    #[test]
    fn a_flag_is_exact_about_a_tags_value() {
        let flags = Flags { tags: vec!["env=te.t".to_owned(), "owner".to_owned()], ..Flags::default() };
        let rules = selection("", &flags);
        let with = |env: &str| queue("a", [("env", env), ("owner", "")].into_iter().collect());
        assert_eq!(verdict(&rules, &with("te.t")), Verdict::Delete);
        assert_eq!(cause(&rules, &with("test")), Some(Cause::NotSelected));
        assert_eq!(cause(&rules, &queue("a", [("env", "te.t")].into_iter().collect())), Some(Cause::NotSelected));
    }

    #[test]
    fn what_is_not_known_keeps() {
        let mut ageless = queue("a", no_tags());
        ageless.created = None;
        assert_eq!(cause(&selection("", &old()), &ageless), Some(Cause::UnknownAge));
        let unreadable = queue("a", Tags::Unreadable("denied".to_owned()));
        assert_eq!(cause(&selection("", &Flags::default()), &unreadable), Some(Cause::UnreadableTags));
    }

    #[test]
    fn tags_are_asked_for_only_where_nothing_else_keeps_it() {
        let rules = selection("[nuke]\nexclude = { name = 'vip' }", &old());
        assert_eq!(verdict(&rules, &queue("ci", Tags::Unread)), Verdict::NeedsTags);
        assert_eq!(cause(&rules, &queue("vip", Tags::Unread)), Some(Cause::Excluded));
    }

    #[test]
    fn protection_is_switched_off_for_named_kinds_alone() {
        let mut instance = queue("a", no_tags());
        instance.protection = Some("termination protection".to_owned());
        assert_eq!(cause(&selection("", &Flags::default()), &instance), Some(Cause::Protection));
        let flags = Flags { disable_protection: vec!["sqs-queue".to_owned()], ..Flags::default() };
        assert_eq!(verdict(&selection("", &flags), &instance), Verdict::Unprotect);
    }

    #[test]
    fn what_goes_with_its_parent_needs_no_filter_of_its_own_and_can_be_protected() {
        let judge = Judge { now: NOW.parse().unwrap() };
        let mut table = queue("main", no_tags());
        table.goes_with = Some(Reference::new("ec2-vpc", "eu-west-1", "vpc-1"));
        let flags = || Flags { run: Some("r1".to_owned()), ..Flags::default() };
        assert_eq!(cause(&selection("", &flags()), &table), Some(Cause::NotSelected));
        assert_eq!(selection("", &flags()).protects(&table, judge), None);
        let excluding = selection("[nuke]\nexclude = { name = 'main' }", &flags());
        assert!(excluding.protects(&table, judge).is_some());
        table.tags = Tags::Unread;
        assert_eq!(verdict(&selection("", &flags()), &table), Verdict::NeedsTags);
    }

    #[test]
    fn what_is_being_deleted_is_neither_kept_nor_deleted_again() {
        let mut leaving = queue("a", Tags::Unread);
        leaving.state = State::Deleting;
        assert_eq!(verdict(&selection("", &old()), &leaving), Verdict::Going);
    }
}
