//! What a listing has found so far.

use crate::nuke::model::Resource;

/// Collects what a listing finds, page by page.
#[derive(Debug, Default)]
pub(crate) struct Found {
    resources: Vec<Resource>,
}

impl Found {
    pub(crate) fn push(&mut self, resource: Resource) {
        self.resources.push(resource);
    }

    pub(crate) fn into_resources(self) -> Vec<Resource> {
        self.resources
    }
}

impl Extend<Resource> for Found {
    fn extend<I: IntoIterator<Item = Resource>>(&mut self, resources: I) {
        self.resources.extend(resources);
    }
}
