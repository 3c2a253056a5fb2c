//! Input variables, which travel in a private file.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde_json::Value;

use crate::Error;
use crate::files::write_private;

/// Holds the values of input variables by name.
///
/// They reach terraform in a file named with `-var-file`, never in an argument list.
#[derive(Clone, Default)]
pub struct Variables {
    values: BTreeMap<String, Value>,
}

impl Variables {
    /// Creates an empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a variable; the last value of a name counts.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<Value>) -> &mut Self {
        self.values.insert(name.into(), value.into());
        self
    }

    /// Returns the value of a variable.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// Tells whether there is no variable.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Iterates over the names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }

    /// Writes the variables as a JSON variable file (its name must end in `.json`) of mode 0600, synced and renamed into place.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let object: Value = self.values.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        write_private(path, format!("{object}\n").as_bytes())
    }
}

impl fmt::Debug for Variables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn variables_are_written_as_they_are() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("v.tfvars.json");
        let mut variables = Variables::new();
        variables.set("name", "x").set("list", json!([1, 12_345_678_901_234_567_890_u64]));
        variables.write(&path).unwrap();
        assert_eq!(std::fs::read_to_string(path).unwrap(), "{\"list\":[1,12345678901234567890],\"name\":\"x\"}\n");
    }

    #[test]
    fn debug_shows_names_and_no_values() {
        let mut variables = Variables::new();
        variables.set("password", "hunter2");
        assert_eq!(format!("{variables:?}"), "{\"password\"}");
    }
}
