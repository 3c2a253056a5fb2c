//! What tells the emulators of two builds apart.

use sha2::{Digest, Sha256};

use super::{PROTOCOL, worker};
use crate::toolchain;

/// The launcher, and what it imports.
pub(super) const SCRIPTS: [(&str, &str); 3] = [
    ("launcher.py", include_str!("launcher.py")),
    ("holdings.py", include_str!("holdings.py")),
    ("repairs.py", include_str!("repairs.py")),
];

/// Returns 16 hexadecimal digits that change with everything that decides what an emulator answers: the packages, our scripts, the
/// settings they run with, and the protocol.
///
/// An emulator that another build started would give that build's answers.
pub(super) fn digest() -> String {
    let mut hash = Sha256::new();
    let scripts = SCRIPTS.iter().chain(&worker::SETTINGS).flat_map(|(name, text)| [*name, *text]);
    for text in scripts.chain([toolchain::digest().as_str(), PROTOCOL.to_string().as_str()]) {
        hash.update(text);
        hash.update([0]);
    }
    toolchain::hexadecimal(&hash.finalize())[..16].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_the_name_of_a_directory() {
        assert!(digest().len() == 16 && digest().bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert_eq!(digest(), digest());
    }

    #[test]
    fn every_script_of_the_folder_counts() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/emulator");
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut found: Vec<String> = entries.filter(|name| name.ends_with(".py")).collect();
        let mut counted = SCRIPTS.map(|(name, _)| name);
        found.sort();
        counted.sort_unstable();
        assert_eq!(found, counted);
    }
}
