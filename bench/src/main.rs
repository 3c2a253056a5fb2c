//! Benchmarks: the framework against bare terraform, the gateway against the emulator, and our own memory.
//!
//! `just bench` runs them; `just bench --quick` only shows that they work. A missed aim is told and is no failure: this
//! measures, it does not judge. `just bench nuke` measures `terraproof nuke` instead. The exit code is 1 when something could not be measured.

mod aim;
mod comparison;
mod error;
mod gateway;
mod life;
mod machine;
mod memory;
mod nuke;
mod options;
mod report;
mod reports;
mod stack;
mod statistics;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser as _;
use jiff::Timestamp;

use crate::error::Error;
use crate::life::Bare;
use crate::machine::Machine;
use crate::options::{Child, Level, Options};
use crate::report::{Report, progress};
use crate::stack::Kind;

fn main() -> ExitCode {
    let options = Options::parse();
    let done = match options.child {
        Some(Child::Memory { kind, count }) => memory::run_here(kind, count),
        Some(Child::Nuke(ref options)) => nuke::run(options, &target().join("bench")),
        None => all(options.level()),
    };
    match done {
        Ok(text) => {
            // Whoever closed the pipe does not want to read it.
            let _closed = writeln!(std::io::stdout(), "{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            tell(&error);
            ExitCode::FAILURE
        }
    }
}

fn all(level: Level) -> Result<String, Error> {
    let (at, mut machine, rounds) = (Timestamp::now(), Machine::look(), level.rounds());
    if machine.is_busy() {
        progress(&format!("others use this machine (load {:.1}): expect noise", machine.load_before.unwrap_or(0.0)));
    }
    if cfg!(debug_assertions) {
        progress("this is not a release build: the numbers are those of unoptimised code");
    }
    // First, because it installs what is missing, which nothing that is measured should do.
    let bare = Bare::new()?;
    let memory = memory::measure(level)?;
    let data = life::measure(Kind::Data, &bare, rounds.data_pairs, rounds.warm_up)?;
    let aws = life::measure(Kind::Aws, &bare, rounds.aws_pairs, rounds.warm_up)?;
    let gateway = gateway::measure(rounds)?;
    machine.look_again();
    let report = Report {
        schema: 1,
        at,
        level,
        optimised: !cfg!(debug_assertions),
        terraproof: env!("CARGO_PKG_VERSION"),
        terraform: format!("{} {}", bare.binary().product(), bare.binary().version()),
        machine,
        sections: vec![data, aws, gateway, memory],
    };
    let file = report.write(&target().join("bench"))?;
    Ok(format!("{report}\nwritten to {}", file.display()))
}

/// Finds the directory in which this program was built.
fn target() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    let built_in = program.ancestors().find(|directory| directory.join("CACHEDIR.TAG").is_file());
    built_in.map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"), Path::to_owned)
}

fn tell(error: &Error) {
    eprintln!("error: {error}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        eprintln!("  because {cause}");
        source = cause.source();
    }
    if let Some(hint) = error.hint() {
        eprintln!("next: {hint}");
    }
}
