//! What a failed stack leaves to be looked at before it is destroyed.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;

use serde_json::Value;
use terraproof_terraform::Show;
use tokio_util::sync::CancellationToken;

use super::Deployment;
use crate::Error;

/// What stands where a value must not be seen.
const MASK: &str = "(sensitive)";

impl Deployment {
    /// Writes `state.<stack>.json` and `environment.<stack>.txt` into the report.
    ///
    /// The state is what `terraform show -json` says, with every value masked that the configuration or the provider marks
    /// as sensitive; of the environment there are only the names.
    pub(crate) async fn save_evidence(&self, stop: CancellationToken) -> Result<(), Error> {
        let names: String = self.parts.environment.names().map(|name| name.to_string_lossy() + "\n").collect();
        self.put(&format!("environment.{}.txt", self.id().stack), &names)?;
        if !self.phase().may_exist() || !self.directory().join("terraform.tfstate").exists() {
            return Ok(());
        }
        let _turn = self.turn.lock().await;
        let mut state = self.terraform(stop, None).show(&Show::new()).await?;
        mask(&mut state);
        let text = serde_json::to_string_pretty(&state).unwrap_or_default();
        self.put(&format!("state.{}.json", self.id().stack), &text)
    }

    fn put(&self, name: &str, text: &str) -> Result<(), Error> {
        let path = self.parts.recorder.directory().join(name);
        let text = self.parts.recorder.redactor().redact(text);
        let mut options = std::fs::OpenOptions::new();
        options.create(true).write(true).truncate(true).mode(0o600);
        let written = options.open(&path).and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|source| Error::io("write the report", &path, source))
    }
}

/// Masks what is marked as sensitive in the document that `terraform show -json` prints for a state.
fn mask(state: &mut Value) {
    for output in fields(state.pointer_mut("/values/outputs")) {
        if output["sensitive"] == Value::Bool(true) {
            output["value"] = MASK.into();
        }
    }
    if let Some(root) = state.pointer_mut("/values/root_module") {
        mask_module(root);
    }
}

fn mask_module(module: &mut Value) {
    for resource in items(module.get_mut("resources")) {
        let marks = resource["sensitive_values"].clone();
        if let Some(values) = resource.get_mut("values") {
            mask_marked(values, &marks);
        }
    }
    for child in items(module.get_mut("child_modules")) {
        mask_module(child);
    }
}

/// Masks a value where the document of marks, which has the same shape, says `true`.
fn mask_marked(value: &mut Value, marks: &Value) {
    match (value, marks) {
        (value, Value::Bool(true)) => *value = MASK.into(),
        (Value::Object(fields), Value::Object(marks)) => {
            for (name, mark) in marks {
                if let Some(field) = fields.get_mut(name) {
                    mask_marked(field, mark);
                }
            }
        }
        (Value::Array(items), Value::Array(marks)) => {
            items.iter_mut().zip(marks).for_each(|(item, mark)| mask_marked(item, mark));
        }
        _ => {}
    }
}

fn items(list: Option<&mut Value>) -> impl Iterator<Item = &mut Value> {
    list.and_then(Value::as_array_mut).into_iter().flatten()
}

fn fields(object: Option<&mut Value>) -> impl Iterator<Item = &mut Value> {
    object.and_then(Value::as_object_mut).into_iter().flat_map(|fields| fields.values_mut())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_marked_is_masked_at_every_depth() {
        let secret = json!({
            "values": {"name": "db", "password": "hunter2", "users": [{"name": "a", "key": "hunter3"}]},
            "sensitive_values": {"password": true, "users": [{"key": true}]},
        });
        let mut state = json!({"values": {
            "outputs": {"url": {"sensitive": false, "value": "x"}, "key": {"sensitive": true, "value": "hunter4"}},
            "root_module": {"resources": [secret.clone()], "child_modules": [{"resources": [secret]}]},
        }});
        mask(&mut state);
        let text = state.to_string();
        assert!(!text.contains("hunter"), "{text}");
        assert!(text.contains(r#""name":"db""#) && text.contains(r#""name":"a""#), "{text}");
    }

    #[test]
    fn a_state_without_values_is_left_as_it_is() {
        let mut state = json!({"format_version": "1.0"});
        mask(&mut state);
        assert_eq!(state, json!({"format_version": "1.0"}));
    }
}
