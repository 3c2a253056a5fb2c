//! Shows how far the installation is.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Chooses how the installation is shown. Everything goes to stderr.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Progress {
    /// A moving bar on a terminal, lines otherwise.
    #[default]
    Auto,
    /// One line for each step.
    Plain,
    /// Nothing.
    Quiet,
}

/// Shows one step after the other.
#[derive(Debug)]
pub(super) struct Reporter {
    look: Progress,
    step: Mutex<Option<Step>>,
}

#[derive(Debug)]
struct Step {
    name: String,
    started: Instant,
    bar: ProgressBar,
}

impl Reporter {
    pub(super) fn new(progress: Progress) -> Self {
        let look = match progress {
            Progress::Auto if !std::io::stderr().is_terminal() => Progress::Plain,
            other => other,
        };
        Self { look, step: Mutex::new(None) }
    }

    /// Says something once.
    pub(super) fn say(&self, text: &str) {
        if self.look != Progress::Quiet {
            // Nobody may be listening any more: a broken pipe is no reason to stop.
            writeln!(std::io::stderr(), "terraproof: {text}").ok();
        }
    }

    /// Ends the step before, and starts one. `size` is in bytes, where it is known.
    pub(super) fn step(&self, name: &str, size: Option<u64>) {
        self.finish();
        let bar = match self.look {
            Progress::Auto => bar(name, size),
            _ => ProgressBar::hidden(),
        };
        if self.look == Progress::Plain {
            self.say(name);
        }
        self.replace(Some(Step { name: name.to_owned(), started: Instant::now(), bar }));
    }

    /// Shows how many bytes of the step are done.
    pub(super) fn reached(&self, bytes: u64) {
        if let Ok(step) = self.step.lock()
            && let Some(step) = step.as_ref()
        {
            step.bar.set_position(step.bar.length().map_or(bytes, |length| bytes.min(length)));
        }
    }

    /// Ends the last step.
    pub(super) fn finish(&self) {
        if let Some(step) = self.replace(None) {
            step.bar.finish_and_clear();
            if self.look == Progress::Auto {
                self.say(&format!("{} ({:.1} s)", step.name, step.started.elapsed().as_secs_f64()));
            }
        }
    }

    fn replace(&self, step: Option<Step>) -> Option<Step> {
        self.step.lock().ok().and_then(|mut current| std::mem::replace(&mut *current, step))
    }
}

impl Drop for Reporter {
    fn drop(&mut self) {
        if let Some(step) = self.replace(None) {
            step.bar.finish_and_clear();
        }
    }
}

fn bar(name: &str, size: Option<u64>) -> ProgressBar {
    let (bar, template) = match size {
        Some(size) => (ProgressBar::new(size), "{spinner} {msg} {bar:30} {bytes} of about {total_bytes}"),
        None => (ProgressBar::new_spinner(), "{spinner} {msg} {elapsed}"),
    };
    // A template that does not parse is a mistake of ours that costs a nicer look, not the installation.
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.set_style(style);
    bar.set_message(name.to_owned());
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

/// Adds up the sizes of the files below some directories; what vanishes meanwhile counts as nothing.
pub(super) fn size_below(directories: &[PathBuf]) -> u64 {
    let mut open: Vec<PathBuf> = directories.to_vec();
    let mut size = 0;
    while let Some(directory) = open.pop() {
        for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
            match entry.metadata() {
                Ok(metadata) if metadata.is_dir() => open.push(entry.path()),
                Ok(metadata) => size += metadata.len(),
                Err(_) => {}
            }
        }
    }
    size
}
