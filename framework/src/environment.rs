//! What terraform sees of the environment in the local sandbox.

use terraproof_terraform::Environment;

use crate::config::Config;

/// Builds the environment of a child: what passes from outside, with every cloud credential out of reach.
pub(crate) fn build(config: &Config) -> Environment {
    let mut environment = Environment::build(std::env::vars_os(), &config.environment.pass);
    for (name, value) in nowhere() {
        environment.set(name, value);
    }
    environment
}

/// Returns the variables that lead AWS tools to no credentials at all: no shared files, no instance metadata.
pub(crate) fn nowhere() -> Vec<(String, String)> {
    [
        ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"),
        ("AWS_CONFIG_FILE", "/dev/null"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}
