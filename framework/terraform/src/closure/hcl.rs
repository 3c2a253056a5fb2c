//! Reading the native syntax.

use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Block, Body};

use crate::closure::facts::{DeclaredOutput, DeclaredVariable, Facts, ModuleCall, ProviderBlock, Requirement};
use crate::closure::implied::provider_of;

/// Where and why a file is not valid.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Invalid {
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) message: String,
}

/// Reads what a file declares.
pub(crate) fn parse(text: &str) -> Result<Facts, Invalid> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let body: Body = hcl_edit::parser::parse_body(text).map_err(|error| Invalid {
        line: error.location().line(),
        column: error.location().column(),
        message: error.message().to_owned(),
    })?;
    let mut facts = Facts::default();
    body.blocks().for_each(|block| read_block(block, &mut facts));
    Ok(facts)
}

/// Reads the pinned versions of a `.terraform.lock.hcl` by source.
pub(crate) fn locked_versions(text: &str) -> Vec<(String, String)> {
    let Ok(body) = hcl_edit::parser::parse_body(text) else { return Vec::new() };
    let providers = body.get_blocks("provider");
    providers.filter_map(|block| Some((label(block, 0)?, text_of(&block.body, "version")?))).collect()
}

fn read_block(block: &Block, facts: &mut Facts) {
    let name = label(block, 0);
    match (block.ident.as_str(), name) {
        ("variable", Some(name)) => facts.variables.push(DeclaredVariable {
            name,
            sensitive: is_true(&block.body, "sensitive"),
            has_default: block.body.has_attribute("default"),
        }),
        ("output", Some(name)) => {
            facts.outputs.push(DeclaredOutput { name, sensitive: is_true(&block.body, "sensitive") });
        }
        ("module", Some(name)) => {
            if let Some(source) = text_of(&block.body, "source") {
                facts.modules.push(ModuleCall { name, source });
            }
        }
        ("provider", Some(name)) => {
            facts.used.push(name.clone());
            facts.providers.push(ProviderBlock { name, alias: text_of(&block.body, "alias") });
        }
        ("resource" | "data" | "ephemeral", Some(kind)) => facts.used.extend(provider_used(block, &kind)),
        ("terraform", _) => read_settings(&block.body, facts),
        _ => {}
    }
}

fn read_settings(settings: &Body, facts: &mut Facts) {
    for block in settings.blocks() {
        match block.ident.as_str() {
            "backend" => facts.backend = label(block, 0),
            "cloud" => facts.backend = Some("cloud".to_owned()),
            "required_providers" => {
                let entries = block.body.attributes();
                facts.requirements.extend(entries.map(|entry| (entry.key.to_string(), requirement(&entry.value))));
            }
            _ => {}
        }
    }
}

fn requirement(value: &Expression) -> Requirement {
    if let Some(constraint) = value.as_str() {
        return Requirement { source: None, constraint: Some(constraint.to_owned()) };
    }
    let field = |name: &str| {
        let fields = value.as_object()?;
        let found = fields.iter().find(|(key, _)| key_text(key) == Some(name))?;
        found.1.expr().as_str().map(str::to_owned)
    };
    Requirement { source: field("source"), constraint: field("version") }
}

fn key_text(key: &ObjectKey) -> Option<&str> {
    match key {
        ObjectKey::Ident(ident) => Some(ident.as_str()),
        ObjectKey::Expression(expression) => {
            expression.as_str().or_else(|| expression.as_variable().map(|ident| ident.as_str()))
        }
    }
}

/// The provider a resource names with `provider = aws.west`, or else the one its type implies.
fn provider_used(block: &Block, kind: &str) -> Option<String> {
    let implied = provider_of(kind)?;
    let named = block.body.get_attribute("provider").and_then(|attribute| match &attribute.value {
        Expression::Variable(ident) => Some(ident.as_str().to_owned()),
        Expression::Traversal(traversal) => traversal.expr.as_variable().map(|ident| ident.as_str().to_owned()),
        _ => None,
    });
    Some(named.unwrap_or_else(|| implied.to_owned()))
}

fn label(block: &Block, index: usize) -> Option<String> {
    block.labels.get(index).map(|label| label.as_str().to_owned())
}

fn text_of(body: &Body, name: &str) -> Option<String> {
    body.get_attribute(name).and_then(|attribute| attribute.value.as_str()).map(str::to_owned)
}

fn is_true(body: &Body, name: &str) -> bool {
    body.get_attribute(name).and_then(|attribute| attribute.value.as_bool()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_says_what_it_declares() {
        let facts = parse(
            r#"
            terraform {
              required_providers {
                aws = { source = "hashicorp/aws", version = ">= 3.38" }
                old = "~> 1.0"
              }
              backend "s3" {}
            }
            provider "aws" { alias = "west" }
            variable "password" {
              type      = string
              sensitive = true
            }
            variable "name" { default = "x" }
            module "site" { source = "../../modules/site" }
            resource "random_pet" "a" {}
            resource "aws_vpc" "b" { provider = amazon.west }
            resource "terraform_data" "c" {}
            output "url" { value = module.site.url }
            "#,
        )
        .unwrap();
        let variables: Vec<_> = facts.variables.iter().map(|v| (v.name.as_str(), v.sensitive, v.has_default)).collect();
        assert_eq!(variables, [("password", true, false), ("name", false, true)]);
        assert_eq!(facts.requirements["aws"].source.as_deref(), Some("hashicorp/aws"));
        assert_eq!(facts.requirements["old"].constraint.as_deref(), Some("~> 1.0"));
        assert_eq!(facts.providers[0].alias.as_deref(), Some("west"));
        assert_eq!(facts.used, ["aws", "random", "amazon"]);
        assert_eq!((facts.backend.as_deref(), facts.outputs[0].name.as_str()), (Some("s3"), "url"));
        assert!(facts.modules[0].is_local());
    }

    #[test]
    fn a_syntax_error_has_its_line() {
        let invalid = parse("resource \"a\" \"b\" {\n  bucket = \n}\n").unwrap_err();
        assert_eq!(invalid.line, 2);
        assert!(!invalid.message.is_empty());
    }
}
