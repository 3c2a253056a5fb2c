//! Rows of the picture and what lies in them.

use super::scale::{Percent, Scale};
use super::span::Span;

/// Is one row of the picture.
pub(super) struct Lane {
    /// Words at the left, and everything there is to say about the row.
    pub(super) label: String,
    pub(super) title: String,
    /// What the row is: `stack`, `resource`, `wait`, `api`, `more`.
    pub(super) kind: &'static str,
    pub(super) top: u32,
    pub(super) height: u32,
    pub(super) bars: Vec<Bar>,
}

/// Is a rectangle in a row; its height and place are those of its row where it is not a column.
pub(super) struct Bar {
    pub(super) x: Percent,
    pub(super) width: Percent,
    pub(super) y: u32,
    pub(super) height: u32,
    pub(super) class: &'static str,
    pub(super) title: String,
    /// Words inside the bar; empty where they do not fit.
    pub(super) inside: String,
}

/// How wide a letter is, in percent of the narrowest plot: 7 of 640 pixels.
const LETTER: f64 = 1.1;

impl Lane {
    pub(super) fn new(kind: &'static str, label: impl Into<String>, title: impl Into<String>) -> Self {
        let height = match kind {
            "stack" => 30,
            "wait" => 26,
            "api" => 56,
            "more" => 24,
            _ => 17,
        };
        Self { label: label.into(), title: title.into(), kind, top: 0, height, bars: Vec::new() }
    }

    /// Puts a bar into the row, with air above and below.
    pub(super) fn bar(&mut self, scale: Scale, (start, end): (f64, f64), class: &'static str, title: String) {
        let air = if self.height > 20 { 4 } else { 3 };
        self.push(scale, (start, end), class, title, air);
    }

    /// Puts a mark into the row, less high than the bar it lies on.
    pub(super) fn mark(&mut self, scale: Scale, (start, end): (f64, f64), class: &'static str, title: String) {
        self.push(scale, (start, end), class, title, 7);
    }

    fn push(&mut self, scale: Scale, (start, end): (f64, f64), class: &'static str, title: String, air: u32) {
        let (x, width) = (scale.place(start), scale.length(start, end));
        let height = self.height.saturating_sub(2 * air);
        self.bars.push(Bar { x, width, y: air, height, class, title, inside: String::new() });
    }

    /// Puts an operation or a resource into the row, with its name inside where that fits.
    pub(super) fn span(&mut self, scale: Scale, span: &Span) {
        self.bar(scale, (span.start, span.end), span.class(), span.sentence());
        let Some(bar) = self.bars.last_mut().filter(|_| self.kind == "stack") else { return };
        let words = [format!("{} {}", span.action, span.took()), span.action.clone()];
        bar.inside = words.into_iter().find(|words| fits(words, bar.width)).unwrap_or_default();
    }
}

fn fits(words: &str, width: Percent) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "some words")]
    let letters = words.chars().count() as f64;
    (letters + 2.0) * LETTER <= width.value()
}
