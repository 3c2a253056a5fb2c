//! The report for people.

use super::finding::{Report, State};

/// Where the text of a finding starts, so that it can be read down the page.
const INDENT: usize = 22;

pub(super) fn of(report: &Report) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        let (mark, style) = match finding.state {
            State::Ok => ("ok", anstyle::AnsiColor::Green.on_default()),
            State::Note => ("note", anstyle::AnsiColor::Yellow.on_default()),
            State::Problem => ("problem", anstyle::AnsiColor::Red.on_default().bold()),
        };
        let (area, words) = (finding.area, indented(&finding.text));
        text.push_str(&format!("{style}{mark:8}{style:#} {area:12} {words}\n"));
        if let Some(next) = &finding.next {
            text.push_str(&format!("{:INDENT$}next: {}\n", "", indented(next)));
        }
    }
    let verdict = if report.works {
        "A test in the localhost cloud would work.\n"
    } else {
        "A test in the localhost cloud would not work.\n"
    };
    text + "\n" + verdict
}

fn indented(text: &str) -> String {
    text.replace('\n', &format!("\n{:INDENT$}", ""))
}

#[cfg(test)]
mod tests {
    use super::super::finding::Finding;
    use super::*;

    #[test]
    fn the_next_step_stands_below_its_problem() {
        let report = Report::of(vec![Finding::problem("cache", "it is full").next("free some space".to_owned())]);
        let text = anstream::adapter::strip_str(&of(&report)).to_string();
        let expected = "problem  cache        it is full\n                      next: free some space\n\n";
        assert_eq!(text, format!("{expected}A test in the localhost cloud would not work.\n"));
    }
}
