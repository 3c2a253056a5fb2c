//! `terraproof version`.

use terraproof_local::{Cache, Toolchain};
use terraproof_terraform::{Binary, Search};

use crate::settings::Settings;
use crate::{Error, Exit, console};

/// The version of this command.
pub(crate) const OWN: &str = env!("CARGO_PKG_VERSION");

pub(crate) async fn run() -> Result<Exit, Error> {
    let toolchain = Cache::from_environment().ok().and_then(|cache| Toolchain::find(&cache));
    let mut lines = vec![format!("terraproof {OWN}")];
    lines.push(match located(toolchain.as_ref()).await {
        Ok(binary) => {
            let (product, version) = (binary.product(), binary.version());
            format!("{product} {version}, {}: {}", binary.found(), binary.path().display())
        }
        Err(error) => format!("terraform: {}", console::sentence(&error)),
    });
    lines.push(match &toolchain {
        Some(toolchain) => format!("toolchain: {}", of_toolchain(toolchain).join(", ")),
        None => "toolchain: not installed; `terraproof up` installs it".to_owned(),
    });
    console::print(&(lines.join("\n") + "\n"))?;
    Ok(Exit::Done)
}

/// Finds the terraform that a test would use.
pub(crate) async fn located(toolchain: Option<&Toolchain>) -> Result<Binary, Error> {
    let mut search = Search::from_environment();
    search.explicit = Settings::read()?.binary;
    search.embedded = toolchain.and_then(Toolchain::terraform).map(Into::into);
    Ok(Binary::locate(&search).await?)
}

/// Lists what a toolchain holds.
pub(crate) fn of_toolchain(toolchain: &Toolchain) -> Vec<String> {
    let versions = toolchain.versions();
    let terraform = versions.terraform.iter().map(|version| format!("Terraform {version}"));
    let providers = versions.providers.iter().map(|provider| format!("{} {}", provider.source, provider.version));
    let rest = [format!("moto {}", versions.moto), format!("Python {}", versions.python)];
    terraform.chain(providers).chain(rest).collect()
}
