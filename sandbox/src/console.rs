//! Lines for people, which go to stderr, and answers, which go to stdout.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::io::{self, Write};

use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle};

use crate::Error;

/// Says a line on stderr.
pub(crate) fn say(line: &str) {
    // Whoever closed stderr does not want to read it; no command fails for that.
    writeln!(anstream::stderr(), "terraproof: {line}").ok();
}

/// Shows a text on stderr: what a question is about.
pub(crate) fn show(text: &str) {
    anstream::stderr().write_all(text.as_bytes()).ok();
}

/// Prints an answer on stdout. Whoever closed it early, as `head` does, has seen enough.
pub(crate) fn print(text: &str) -> Result<(), Error> {
    let mut out = anstream::stdout();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(source) if source.kind() != io::ErrorKind::BrokenPipe => Err(Error::Print { source }),
        _ => Ok(()),
    }
}

/// Writes what somebody else named so that it speaks to nobody's terminal: control characters, line breaks among them, and what turns the
/// direction of text are escaped, as in ``\u{1b}``.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    let speaks = |character: char| {
        character.is_control()
            || matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(speaks) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if speaks(character) { plain.extend(character.escape_default()) } else { plain.push(character) }
    }
    Cow::Owned(plain)
}

/// Starts a table for people: as wide as the terminal, with lines above, below, and under the header.
pub(crate) fn table(header: &[&str]) -> Table {
    const LINES: TableStyle = TableStyle::new()
        .top_border(LineStyle::none().fill('─').junction('─'))
        .header_separator(LineStyle::none().fill('═').junction('═'))
        .bottom_border(LineStyle::none().fill('─').junction('─'));
    let mut table = Table::new();
    table.load_style(LINES).set_content_arrangement(ContentArrangement::Dynamic).set_header(header.iter().copied());
    table
}

/// Says what went wrong, why, and what to do next.
pub(crate) fn complain(error: &Error) {
    let mut text = format!("error: {error}\n");
    for cause in causes(error) {
        text.push_str(&format!("because: {cause}\n"));
    }
    if let Some(hint) = error.hint() {
        text.push_str(&format!("next: {hint}\n"));
    }
    anstream::stderr().write_all(text.as_bytes()).ok();
}

/// Tells an error and its causes in one line.
pub(crate) fn sentence(error: &dyn StdError) -> String {
    let mut sentence = error.to_string();
    for cause in causes(error) {
        sentence.push_str(": ");
        sentence.push_str(&cause);
    }
    sentence
}

/// Lists the causes, without those that their parent tells already.
fn causes(error: &dyn StdError) -> Vec<String> {
    let mut said = error.to_string();
    let mut causes = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        let text = cause.to_string().trim_end().to_owned();
        if !said.contains(&text) {
            causes.push(text.clone());
            said = text;
        }
        next = cause.source();
    }
    causes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_speak_to_the_terminal() {
        assert_eq!(plain("caf\u{e9} \u{1f680} \"a\" 'b' \\"), "caf\u{e9} \u{1f680} \"a\" 'b' \\");
        assert_eq!(plain("\u{1b}[31m\nok\r\u{202e}\u{9b}"), r"\u{1b}[31m\nok\r\u{202e}\u{9b}");
    }

    #[test]
    fn a_cause_is_told_once() {
        let source = io::Error::from(io::ErrorKind::PermissionDenied);
        let error = Error::Io { doing: "write", path: "/x".into(), source };
        assert_eq!(sentence(&error), "failed to write `/x`: permission denied");
        let error = Error::Print { source: io::Error::other(error) };
        assert_eq!(sentence(&error), "failed to print: failed to write `/x`: permission denied");
    }
}
