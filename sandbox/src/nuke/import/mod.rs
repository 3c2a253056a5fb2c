//! Filter files of cloud-nuke and aws-nuke, as `[nuke]` of `terraproof.toml`.
//!
//! What has no equivalent becomes a comment. Where it would have kept something, its whole kind is kept instead.

mod aws_nuke;
mod cloud_nuke;
mod imported;
mod matcher;
mod names;
mod own;
mod patterns;
#[cfg(test)]
mod tests;
mod yaml;

pub(crate) use imported::Imported;

/// Names the tool that a file belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Tool {
    /// cloud-nuke's `--config` file
    CloudNuke,
    /// aws-nuke's configuration, version 2 or 3
    AwsNuke,
}

/// Reads a file of a tool; with `account`, only what aws-nuke's file says of that account. The error is a clause.
pub(crate) fn import(tool: Tool, text: &str, account: Option<&str>) -> Result<Imported, String> {
    let file = yaml::read(text)?;
    match tool {
        Tool::CloudNuke => cloud_nuke::import(&file),
        Tool::AwsNuke => aws_nuke::import(&file, account),
    }
}
