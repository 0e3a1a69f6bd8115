//! Values that stand elsewhere than in the spec: in the environment, and in properties files.

use std::cell::RefCell;
use std::collections::HashMap;

use super::properties::properties;
use super::{Project, as_text};
use crate::spec::Value;

impl Project {
    /// Looks up the values that the spec takes from elsewhere. Files are read once.
    pub fn values(&self) -> impl Fn(&Value) -> std::result::Result<String, String> {
        let files: RefCell<HashMap<String, HashMap<String, String>>> = RefCell::default();
        let look_up = move |value: &Value| match value {
            Value::Text(text) => Ok(text.clone()),
            Value::Integer(number) => Ok(number.to_string()),
            Value::Unreadable => Err("it could not be read".to_owned()),
            Value::Environment(name) => match std::env::var(name) {
                Ok(value) if !value.is_empty() => Ok(value),
                Ok(_) => Err(format!("the environment variable {name} is empty")),
                Err(std::env::VarError::NotPresent) => {
                    Err(format!("the environment variable {name} is not set"))
                }
                Err(_) => Err(format!("the environment variable {name} is not UTF-8")),
            },
            Value::Property { key, file } => {
                let mut files = files.borrow_mut();
                if !files.contains_key(file) {
                    // Such a file holds more than what the spec names, so it is not recorded whole.
                    let bytes = self.read_unrecorded(file);
                    let text = match bytes.map(|it| it.map(|it| as_text(self.shown(file), it))) {
                        Ok(Some(Ok(found))) => found.text,
                        Ok(None) => return Err(format!("there is no file {file}")),
                        Ok(Some(Err(finding))) | Err(finding) => return Err(finding.message),
                    };
                    files.insert(file.clone(), properties(&text));
                }
                files
                    .get(file)
                    .and_then(|properties| properties.get(key))
                    .filter(|value| !value.is_empty())
                    .cloned()
                    .ok_or_else(|| format!("{file} has no value for {key}"))
            }
        };
        move |value| {
            let found = look_up(value);
            let source = match value {
                Value::Environment(name) => Some(format!("environment {name}")),
                Value::Property { key, file } => Some(format!("property {key} in {file}")),
                Value::Text(_) | Value::Integer(_) | Value::Unreadable => None,
            };
            if let (Some(record), Some(source)) = (&self.record, source) {
                record.value(&source, found.as_deref().ok());
            }
            found
        }
    }
}
