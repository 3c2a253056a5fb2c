//! Variables and outputs say what they are.

use super::configuration::Configuration;
use super::workspace::{modules_and_examples, shown};

#[test]
fn every_variable_is_described_and_typed() {
    for configuration in configurations() {
        for variable in &configuration.variables {
            let place = format!("variable `{}` of `{}`", variable.name, shown(&configuration.folder));
            assert!(
                is_sentence(variable.description.as_deref()),
                "{place} needs a description that ends in a full stop"
            );
            assert!(variable.kind.is_some(), "{place} needs a type");
        }
    }
}

#[test]
fn every_output_is_described() {
    for configuration in configurations() {
        for output in &configuration.outputs {
            let place = format!("output `{}` of `{}`", output.name, shown(&configuration.folder));
            assert!(is_sentence(output.description.as_deref()), "{place} needs a description that ends in a full stop");
        }
    }
}

#[test]
fn required_variables_come_first() {
    for configuration in configurations() {
        let required: Vec<bool> = configuration.variables.iter().map(|variable| variable.default.is_none()).collect();
        let sorted = required.is_sorted_by(|earlier, later| earlier >= later);
        assert!(sorted, "`{}` has a required variable after an optional one", shown(&configuration.folder));
    }
}

fn configurations() -> impl Iterator<Item = Configuration> {
    modules_and_examples().into_iter().map(|folder| Configuration::read(&folder))
}

fn is_sentence(description: Option<&str>) -> bool {
    description.is_some_and(|text| text.len() > 10 && text.ends_with('.'))
}
