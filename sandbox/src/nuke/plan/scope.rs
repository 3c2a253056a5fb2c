//! Where is looked, and for what.

use crate::nuke::config::Nuke;
use crate::nuke::kinds::{self, Kind, Reach};
use crate::nuke::model::{GLOBAL, Resource};
use crate::nuke::select::{Choice, Flags};

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
    /// Takes what the configuration and the flags leave of every kind, and those that have to be known beside them.
    pub(crate) fn new(nuke: &Nuke, flags: &Flags, regions: Vec<String>) -> Self {
        let choice = Choice::new(nuke, flags);
        let mut kinds: Vec<_> =
            kinds::all().iter().copied().filter(|kind| choice.leaves_out(kind.about().name).is_none()).collect();
        kinds.extend(kinds::beside(&kinds));
        kinds.extend(flags.cloud_control.iter().filter_map(|name| kinds::find(name)));
        Self { regions, kinds }
    }

    /// Takes these kinds and no others.
    pub(crate) fn of_kinds(names: &[String], regions: Vec<String>) -> Self {
        Self { regions, kinds: names.iter().filter_map(|name| kinds::find(name)).collect() }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_the_account_is_listed_once_and_the_rest_in_each_region() {
        let regions = ["eu-west-1", "us-east-1", GLOBAL].map(str::to_owned).to_vec();
        let listings = Scope::new(&Nuke::default(), &Flags::default(), regions).listings();
        for kind in kinds::all() {
            let name = kind.about().name;
            let of_account = ["iam-", "route53-", "s3-bucket", "cloudwatch-dashboard", "cloudfront-"];
            let expected: &[&str] = if of_account.iter().any(|start| name.starts_with(start)) {
                &[GLOBAL]
            } else {
                &["eu-west-1", "us-east-1"]
            };
            let listed = listings.iter().filter(|(kind, _)| kind.about().name == name);
            let mut listed: Vec<&str> = listed.map(|(_, region)| region.as_str()).collect();
            listed.sort_unstable();
            assert_eq!(listed, expected, "{name}");
        }
    }
}
