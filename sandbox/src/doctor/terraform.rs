//! The terraform that a test would run.

use terraproof_local::Toolchain;
use terraproof_terraform as driver;

use super::finding::Finding;
use crate::{Error, console, version};

const AREA: &str = "terraform";

/// Says which binary is used and why.
pub(super) async fn examine(toolchain: Option<&Toolchain>) -> Finding {
    match version::located(toolchain).await {
        Ok(binary) => {
            let path = binary.path().display().to_string();
            let (product, version) = (binary.product(), binary.version());
            Finding::ok(AREA, format!("{product} {version}, {}: `{path}`", binary.found()))
                .fact("product", product.to_string())
                .fact("version", version.to_string())
                .fact("found", binary.found())
                .fact("path", path)
        }
        Err(Error::Terraform(driver::Error::NoBinary { .. })) if toolchain.is_none() && can_be_embedded() => {
            Finding::note(AREA, "none on PATH; the toolchain brings one when it is installed")
        }
        Err(error) => Finding::problem(AREA, console::sentence(&error)).next(error.hint()),
    }
}

/// Tells whether the toolchain of this platform holds a terraform.
fn can_be_embedded() -> bool {
    cfg!(all(target_os = "linux", target_arch = "x86_64"))
}
