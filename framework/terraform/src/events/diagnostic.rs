//! An error or a warning of terraform.

use std::fmt;
use std::path::Path;

use serde::Serialize;
use serde_json::Value;

use crate::events::change::text;
use crate::files::normalized;

/// Says how bad a diagnostic is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The command fails because of it.
    #[default]
    Error,
    /// The command goes on.
    Warning,
}

/// Describes one complaint of terraform, with secrets taken out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// The headline.
    pub summary: String,
    /// The explanation; may be empty and may have several lines.
    pub detail: String,
    /// The file, relative to the project when the source directory is known to the driver.
    pub file: Option<String>,
    /// The line in it, from 1.
    pub line: Option<u64>,
    /// The column in it, from 1.
    pub column: Option<u64>,
    /// The address of the resource it is about.
    pub address: Option<String>,
    /// The source lines it points at.
    pub snippet: Option<String>,
}

impl Diagnostic {
    /// Reads the `diagnostic` object of terraform's machine-readable output, version 1.
    /// <https://developer.hashicorp.com/terraform/cli/commands/validate#diagnostic>
    pub(crate) fn parse(diagnostic: &Value, source_directory: Option<&Path>) -> Self {
        let position = |key: &str| diagnostic.get("range")?.get("start")?.get(key)?.as_u64();
        Self {
            severity: match text(diagnostic, &["severity"]).as_deref() {
                Some("warning") => Severity::Warning,
                _ => Severity::Error,
            },
            summary: text(diagnostic, &["summary"]).unwrap_or_default(),
            detail: text(diagnostic, &["detail"]).unwrap_or_default(),
            file: text(diagnostic, &["range", "filename"]).map(|file| translated(&file, source_directory)),
            line: position("line"),
            column: position("column"),
            address: text(diagnostic, &["address"]),
            snippet: text(diagnostic, &["snippet", "code"]),
        }
    }

    /// Returns headline and explanation as one text.
    pub(crate) fn text(&self) -> String {
        format!("{}: {}", self.summary, self.detail)
    }
}

/// Terraform names files relative to where it runs, which is a copy: people know the original.
fn translated(file: &str, source_directory: Option<&Path>) -> String {
    match source_directory {
        Some(directory) if Path::new(file).is_relative() => normalized(&directory.join(file)).display().to_string(),
        _ => file.to_owned(),
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.file, self.line) {
            (Some(file), Some(line)) => write!(f, "`{file}` line {line}: ")?,
            (Some(file), None) => write!(f, "`{file}`: ")?,
            (None, _) => {}
        }
        if let Some(address) = &self.address {
            write!(f, "`{address}`: ")?;
        }
        f.write_str(self.summary.trim())?;
        if !self.detail.trim().is_empty() {
            write!(f, ": {}", self.detail.trim())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn unsupported() -> Value {
        json!({
            "severity": "error", "summary": "Unsupported argument", "detail": "An argument named \"x\" is not expected here.",
            "range": {"filename": "../../modules/site/main.tf", "start": {"line": 3, "column": 5, "byte": 1}},
            "snippet": {"code": "  x = 1"},
        })
    }

    #[test]
    fn a_diagnostic_names_the_original_file() {
        let diagnostic = Diagnostic::parse(&unsupported(), Some(Path::new("examples/static-site")));
        let shown =
            "`modules/site/main.tf` line 3: Unsupported argument: An argument named \"x\" is not expected here.";
        assert_eq!(diagnostic.to_string(), shown);
        assert_eq!((diagnostic.column, diagnostic.snippet.as_deref()), (Some(5), Some("  x = 1")));
    }

    #[test]
    fn a_diagnostic_without_a_place_is_shown_without_one() {
        let diagnostic = Diagnostic::parse(&json!({"severity": "warning", "summary": "Deprecated"}), None);
        assert_eq!((diagnostic.severity, diagnostic.to_string().as_str()), (Severity::Warning, "Deprecated"));
    }
}
