//! `terraproof nuke kinds`.

use clap::Args;
use serde_json::json;

use crate::nuke::kinds::{About, Reach, all};
use crate::{Error, Exit, console};

/// How wide a line is that says what a kind may use.
const WIDTH: usize = 76;

/// List the kinds of resources, and what is known of each
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

pub(super) fn run(options: &Options) -> Result<Exit, Error> {
    let abouts: Vec<&About> = all().iter().map(|kind| kind.about()).collect();
    let text = if options.json { json(&abouts) } else { listed(&abouts) };
    console::print(&text)?;
    Ok(Exit::Done)
}

/// Writes a line for each kind, and below it what it may use: no table, for the names would make it wider than any page.
fn listed(abouts: &[&About]) -> String {
    let mut text = format!("{:<34} {:<10} {:<4} {}\n", "kind", "listed", "age", "tags");
    for about in abouts {
        let tags = match (about.tags, about.details) {
            (false, _) => "-",
            (true, false) => "with the list",
            (true, true) => "one by one",
        };
        let age = if about.age { "yes" } else { "-" };
        text.push_str(&format!("{:<34} {:<10} {age:<4} {tags}\n", about.name, reach(about)));
        used(about).iter().for_each(|line| text.push_str(&format!("  {line}\n")));
    }
    format!(
        "{text}\n{} kinds. What tells no age stays under a filter of age; what has no tags carries no run.\n\
         `--json` has their names in CloudFormation, cloud-nuke and aws-nuke.\n",
        abouts.len()
    )
}

/// Says in lines what a kind may use.
fn used(about: &About) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (number, kind) in about.uses.iter().enumerate() {
        let kind = if number + 1 < about.uses.len() { format!("{kind},") } else { (*kind).to_owned() };
        match lines.last_mut() {
            Some(line) if line.len() + kind.len() < WIDTH => line.push_str(&format!(" {kind}")),
            Some(_) => lines.push(format!("     {kind}")),
            None => lines.push(format!("uses {kind}")),
        }
    }
    lines
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_fits_a_page_and_names_every_kind_and_every_use_whole() {
        let abouts: Vec<&About> = all().iter().map(|kind| kind.about()).collect();
        let text = listed(&abouts);
        assert!(text.lines().all(|line| line.len() <= 95), "{text}");
        for about in abouts {
            assert!(text.contains(&format!("\n{} ", about.name)), "{}", about.name);
            let lines = used(about).join(" ");
            let told: Vec<&str> = lines.split([' ', ',']).filter(|word| word.contains('-')).collect();
            assert_eq!(told, about.uses, "{}", about.name);
        }
    }
}
