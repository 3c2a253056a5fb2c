//! `terraproof nuke import`.

use std::path::PathBuf;

use clap::Args;

use crate::nuke::import::{Tool, import};
use crate::{Error, Exit, console};

/// Print another tool's filter file as `[nuke]` of terraproof.toml
///
/// What has no equivalent is a comment at the top; where it would have kept something, its whole kind is kept.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The tool that the file belongs to
    #[arg(long, value_name = "TOOL")]
    from: Tool,
    /// Only what the file says of this account (aws-nuke)
    #[arg(long, value_name = "ID")]
    account: Option<String>,
    /// The file
    file: PathBuf,
}

pub(super) fn run(options: &Options) -> Result<Exit, Error> {
    let text = std::fs::read_to_string(&options.file).map_err(|source| {
        Error::nuke(
            format!("failed to read `{}`: {source}", options.file.display()),
            "name the tool's configuration file",
        )
    })?;
    let imported = import(options.from, &text, options.account.as_deref()).map_err(|why| {
        Error::nuke(
            format!("`{}` cannot be imported: {why}", options.file.display()),
            "mend the file, or write `[nuke]` by hand",
        )
    })?;
    console::print(&imported.toml(options.from))?;
    Ok(Exit::Done)
}
