//! The tables of a README: inputs and outputs of its configuration, in Markdown.

use super::configuration::{Configuration, Output, Variable};

/// Opens the part of a README that is derived.
pub(crate) const BEGIN: &str = "<!-- tables: `just readme` writes them -->\n";
/// Closes it.
pub(crate) const END: &str = "<!-- end of tables -->\n";

/// Renders both tables with their headings.
pub(crate) fn of(configuration: &Configuration) -> String {
    let inputs: String = configuration.variables.iter().map(input_row).collect();
    let outputs: String = configuration.outputs.iter().map(output_row).collect();
    format!(
        "\n## Inputs\n\n| Name | Description | Type | Default | Required |\n|---|---|---|---|---|\n{inputs}\n\
         ## Outputs\n\n| Name | Description |\n|---|---|\n{outputs}\n"
    )
}

/// Returns the README with its tables replaced, or nothing when it has no place for them.
pub(crate) fn replaced_in(readme: &str, tables: &str) -> Option<String> {
    let (before, rest) = readme.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}{tables}{END}{after}"))
}

fn input_row(variable: &Variable) -> String {
    let Variable { name, description, kind, default } = variable;
    let required = if default.is_none() { "yes" } else { "no" };
    let code = |text: &Option<String>| text.as_deref().map(|text| format!("`{}`", cell(text))).unwrap_or_default();
    let description = cell(description.as_deref().unwrap_or_default());
    format!("| `{name}` | {description} | {} | {} | {required} |\n", code(kind), code(default))
}

fn output_row(output: &Output) -> String {
    format!("| `{}` | {} |\n", output.name, cell(output.description.as_deref().unwrap_or_default()))
}

/// Writes a text so that it stays in one cell.
fn cell(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace('|', "\\|")
}
