//! Which attributes a configuration sets.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

/// Knows the arguments and blocks that each resource of a plan's configuration has.
#[derive(Debug, Default)]
pub(super) struct Configured {
    /// By address without indices.
    attributes: HashMap<String, HashSet<String>>,
}

impl Configured {
    /// Reads the `configuration` of the document that `terraform show -json` prints for a plan.
    pub(super) fn of(plan: &Value) -> Self {
        let mut configured = Self::default();
        configured.collect("", &plan["configuration"]["root_module"]);
        configured
    }

    /// Tells whether the resource at an address sets an attribute; yes for one that the configuration does not show.
    pub(super) fn sets(&self, address: &str, attribute: &str) -> bool {
        self.attributes.get(&without_indices(address)).is_none_or(|attributes| attributes.contains(attribute))
    }

    fn collect(&mut self, prefix: &str, module: &Value) {
        for resource in module["resources"].as_array().into_iter().flatten() {
            if let Some(address) = resource["address"].as_str() {
                let attributes = resource["expressions"].as_object().into_iter().flatten();
                let names = attributes.map(|(name, _)| name.clone()).collect();
                self.attributes.insert(format!("{prefix}{address}"), names);
            }
        }
        for (name, call) in module["module_calls"].as_object().into_iter().flatten() {
            self.collect(&format!("{prefix}module.{name}."), &call["module"]);
        }
    }
}

/// Turns `module.a["x"].aws_subnet.this[0]` into `module.a.aws_subnet.this`. A key may hold brackets and quotes of its own.
fn without_indices(address: &str) -> String {
    let (mut bare, mut depth, mut quoted, mut escaped) = (String::new(), 0_u32, false, false);
    for c in address.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' if depth > 0 => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth = depth.saturating_sub(1),
            c if depth == 0 => bare.push(c),
            _ => {}
        }
    }
    bare
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_address_loses_its_indices_whatever_is_in_them() {
        assert_eq!(without_indices(r#"module.a["x]\"["].aws_subnet.this[0]"#), "module.a.aws_subnet.this");
    }

    #[test]
    fn arguments_of_a_resource_in_a_module_are_found() {
        let inner = json!({"resources": [{"address": "a.b", "expressions": {"x": {}}}]});
        let plan = json!({"configuration": {"root_module": {"module_calls": {"m": {"module": inner}}}}});
        let configured = Configured::of(&plan);
        assert!(configured.sets("module.m[0].a.b[1]", "x"));
        assert!(!configured.sets("module.m[0].a.b[1]", "y"));
        assert!(configured.sets("unknown.resource", "y"));
    }
}
