//! What plan, apply and destroy have in common.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use crate::commands::arguments::Arguments;

/// Says whether terraform looks at the real resources before it plans.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Refresh {
    /// It does, which is the default.
    #[default]
    Yes,
    /// It believes the state.
    No,
    /// It does nothing else: the plan updates the state only.
    Only,
}

/// The options that plan, apply and destroy share.
#[derive(Debug, Clone, Default)]
pub(crate) struct Operation {
    pub(crate) var_files: Vec<PathBuf>,
    pub(crate) targets: Vec<String>,
    pub(crate) parallelism: Option<NonZeroU32>,
    pub(crate) refresh: Refresh,
    pub(crate) lock_timeout: Option<Duration>,
}

impl Operation {
    /// Adds what must be left out when a saved plan is applied: it holds all of this.
    pub(crate) fn planning(&self, arguments: Arguments) -> Arguments {
        arguments
            .word_if(self.refresh == Refresh::No, "-refresh=false")
            .word_if(self.refresh == Refresh::Only, "-refresh-only")
            .options("-var-file", &self.var_files)
            .options("-target", &self.targets)
    }

    /// Adds what every run takes.
    pub(crate) fn running(&self, arguments: Arguments) -> Arguments {
        arguments
            .options("-parallelism", self.parallelism.map(|many| many.to_string()))
            .duration("-lock-timeout", self.lock_timeout)
    }
}

/// Writes the setters of the shared options into the builder of a subcommand, whose field `operation` holds them.
macro_rules! operation_setters {
    () => {
        /// Adds a variable file; none by default.
        pub fn var_file(mut self, path: impl Into<std::path::PathBuf>) -> Self {
            self.operation.var_files.push(path.into());
            self
        }

        /// Limits the operation to a resource or module and what it depends on; no limit by default.
        pub fn target(mut self, address: impl Into<String>) -> Self {
            self.operation.targets.push(address.into());
            self
        }

        /// Says how many resources are worked on at once; ten by default.
        pub fn parallelism(mut self, many: std::num::NonZeroU32) -> Self {
            self.operation.parallelism = Some(many);
            self
        }

        /// Says whether the real resources are looked at first; [`Refresh::Yes`](crate::Refresh::Yes) by default.
        pub fn refresh(mut self, refresh: $crate::Refresh) -> Self {
            self.operation.refresh = refresh;
            self
        }

        /// Says how long to wait for the state lock; not at all by default.
        pub fn lock_timeout(mut self, timeout: std::time::Duration) -> Self {
            self.operation.lock_timeout = Some(timeout);
            self
        }
    };
}
pub(crate) use operation_setters;
