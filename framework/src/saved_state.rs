//! What terraform last wrote about a stack.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::{Error, StateLock};

/// Providers whose resources all go with an account of the localhost cloud, or exist in the state alone.
const GONE_WITH_THE_ACCOUNT: [&str; 4] = ["hashicorp/aws", "hashicorp/random", "hashicorp/time", "hashicorp/tls"];

/// Says what the local state of a working directory tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SavedState {
    /// There is none: the first apply did not come so far as to write it.
    Absent,
    /// It can be read.
    Known(StateContents),
    /// It is torn, or cannot be opened.
    Unreadable(String),
}

/// Is what a state file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateContents {
    /// Addresses of what terraform made, in the order of the file.
    pub addresses: Vec<String>,
    /// The providers that made it, as `registry.terraform.io/hashicorp/aws`, sorted.
    pub providers: Vec<String>,
    lineage: String,
    serial: u64,
}

impl SavedState {
    /// Reads the state of a working directory.
    #[must_use]
    pub fn read(directory: &Path) -> Self {
        Self::read_file(&directory.join("terraform.tfstate"))
    }

    fn read_file(file: &Path) -> Self {
        let bytes = match fs::read(file) {
            // Terraform makes an empty file to lock it, long before it has something to write.
            Ok(bytes) if bytes.is_empty() => return Self::Absent,
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Self::Absent,
            Err(error) => return Self::Unreadable(error.to_string()),
        };
        match serde_json::from_slice::<Value>(&bytes) {
            // No value of it is told: it may be secret.
            Err(error) => Self::Unreadable(format!("it is torn at line {}, column {}", error.line(), error.column())),
            Ok(state) => StateContents::of(&state)
                .map_or_else(|| Self::Unreadable("it is no state of terraform".to_owned()), Self::Known),
        }
    }

    /// Reads it, putting a better one in place first where terraform left one.
    ///
    /// Terraform writes `errored.tfstate` when it cannot write the state itself, and `terraform.tfstate.backup` before it
    /// replaces it. A torn state is kept beside as `terraform.tfstate.torn`. The second value says what was done. While somebody holds the
    /// state's lock nothing is done: it may be in the middle of being written.
    ///
    /// # Errors
    /// Fails when the better one cannot be put in place.
    pub fn mended(directory: &Path) -> Result<(Self, Option<String>), Error> {
        let found = Self::read(directory);
        if StateLock::held_in(directory).is_some() {
            return Ok((found, None));
        }
        let errored = directory.join("errored.tfstate");
        if let Self::Known(rescued) = Self::read_file(&errored)
            && rescued.follows(&found)
        {
            put_in_place(&errored, directory)?;
            return Ok((
                Self::Known(rescued),
                Some("terraform could not write its state, and left `errored.tfstate`: that was used".to_owned()),
            ));
        }
        let Self::Unreadable(reason) = &found else { return Ok((found, None)) };
        let backup = directory.join("terraform.tfstate.backup");
        match Self::read_file(&backup) {
            Self::Known(contents) => {
                put_in_place(&backup, directory)?;
                Ok((
                    Self::Known(contents),
                    Some(format!("its state could not be read ({reason}): the backup was used")),
                ))
            }
            _ => Ok((found, None)),
        }
    }

    /// Tells whether it says for sure that nothing is there.
    #[must_use]
    pub fn holds_nothing(&self) -> bool {
        matches!(self, Self::Known(contents) if contents.addresses.is_empty())
    }

    /// Tells whether dropping the account of the localhost cloud takes all that it names; one that names nothing does not object.
    #[must_use]
    pub fn goes_with_the_account(&self) -> bool {
        let goes = |provider: &String| GONE_WITH_THE_ACCOUNT.iter().any(|name| provider.ends_with(name));
        match self {
            Self::Known(contents) => contents.providers.iter().all(goes),
            Self::Absent | Self::Unreadable(_) => true,
        }
    }
}

impl StateContents {
    fn of(state: &Value) -> Option<Self> {
        let mut contents = Self {
            addresses: Vec::new(),
            providers: Vec::new(),
            lineage: state["lineage"].as_str().unwrap_or_default().to_owned(),
            serial: state["serial"].as_u64().unwrap_or_default(),
        };
        for resource in state["resources"].as_array()?.iter().filter(|resource| resource["mode"] == "managed") {
            let module = resource["module"].as_str().map(|module| format!("{module}.")).unwrap_or_default();
            let address = format!("{module}{}.{}", resource["type"].as_str()?, resource["name"].as_str()?);
            for instance in resource["instances"].as_array().into_iter().flatten() {
                let key = &instance["index_key"];
                contents.addresses.push(if key.is_null() { address.clone() } else { format!("{address}[{key}]") });
            }
            contents.providers.extend(resource["provider"].as_str().map(provider));
        }
        contents.providers.sort();
        contents.providers.dedup();
        Some(contents)
    }

    /// Tells whether this is a later state of the same stack.
    fn follows(&self, other: &SavedState) -> bool {
        match other {
            SavedState::Known(other) => self.lineage == other.lineage && self.serial > other.serial,
            _ => true,
        }
    }
}

/// Takes the address out of `module.x.provider["registry.terraform.io/hashicorp/aws"].alias`.
fn provider(text: &str) -> String {
    text.split('"').nth(1).unwrap_or(text).to_owned()
}

fn put_in_place(better: &Path, directory: &Path) -> Result<(), Error> {
    let state = directory.join("terraform.tfstate");
    let torn: PathBuf = directory.join("terraform.tfstate.torn");
    if state.exists() {
        fs::rename(&state, &torn).map_err(|source| Error::io("move away", &state, source))?;
    }
    fs::copy(better, &state).map_err(|source| Error::io("copy", better, source))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const AWS: &str = r#"module.m.provider["registry.terraform.io/hashicorp/aws"].eu"#;

    fn state(serial: u32, names: &[&str]) -> String {
        let resources: Vec<Value> = names
            .iter()
            .map(|name| {
                serde_json::json!({"mode": "managed", "module": "module.m[0]", "type": "aws_vpc", "name": name, "provider": AWS,
                "instances": [{"index_key": "a"}, {"index_key": 1}]})
            })
            .collect();
        serde_json::json!({"version": 4, "lineage": "one", "serial": serial, "resources": resources}).to_string()
    }

    #[test]
    fn a_state_tells_addresses_and_providers() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("terraform.tfstate"), state(3, &["this"])).unwrap();
        let SavedState::Known(contents) = SavedState::read(directory.path()) else { panic!() };
        assert_eq!(contents.addresses, [r#"module.m[0].aws_vpc.this["a"]"#, "module.m[0].aws_vpc.this[1]"]);
        assert_eq!(contents.providers, ["registry.terraform.io/hashicorp/aws"]);
    }

    #[test]
    fn a_torn_state_is_replaced_by_its_backup_and_kept() {
        let directory = tempfile::tempdir().unwrap();
        let file = |name: &str| directory.path().join(name);
        fs::write(file("terraform.tfstate"), &state(3, &["this"])[..50]).unwrap();
        fs::write(file("terraform.tfstate.backup"), state(2, &["this"])).unwrap();
        let (mended, note) = SavedState::mended(directory.path()).unwrap();
        assert!(matches!(mended, SavedState::Known(_)));
        assert!(note.unwrap().contains("the backup was used"));
        assert!(file("terraform.tfstate.torn").exists());
        assert_eq!(SavedState::read(directory.path()), mended);
    }

    #[test]
    fn an_empty_file_is_no_state_yet() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("terraform.tfstate"), "").unwrap();
        assert_eq!(SavedState::read(directory.path()), SavedState::Absent);
    }

    #[test]
    fn a_torn_state_without_a_backup_is_not_nothing() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("terraform.tfstate"), r#"{"version": 4, "reso"#).unwrap();
        let (found, note) = SavedState::mended(directory.path()).unwrap();
        assert!(matches!(found, SavedState::Unreadable(_)) && note.is_none());
        assert!(!found.holds_nothing());
    }

    #[test]
    fn what_terraform_rescued_wins_over_an_older_state_of_the_same_stack_alone() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("terraform.tfstate"), state(3, &[])).unwrap();
        fs::write(directory.path().join("errored.tfstate"), state(3, &["this"])).unwrap();
        assert!(SavedState::mended(directory.path()).unwrap().0.holds_nothing());
        fs::write(directory.path().join("errored.tfstate"), state(4, &["this"])).unwrap();
        assert!(!SavedState::mended(directory.path()).unwrap().0.holds_nothing());
    }
}
