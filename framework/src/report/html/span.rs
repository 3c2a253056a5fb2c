//! Something that began and ended.

use std::cmp::Ordering;

use super::text::{moment, seconds};

/// Is an operation of a stack, or the change of one resource.
#[derive(Debug, Clone)]
pub(super) struct Span {
    pub(super) stack: String,
    /// The operation's name, or the resource's address.
    pub(super) what: String,
    /// The operation's name, or what is done to the resource.
    pub(super) action: String,
    /// Seconds from the start of the test.
    pub(super) start: f64,
    /// Seconds from the start of the test.
    pub(super) end: f64,
    pub(super) ending: Ending,
}

/// Tells how a [`Span`] ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ending {
    Well,
    Failed(Option<String>),
    /// The test ended first.
    Never,
}

impl Span {
    pub(super) fn seconds(&self) -> f64 {
        self.end - self.start
    }

    /// Orders what failed or never ended before what took longest.
    pub(super) fn worst_first(&self, other: &Self) -> Ordering {
        let well = |span: &Self| span.ending == Ending::Well;
        well(self).cmp(&well(other)).then(other.seconds().total_cmp(&self.seconds()))
    }

    pub(super) fn began(&self) -> String {
        moment(self.start)
    }

    pub(super) fn took(&self) -> String {
        seconds(self.seconds())
    }

    /// Says how it ended, in a word.
    pub(super) fn verdict(&self) -> &'static str {
        match self.ending {
            Ending::Well => "done",
            Ending::Failed(_) => "failed",
            Ending::Never => "did not end",
        }
    }

    pub(super) fn error(&self) -> &str {
        match &self.ending {
            Ending::Failed(Some(error)) => error,
            _ => "",
        }
    }

    /// Names the colour.
    pub(super) fn class(&self) -> &'static str {
        match (&self.ending, self.action.as_str()) {
            (Ending::Failed(_), _) => "failed",
            (Ending::Never, _) => "never",
            (Ending::Well, "init" | "validate" | "show" | "output" | "version") => "init",
            (Ending::Well, "plan") => "plan",
            (Ending::Well, "apply" | "create") => "create",
            (Ending::Well, "update" | "replace") => "update",
            (Ending::Well, "destroy" | "delete") => "delete",
            (Ending::Well, _) => "read",
        }
    }

    /// Says everything in one sentence.
    pub(super) fn sentence(&self) -> String {
        let what = if self.what == self.action { String::new() } else { format!("{}: ", self.what) };
        format!("{what}{} {} after {}, from {}", self.action, self.verdict(), self.took(), self.began())
    }
}
