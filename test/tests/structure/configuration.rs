//! What a Terraform configuration declares.

use std::path::{Path, PathBuf};

use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, Body};

use super::workspace::{files_below, read, shown};

/// The variables, outputs and module sources of a folder, in the order of its files.
#[derive(Debug)]
pub(crate) struct Configuration {
    pub(crate) folder: PathBuf,
    pub(crate) variables: Vec<Variable>,
    pub(crate) outputs: Vec<Output>,
    pub(crate) sources: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct Variable {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) default: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
}

impl Configuration {
    pub(crate) fn read(folder: &Path) -> Self {
        let mut configuration =
            Self { folder: folder.to_owned(), variables: Vec::new(), outputs: Vec::new(), sources: Vec::new() };
        for file in files_below(folder, "tf") {
            let body: Body =
                read(&file).parse().unwrap_or_else(|error| panic!("failed to parse `{}`: {error}", shown(&file)));
            configuration.add(&body);
        }
        configuration
    }

    fn add(&mut self, body: &Body) {
        self.variables.extend(body.get_blocks("variable").map(Variable::of));
        self.outputs.extend(body.get_blocks("output").map(Output::of));
        self.sources.extend(body.get_blocks("module").filter_map(|block| text(block, "source")));
    }
}

impl Variable {
    fn of(block: &Block) -> Self {
        Self {
            name: label(block),
            description: text(block, "description"),
            kind: source(block, "type"),
            default: source(block, "default"),
        }
    }
}

impl Output {
    fn of(block: &Block) -> Self {
        Self { name: label(block), description: text(block, "description") }
    }
}

fn label(block: &Block) -> String {
    block.labels.first().map(|label| label.as_str().to_owned()).expect("terraform wants a label here")
}

/// Returns the value of an attribute that is a plain string.
fn text(block: &Block, attribute: &str) -> Option<String> {
    value(block, attribute).and_then(Expression::as_str).map(str::to_owned)
}

/// Returns an attribute's expression as it is written.
fn source(block: &Block, attribute: &str) -> Option<String> {
    value(block, attribute).map(|expression| expression.to_string().trim().to_owned())
}

fn value<'a>(block: &'a Block, attribute: &str) -> Option<&'a Expression> {
    block.body.get_attribute(attribute).map(|attribute| &attribute.value)
}
