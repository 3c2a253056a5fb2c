//! What the tests of EC2 do again and again.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::nuke::api::services::EC2;
use crate::nuke::api::{Account, Api, Class};
use crate::nuke::graph::arrange;
use crate::nuke::kinds::{self, Found};
use crate::nuke::model::{Reference, Resource};
use crate::nuke::plan::{Action, Row};

pub(super) const IMAGE: &str = "ami-12c6146b";

pub(super) async fn done(api: &Api, operation: &str, parameters: Value) {
    api.call(&EC2, operation, parameters).await.unwrap();
}

/// Makes something, and returns what the answer has at a path, slashes and indices down.
pub(super) async fn made(api: &Api, operation: &str, parameters: Value, path: &str) -> String {
    let answer = api.call(&EC2, operation, parameters).await.unwrap();
    let mut value = &answer.body;
    for key in path.split('/') {
        value = key.parse::<usize>().map_or_else(|_| &value[key], |index| &value[index]);
    }
    value.as_str().unwrap_or_else(|| panic!("{operation} answered without {path}: {}", answer.body)).to_owned()
}

pub(super) async fn tagged(api: &Api, ids: &[&str]) {
    done(api, "CreateTags", json!({ "ResourceId": ids, "Tag": [{ "Key": "team", "Value": "a=b & c" }] })).await;
}

/// Lists every kind of EC2, with what only all of them together tell.
pub(super) async fn everything(account: &Account, api: &Api) -> Vec<Resource> {
    account.identity().await.unwrap();
    let mut resources = Vec::new();
    for kind in kinds::all().iter().filter(|kind| kind.about().name.starts_with("ec2-")) {
        let mut found = Found::default();
        match kind.list(api, &mut found).await {
            Ok(()) => resources.extend(found.into_resources()),
            // The emulator knows no placement groups.
            Err(error) => assert_eq!((error.class, kind.about().name), (Class::Unsupported, "ec2-placement-group")),
        }
    }
    kinds::relate(&mut resources);
    resources
}

/// Deletes everything that is not AWS's own, in the order of the graph, and sees each go.
pub(super) async fn all_gone_in_order(account: &Account, api: &Api) -> Vec<Row> {
    let resources = everything(account, api).await;
    let goes = resources.iter().filter(|resource| resource.built_in.is_none() && resource.goes_with.is_none());
    let rows = goes.map(|resource| Row::delete(resource.clone())).collect();
    let arranged = arrange(rows, &resources, &|resource| resource.built_in.is_some());
    assert!(arranged.knots.is_empty() && arranged.kept.is_empty(), "{:#?} {:#?}", arranged.knots, arranged.kept);
    for row in &arranged.rows {
        let (kind, id) = (kinds::find(&row.reference().kind).unwrap(), row.reference().id.as_str());
        let seen = kind.look(api, &[id]).await.unwrap();
        match &row.action {
            Action::Cut { uses } => kind.cut(api, &seen[0], uses).await.unwrap(),
            Action::Unprotect => kind.unprotect(api, &row.resource).await.unwrap(),
            Action::Delete if row.resource.goes_with.is_some() => assert!(seen.is_empty(), "{seen:#?}"),
            // The emulator deletes these with what used them, without saying so before.
            Action::Delete if seen.is_empty() => {
                let along = ["ec2-dhcp-options", "ec2-network-interface", "ec2-volume"];
                assert!(along.contains(&kind.about().name), "{:#?}", row.resource);
            }
            Action::Delete => {
                let outcome = kind.delete(api, &seen).await.remove(0);
                assert!(outcome.is_ok(), "{}: {outcome:?}", row.reference());
                let left = kind.look(api, &[id]).await.unwrap();
                assert!(left.is_empty(), "{left:#?}");
            }
        }
    }
    arranged.rows
}

pub(super) fn references(resources: &[Resource]) -> BTreeSet<Reference> {
    resources.iter().map(|resource| resource.reference.clone()).collect()
}
