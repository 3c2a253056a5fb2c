//! Whether names in `[nuke]` and on the command line are those of kinds.

use super::Nuke;
use crate::Error;
use crate::nuke::kinds;
use crate::nuke::select::Flags;

/// Refuses names that no kind has.
pub(super) fn kinds(nuke: &Nuke, flags: &Flags) -> Result<(), Error> {
    let places: [(&str, Vec<&String>); 7] = [
        ("[nuke] kinds", nuke.kinds.iter().collect()),
        ("[nuke] exclude_kinds", nuke.exclude_kinds.iter().collect()),
        ("[nuke] disable_protection", nuke.disable_protection.iter().collect()),
        ("[nuke.kind]", nuke.kind.keys().collect()),
        ("--kind", flags.kinds.iter().collect()),
        ("--exclude-kind", flags.exclude_kinds.iter().collect()),
        ("--disable-protection", flags.disable_protection.iter().collect()),
    ];
    for (place, names) in places {
        if let Some(unknown) = names.into_iter().find(|name| kinds::find(name).is_none()) {
            return Err(unknown_kind(place, unknown));
        }
    }
    Ok(())
}

fn unknown_kind(place: &str, name: &str) -> Error {
    let hint = match nearest(name, kinds::all().iter().map(|kind| kind.about().name)) {
        Some(near) => format!("did you mean `{near}`? `terraproof nuke kinds` lists them"),
        None => "`terraproof nuke kinds` lists them".to_owned(),
    };
    Error::nuke(format!("`{place}` names `{name}`, and there is no such kind"), hint)
}

/// Returns the candidate most like a name, if any is like it at all. The tail of a kind's name counts too: `bucket`.
pub(crate) fn nearest<'a>(asked: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let asked = asked.to_lowercase().replace(['_', ' '], "-");
    let likeness = |candidate: &str| {
        let tail = candidate.split_once('-').map_or(candidate, |(_, tail)| tail);
        strsim::jaro_winkler(&asked, candidate).max(strsim::jaro_winkler(&asked, tail) - 0.01)
    };
    let scored = candidates.into_iter().map(|candidate| (likeness(candidate), candidate));
    let likely = scored.filter(|(likeness, _)| *likeness > 0.8);
    likely.max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_kind_names_its_place_and_the_nearest() {
        let nuke = Nuke::parse("[nuke.kind.sqs-queues]\n").unwrap();
        let error = kinds(&nuke, &Flags::default()).unwrap_err();
        assert!(error.to_string().contains("[nuke.kind]") && error.to_string().contains("sqs-queues"), "{error}");
        assert!(error.hint().unwrap().contains("`sqs-queue`"));
        let flags = Flags { kinds: vec!["vpc".to_owned()], ..Flags::default() };
        assert!(kinds(&Nuke::default(), &flags).unwrap_err().hint().unwrap().contains("`ec2-vpc`"));
    }
}
