//! What AWS says in its identifiers, in words.

/// Turns a state such as `IN_PROGRESS`, `PendingDeletion` or `shutting-down` into words.
pub(crate) fn words(identifier: &str) -> String {
    let capitals = !identifier.contains(char::is_lowercase);
    let mut text = String::with_capacity(identifier.len() + 4);
    for letter in identifier.chars() {
        match letter {
            '_' | '-' => text.push(' '),
            letter if letter.is_ascii_uppercase() && !capitals && !text.is_empty() && !text.ends_with(' ') => {
                text.push(' ');
                text.push(letter.to_ascii_lowercase());
            }
            letter => text.push(letter.to_ascii_lowercase()),
        }
    }
    text
}

/// Says how many there are: `1 zone`, `2 zones`.
pub(crate) fn counted(count: usize, what: &str) -> String {
    let end = if count == 1 { "" } else { "s" };
    format!("{count} {what}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_told_in_words_however_the_service_writes_it() {
        for (identifier, said) in [
            ("IN_PROGRESS", "in progress"),
            ("PendingDeletion", "pending deletion"),
            ("explicitDeny", "explicit deny"),
            ("shutting-down", "shutting down"),
            ("Delete in progress", "delete in progress"),
            ("available", "available"),
        ] {
            assert_eq!(words(identifier), said);
        }
    }

    #[test]
    fn one_is_not_said_as_many() {
        assert_eq!((counted(1, "zone"), counted(0, "zone")), ("1 zone".to_owned(), "0 zones".to_owned()));
    }
}
