//! The Python that the toolchain is installed with.

use terraproof_local::{Error, Toolchain};

use super::finding::Finding;

const AREA: &str = "python";

/// Names the Python that an installation would take, or says why each that is there will not do.
pub(super) async fn examine(toolchain: Option<&Toolchain>) -> Finding {
    match Toolchain::find_python().await {
        Ok(python) => {
            let chosen = std::env::var_os("TERRAPROOF_PYTHON").is_some_and(|value| !value.is_empty());
            let why = if chosen { "named by TERRAPROOF_PYTHON" } else { "first on PATH that will do" };
            let (version, path) = (python.version(), python.path().display().to_string());
            let text = format!("CPython {version}, {why}: {path}");
            Finding::ok(AREA, text).fact("version", version).fact("path", path)
        }
        Err(error) => missing(toolchain, &error),
    }
}

fn missing(toolchain: Option<&Toolchain>, error: &Error) -> Finding {
    match toolchain {
        // The installed one starts: it was asked when the toolchain was found, and carries itself.
        Some(toolchain) => Finding::note(
            AREA,
            format!("{error}; the installed toolchain has its own: {}", toolchain.python().display()),
        ),
        None => Finding::problem(AREA, error.to_string()).next(error.hint()),
    }
}
