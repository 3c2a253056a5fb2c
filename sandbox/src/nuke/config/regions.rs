//! Whether names of regions are right, in `[nuke]`, in the sandboxes and on the command line.

use std::collections::BTreeSet;

use terraproof::{Config, Sandbox};

use super::{Nuke, RuleText, nearest};
use crate::Error;
use crate::nuke::model::GLOBAL;
use crate::nuke::select::Flags;

/// The regions there are, for what is like a mistyped one; a newer one is as right. See
/// <https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html>.
const KNOWN: [&str; 39] = [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eusc-de-east-1",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-west-1",
    "us-west-2",
];

/// Refuses names that no region can have, and in rules those that no sandbox has: such a rule would hold for nothing.
pub(super) fn regions(config: &Config, nuke: &Nuke, flags: &Flags) -> Result<(), Error> {
    let sandboxes = config.sandboxes().iter().flat_map(|(name, sandbox)| {
        let regions = if let Sandbox::Aws { regions, .. } = sandbox { regions.as_slice() } else { &[] };
        regions.iter().map(move |region| (format!("[sandbox.{name}]"), region))
    });
    let typed = flags.regions.iter().map(|region| ("--region".to_owned(), region));
    let in_use = in_use(config);
    for (place, region) in sandboxes.chain(typed).chain(in_rules(nuke)) {
        let is_global = region == GLOBAL && !place.starts_with("[sandbox.");
        if !is_global && !is_shaped(region) {
            return Err(wrong(&format!("`{place}` names `{region}`, which is no name of a region"), region, &in_use));
        }
    }
    for (place, region) in in_rules(nuke) {
        if region != GLOBAL && in_use.as_ref().is_some_and(|regions| !regions.contains(region.as_str())) {
            let sentence = format!("`{place}` names the region `{region}`, which no sandbox has");
            return Err(wrong(&sentence, region, &in_use));
        }
    }
    Ok(())
}

/// Tells whether AWS is known to have a region.
pub(crate) fn is_known(region: &str) -> bool {
    region == GLOBAL || KNOWN.contains(&region)
}

/// Returns the regions of the sandboxes, if all of them name theirs.
fn in_use(config: &Config) -> Option<BTreeSet<&str>> {
    let mut regions = BTreeSet::new();
    for sandbox in config.sandboxes().values() {
        match sandbox {
            // It is always there, whether or not anybody means it.
            Sandbox::Local { account: None } => {}
            Sandbox::Aws { regions: named, .. } if !named.is_empty() => {
                regions.extend(named.iter().map(String::as_str))
            }
            _ => return None,
        }
    }
    (!regions.is_empty()).then_some(regions)
}

fn in_rules(nuke: &Nuke) -> Vec<(String, &String)> {
    let everywhere = [("[nuke]".to_owned(), [&nuke.include, &nuke.exclude])];
    let of_kinds = nuke.kind.iter().map(|(kind, of)| (format!("[nuke.kind.{kind}]"), [&of.include, &of.exclude]));
    let mut regions = Vec::new();
    for (place, lists) in everywhere.into_iter().chain(of_kinds) {
        let named = lists.into_iter().flatten().flat_map(|rule: &RuleText| &rule.region);
        regions.extend(named.map(|region| (place.clone(), region)));
    }
    regions
}

/// Tells whether a text is written as the names of regions are: `eu-west-1`, `us-gov-east-1`.
fn is_shaped(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [area @ .., number] = parts.as_slice() else { return false };
    let is_word = |part: &&str| part.len() >= 2 && part.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_number = (1..=2).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    (2..=3).contains(&area.len()) && area.iter().all(is_word) && is_number
}

fn wrong(sentence: &str, region: &str, in_use: &Option<BTreeSet<&str>>) -> Error {
    let near = in_use.as_ref().and_then(|regions| nearest(region, regions.iter().copied()));
    let hint = match (near.or_else(|| nearest(region, KNOWN)), in_use) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, Some(regions)) => {
            format!("the sandboxes have: {}", regions.iter().copied().collect::<Vec<_>>().join(", "))
        }
        (None, None) => "write it as `eu-west-1`, or `global` for what belongs to the whole account".to_owned(),
    };
    Error::nuke(sentence, hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "[sandbox.a]\nkind = 'aws'\naccount = '111122223333'\nregions = ['eu-west-1']\n\
        [sandbox.b]\nkind = 'aws'\naccount = '444455556666'\nregions = ['us-east-1']\n";

    fn said(toml: &str, region: &str) -> String {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("terraproof.toml");
        std::fs::write(&path, toml).unwrap();
        let flags = Flags {
            regions: [region].iter().filter(|text| !text.is_empty()).map(|&text| text.to_owned()).collect(),
            ..Flags::default()
        };
        let checked = regions(&Config::read(&path).unwrap(), &Nuke::parse(toml).unwrap(), &flags);
        checked.err().map(|error| format!("{error}; {}", error.hint().unwrap_or_default())).unwrap_or_default()
    }

    #[test]
    fn a_rule_for_a_region_that_no_sandbox_has_names_the_nearest() {
        let rule = |region: &str| format!("[nuke.kind.s3-bucket]\nexclude = {{ region = '{region}' }}\n");
        for right in ["eu-west-1", "us-east-1", "global"] {
            assert_eq!(said(&format!("{TWO}{}", rule(right)), ""), "");
        }
        let wrong = said(&format!("{TWO}{}", rule("eu-wset-1")), "");
        assert!(
            wrong.contains("`[nuke.kind.s3-bucket]` names the region `eu-wset-1`") && wrong.contains("`eu-west-1`"),
            "{wrong}"
        );
        let everywhere = "[sandbox.c]\nkind = 'aws'\naccount = '777788889999'\n";
        assert_eq!(said(&format!("{TWO}{everywhere}{}", rule("ap-south-1")), ""), "");
        assert_eq!(said(&rule("ap-south-1"), ""), "");
    }

    #[test]
    fn what_is_no_name_of_a_region_is_refused_wherever_it_stands() {
        for wrong in ["eu-west1", "euwest-1", "eu-west-1a", "EU-WEST-1", "eu_west_1", "ireland", "-1"] {
            assert!(said("", wrong).contains("no name of a region"), "{wrong}");
        }
        assert!(said("", "eu-west-1a").contains("did you mean `eu-west-1`?"));
        assert!(said("[nuke]\ninclude = { region = 'ireland' }", "").contains("`[nuke]`"));
        assert!(said(&TWO.replace("us-east-1", "us-esat1"), "").contains("`[sandbox.b]`"));
        for right in KNOWN.iter().chain(&["us-isob-east-1", "xx-nowhere-9", "global"]) {
            assert_eq!(said("", right), "", "{right}");
        }
    }
}
