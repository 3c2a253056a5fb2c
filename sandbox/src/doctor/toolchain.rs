//! What is installed.

use terraproof_local::Toolchain;

use super::finding::Finding;
use crate::version;

const AREA: &str = "toolchain";

/// Says whether the toolchain of this build is installed, and what its provider mirror holds.
pub(super) fn examine(toolchain: Option<&Toolchain>) -> Vec<Finding> {
    let Some(toolchain) = toolchain else {
        let text = "not installed; the first test, or `terraproof up`, installs it";
        return vec![Finding::note(AREA, text).fact("installed", false)];
    };
    let directory = toolchain.directory().display().to_string();
    let text = format!("{}\nin `{directory}`", version::of_toolchain(toolchain).join(", "));
    let installed = Finding::ok(AREA, text).fact("installed", true).fact("directory", directory);
    vec![with_versions(installed, toolchain), mirror(toolchain)]
}

fn with_versions(finding: Finding, toolchain: &Toolchain) -> Finding {
    match serde_json::to_value(toolchain.versions()) {
        Ok(versions) => finding.fact("versions", versions),
        Err(_) => finding,
    }
}

fn mirror(toolchain: &Toolchain) -> Finding {
    let held: Vec<String> = toolchain
        .versions()
        .providers
        .iter()
        .map(|provider| format!("{} {}", provider.source, provider.version))
        .collect();
    match toolchain.mirror() {
        Some(directory) if !held.is_empty() => {
            let text = format!(
                "{} without network, from `{}`; others come from the registry",
                held.join(", "),
                directory.display()
            );
            Finding::ok("mirror", text).fact("providers", held)
        }
        _ => Finding::note("mirror", "none for this platform: every provider comes from the registry"),
    }
}
