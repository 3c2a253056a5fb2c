//! The failure of a test, as a person reads it.

use std::any::Any;
use std::error::Error as StdError;
use std::fmt::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::Error;

/// What a test returns: `Ok(())`, or the [`Failure`] that `?` made of any error.
pub type TestResult<T = ()> = Result<T, Failure>;

/// Holds why a test failed: the first failure as the headline, what cleanup added, and where the report is.
///
/// Every error converts into it, so `?` works on anything in a test. Like other types of this sort it is not an
/// [`std::error::Error`] itself. libtest prints it with `{:?}`, so its `Debug` is written for people.
///
/// ```
/// fn body() -> terraproof::TestResult {
///     let port: u16 = "80a".parse()?;
///     assert_eq!(port, 80);
///     Ok(())
/// }
/// assert_eq!(body().unwrap_err().headline(), "invalid digit found in string");
/// ```
pub struct Failure {
    headline: String,
    causes: Vec<String>,
    hint: Option<String>,
    appended: Vec<String>,
    report: Option<PathBuf>,
}

impl Failure {
    /// Builds a failure from a sentence.
    #[must_use]
    pub fn new(headline: impl Into<String>) -> Self {
        Self { headline: headline.into(), causes: Vec::new(), hint: None, appended: Vec::new(), report: None }
    }

    /// Builds a failure from what a panic carried.
    pub(crate) fn from_panic(payload: &(dyn Any + Send), place: Option<&str>) -> Self {
        let words = payload
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "a value that is not text".to_owned());
        match place {
            Some(place) => Self::new(format!("the test panicked at {place}: {words}")),
            None => Self::new(format!("the test panicked: {words}")),
        }
    }

    /// Returns the sentence that failed.
    #[must_use]
    pub fn headline(&self) -> &str {
        &self.headline
    }

    /// Returns what lies behind the headline, nearest first.
    #[must_use]
    pub fn causes(&self) -> &[String] {
        &self.causes
    }

    /// Returns the next step, if one is known.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// Returns what happened after the first failure, during cleanup for example.
    #[must_use]
    pub fn appended(&self) -> &[String] {
        &self.appended
    }

    /// Appends a later failure; the first one stays the headline.
    pub(crate) fn append(&mut self, later: &Failure) {
        let mut text = later.headline.clone();
        for cause in &later.causes {
            let _ = write!(text, "\n  because: {cause}");
        }
        if let Some(hint) = &later.hint {
            let _ = write!(text, "\n  next: {hint}");
        }
        self.appended.push(text);
        self.appended.extend(later.appended.iter().cloned());
    }

    /// Returns the failure with a later one appended.
    pub(crate) fn with_later(mut self, later: &Failure) -> Self {
        self.append(later);
        self
    }

    pub(crate) fn set_report(&mut self, report: &Path) {
        self.report = Some(report.to_owned());
    }

    /// Rewrites every sentence, which is how secrets are taken out.
    pub(crate) fn redacted(mut self, redact: impl Fn(&str) -> String) -> Self {
        self.headline = redact(&self.headline);
        self.hint = self.hint.as_deref().map(&redact);
        for text in self.causes.iter_mut().chain(&mut self.appended) {
            *text = redact(text);
        }
        self
    }
}

impl<E: StdError + Send + Sync + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        let mut causes = Vec::new();
        let mut hint = hint_of(&error);
        let mut source = error.source();
        while let Some(cause) = source {
            let text = cause.to_string();
            if causes.last() != Some(&text) {
                causes.push(text);
            }
            hint = hint.or_else(|| hint_of(cause));
            source = cause.source();
        }
        Self { headline: error.to_string(), causes, hint, appended: Vec::new(), report: None }
    }
}

fn hint_of(error: &(dyn StdError + 'static)) -> Option<String> {
    if let Some(error) = error.downcast_ref::<Error>() {
        return error.hint().map(str::to_owned);
    }
    #[cfg(feature = "local")]
    if let Some(error) = error.downcast_ref::<terraproof_local::Error>() {
        return error.hint();
    }
    #[cfg(feature = "aws")]
    if let Some(error) = error.downcast_ref::<terraproof_aws::Error>() {
        return error.hint();
    }
    error.downcast_ref::<terraproof_terraform::Error>().and_then(terraproof_terraform::Error::hint)
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.headline)
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.headline)?;
        for cause in &self.causes {
            write!(f, "\n  because: {cause}")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\n  next: {hint}")?;
        }
        for later in &self.appended {
            write!(f, "\nand then: {later}")?;
        }
        if let Some(report) = &self.report {
            write!(f, "\nreport: {}", report.display())?;
        }
        Ok(())
    }
}
