//! The stacks that are deployed.

use std::path::{Path, PathBuf};

/// Says which stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Kind {
    /// Six `terraform_data`: no provider, so that what the framework adds can be seen.
    Data,
    /// Six AWS resources: VPC, subnet, security group, bucket, queue, role.
    Aws,
}

impl Kind {
    /// Returns the configuration, relative to the root of the repository.
    pub(crate) fn configuration(self) -> &'static str {
        match self {
            Self::Data => "bench/stacks/data",
            Self::Aws => "bench/stacks/aws",
        }
    }

    /// Returns the configuration's directory.
    pub(crate) fn directory(self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(self.configuration())
    }

    /// Returns the word for it on the command line.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Aws => "aws",
        }
    }

    /// Names it for people.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Data => "six terraform_data, no provider",
            Self::Aws => "six AWS resources",
        }
    }
}
