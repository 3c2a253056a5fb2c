//! `terraproof nuke kinds`.

use clap::Args;
use serde_json::json;

use crate::nuke::kinds::{About, Reach, all};
use crate::{Error, Exit, console};

/// How wide the table is where no terminal tells.
const WIDTH: u16 = 100;

/// List the kinds of resources, and what is known of each
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

pub(super) fn run(options: &Options) -> Result<Exit, Error> {
    let abouts: Vec<&About> = all().iter().map(|kind| kind.about()).collect();
    let text = if options.json { json(&abouts) } else { table(&abouts) };
    console::print(&text)?;
    Ok(Exit::Done)
}

fn table(abouts: &[&About]) -> String {
    let mut table = console::table(&["kind", "listed", "age", "tags", "uses"]);
    if !table.is_tty() {
        table.set_width(WIDTH);
    }
    for about in abouts {
        let known = |known: bool| if known { "yes" } else { "-" };
        let tags = match (about.tags, about.details) {
            (false, _) => "-",
            (true, false) => "with the list",
            (true, true) => "one by one",
        };
        table.add_row([about.name, reach(about), known(about.age), tags, &about.uses.join(", ")]);
    }
    format!(
        "{table}\n{} kinds. What tells no age stays under a filter of age; what has no tags carries no run.\n\
         `--json` has their names in CloudFormation, cloud-nuke and aws-nuke.\n",
        abouts.len()
    )
}

fn reach(about: &About) -> &'static str {
    match about.reach {
        Reach::Region => "by region",
        Reach::Global => "once",
    }
}

fn json(abouts: &[&About]) -> String {
    let kinds: Vec<_> = abouts
        .iter()
        .map(|about| {
            json!({
                "kind": about.name, "listed": reach(about), "age": about.age, "tags": about.tags, "details": about.details,
                "uses": about.uses, "goes_with": about.goes_with,
                "cloudformation": about.cloudformation, "cloud_nuke": about.cloud_nuke, "aws_nuke": about.aws_nuke,
            })
        })
        .collect();
    format!("{:#}\n", json!({ "kinds": kinds }))
}
