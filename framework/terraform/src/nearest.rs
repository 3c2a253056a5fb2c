//! Suggestions for names that were mistyped.

/// Finds the candidate that a mistyped name most likely meant.
///
/// A candidate counts when at most a third of its characters differ, so that unrelated names are not suggested.
pub(crate) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= allowed(name, candidate))
        .min()
        .map(|(_, candidate)| candidate)
}

fn allowed(name: &str, candidate: &str) -> usize {
    name.chars().count().max(candidate.chars().count()).div_ceil(3)
}

/// Joins names for a sentence: `` `a`, `b` and `c` ``; `none` when there are none.
pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => "none".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_error_finds_its_name() {
        assert_eq!(nearest("websit_url", ["name", "website_url", "arn"]), Some("website_url"));
        assert_eq!(nearest("nmae", ["name", "arn"]), Some("name"));
    }

    #[test]
    fn an_unrelated_name_is_not_suggested() {
        assert_eq!(nearest("bucket", ["region", "index_html"]), None);
    }

    #[test]
    fn lists_read_as_part_of_a_sentence() {
        assert_eq!(listed([]), "none");
        assert_eq!(listed(["a"]), "`a`");
        assert_eq!(listed(["a", "b", "c"]), "`a`, `b` and `c`");
    }
}
