//! Benchmark: the whole life of a small stack, through the framework against bare terraform.

mod bare;
mod framework;
mod record;

use crate::aim::Aim;
use crate::comparison::{Comparison, Measure};
use crate::error::Error;
use crate::report::{Section, progress};
use crate::stack::Kind;

pub(crate) use bare::Bare;

/// The aim, in milliseconds an operation.
const LIMIT: f64 = 5.0;

/// Holds how long each part of a life took, in milliseconds.
#[derive(Debug, Clone, Copy, Default)]
struct Life {
    /// Until terraform runs for the first time: copying, variables, provider sources, the ledger.
    prepare: f64,
    init: f64,
    apply: f64,
    plan: f64,
    destroy: f64,
}

/// Holds what a test costs once, whatever it deploys, in milliseconds.
#[derive(Debug, Clone, Copy, Default)]
struct Fixed {
    /// From the call of `run` to the first line of the body.
    open: f64,
    /// Opening the account, where there is one.
    account: f64,
    /// Preparing the first stack, which also finds terraform.
    first: f64,
    /// From the last line of the body to the return of `run`: leak check, report.
    close: f64,
}

/// One column of a series of lives.
type Part = (&'static str, fn(&Life) -> f64);

const OPERATIONS: [Part; 4] = [
    ("init", |life| life.init),
    ("apply", |life| life.apply),
    ("plan", |life| life.plan),
    ("destroy", |life| life.destroy),
];

impl Life {
    fn whole(&self) -> f64 {
        self.prepare + OPERATIONS.iter().map(|(_, part)| part(self)).sum::<f64>()
    }
}

/// Lives pairs, A B A B, and compares them.
pub(crate) fn measure(kind: Kind, bare: &Bare, pairs: usize, warm_up: usize) -> Result<Section, Error> {
    for _ in 0..warm_up {
        framework::live(kind)?;
        bare.live(kind)?;
    }
    let (mut with, mut without, mut fixed) = (Vec::new(), Vec::new(), Vec::new());
    for pair in 1..=pairs {
        progress(&format!("{}: pair {pair} of {pairs}", kind.title()));
        let (life, once) = framework::live(kind)?;
        with.push(life);
        fixed.push(once);
        without.push(bare.live(kind)?);
    }
    Ok(section(kind, &with, &without, &fixed))
}

fn section(kind: Kind, with: &[Life], without: &[Life], fixed: &[Fixed]) -> Section {
    let paired = |name: &str, part: fn(&Life) -> f64| {
        let column = |lives: &[Life]| lives.iter().map(part).collect::<Vec<f64>>();
        Comparison::paired(name, &column(with), &column(without))
    };
    let mut comparisons = vec![paired("prepare", |life| life.prepare)];
    comparisons.extend(OPERATIONS.map(|(name, part)| paired(name, part)));
    let mut aims: Vec<Aim> = comparisons[1..]
        .iter()
        .map(|it| Aim::at_most(LIMIT, "ms", format!("{}, {}: overhead", kind.title(), it.name), &it.overhead_ms))
        .collect();
    comparisons.push(paired("whole life", Life::whole));
    let spread = paired("whole life / 4", |life| life.whole() / 4.0);
    let what = format!("{}, a life with its preparation, spread over its four operations: overhead", kind.title());
    aims.push(Aim::at_most(LIMIT, "ms", what, &spread.overhead_ms));
    comparisons.push(spread);
    Section {
        title: format!("Life of a stack: {}", kind.title()),
        about: "with: through the framework; without: the same commands, bare",
        comparisons,
        measures: once(kind, fixed),
        aims,
    }
}

fn once(kind: Kind, fixed: &[Fixed]) -> Vec<Measure> {
    let measure =
        |name: &str, part: fn(&Fixed) -> f64| Measure::of(name, "ms", &fixed.iter().map(part).collect::<Vec<f64>>());
    let mut measures = vec![measure("once a test: open the scope", |fixed| fixed.open)];
    if kind == Kind::Aws {
        measures.push(measure("once a test: open an account", |fixed| fixed.account));
    }
    measures.push(measure("once a test: prepare the first stack", |fixed| fixed.first));
    measures.push(measure("once a test: look for leaks, report", |fixed| fixed.close));
    measures
}

#[cfg(test)]
mod tests {
    use super::*;

    fn life(each: f64) -> Life {
        Life { prepare: each, init: each, apply: each, plan: each, destroy: each }
    }

    #[test]
    fn a_life_is_the_sum_of_its_parts() {
        assert!((life(2.0).whole() - 10.0).abs() < 1e-12);
    }

    #[test]
    fn every_operation_has_an_aim_and_the_life_as_a_whole_has_one() {
        let section = section(Kind::Data, &[life(12.0); 3], &[life(10.0); 3], &[Fixed::default(); 3]);
        assert_eq!(section.aims.len(), 5);
        assert!((section.aims[0].measured - 2.0).abs() < 1e-12);
        assert!((section.aims[4].measured - 2.5).abs() < 1e-12);
    }
}
