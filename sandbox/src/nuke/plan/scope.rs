//! Where is looked, and for what.

use crate::nuke::config::Nuke;
use crate::nuke::kinds::{self, Kind, Reach};
use crate::nuke::model::{GLOBAL, Resource};
use crate::nuke::select::Flags;

/// The one kind that is listed once for the account, and whose resources have regions all the same.
const LISTED_GLOBALLY: &str = "s3-bucket";

/// Says where is looked, and for what.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    /// Regions, and [`GLOBAL`].
    pub(crate) regions: Vec<String>,
    pub(crate) kinds: Vec<&'static dyn Kind>,
}

impl Scope {
    /// Takes what the configuration and the flags leave of every kind.
    pub(crate) fn new(nuke: &Nuke, flags: &Flags, regions: Vec<String>) -> Self {
        let wanted = |kind: &&&'static dyn Kind| {
            let name = kind.about().name;
            let only = |names: &[String]| names.is_empty() || names.iter().any(|wanted| wanted == name);
            let not = |names: &[String]| !names.iter().any(|unwanted| unwanted == name);
            only(&nuke.kinds) && only(&flags.kinds) && not(&nuke.exclude_kinds) && not(&flags.exclude_kinds)
        };
        let mut kinds: Vec<_> = kinds::all().iter().filter(wanted).copied().collect();
        kinds.extend(flags.cloud_control.iter().filter_map(|name| kinds::find(name)));
        Self { regions, kinds }
    }

    /// Returns every listing: which kind in which region.
    pub(super) fn listings(&self) -> Vec<(&'static dyn Kind, String)> {
        let mut listings = Vec::new();
        for kind in &self.kinds {
            let about = kind.about();
            match about.reach {
                Reach::Global if self.has(GLOBAL) || about.name == LISTED_GLOBALLY => {
                    listings.push((*kind, GLOBAL.to_owned()));
                }
                Reach::Global => {}
                Reach::Region => listings.extend(self.real_regions().map(|region| (*kind, region.clone()))),
            }
        }
        listings
    }

    /// Returns the regions proper.
    pub(super) fn real_regions(&self) -> impl Iterator<Item = &String> {
        self.regions.iter().filter(|region| *region != GLOBAL)
    }

    /// Tells whether a resource is in one of the regions.
    pub(super) fn holds(&self, resource: &Resource) -> bool {
        self.has(&resource.reference.region)
    }

    pub(super) fn has(&self, region: &str) -> bool {
        self.regions.iter().any(|wanted| wanted == region)
    }
}
