//! What terraform said when it refused.

use terraproof_terraform::Diagnostic;

use crate::Error;
use crate::error::ErrorKind;

/// Is what terraform said when it refused a configuration or its variables.
#[derive(Debug, Clone)]
pub struct Rejection {
    diagnostics: Vec<Diagnostic>,
}

impl Rejection {
    pub(super) fn new(diagnostics: Vec<Diagnostic>) -> Self {
        Self { diagnostics }
    }

    /// Returns every error, in terraform's order.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Checks that one of the errors holds these words, in its summary or detail.
    ///
    /// Line breaks count as spaces, since terraform wraps its sentences.
    ///
    /// # Errors
    /// Fails with what was said instead.
    pub fn mentions(&self, words: &str) -> Result<&Self, Error> {
        let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let wanted = flat(words);
        let said: Vec<String> =
            self.diagnostics.iter().map(|said| flat(&format!("{} {}", said.summary, said.detail))).collect();
        if said.iter().any(|said| said.contains(&wanted)) {
            return Ok(self);
        }
        let message = format!("the rejection does not mention `{wanted}`; it says: {}", said.join("; "));
        Err(Error::new(ErrorKind::Terraform, message))
    }
}
