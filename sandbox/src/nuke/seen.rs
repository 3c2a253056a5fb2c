//! When what AWS tells no age of was first seen, from one plan to the next.
//!
//! VPCs, subnets, addresses and the like tell no time at which they were made. What an earlier plan saw is at least as old as that plan,
//! which is enough to say that it is older than something. It is remembered on this machine: nothing is written to the account.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::model::{Reference, Resource};
use crate::Error;

const FORMAT: &str = "terraproof-nuke-seen";
const VERSION: u32 = 1;
/// How long something is remembered that is seen no more.
const LOST: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The kinds outside EC2 whose ids carry something that is never given twice.
const UNIQUE: [&str; 2] = ["elbv2-target-group", "route53-zone"];

/// Remembers of one account what was seen when.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    seen: BTreeMap<Known, Times>,
}

/// Names one thing for all time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Known {
    #[serde(flatten)]
    reference: Reference,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    identity: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Times {
    first: Timestamp,
    last: Timestamp,
}

#[derive(Debug, Serialize, Deserialize)]
struct Line {
    #[serde(flatten)]
    known: Known,
    #[serde(flatten)]
    times: Times,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    version: u32,
    seen: Vec<Line>,
}

impl Memory {
    /// Reads what is remembered; a file that is not there remembers nothing.
    ///
    /// # Errors
    /// When it cannot be read, or is not what this wrote.
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        let text = match std::fs::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(Error::io("read", path, error)),
        };
        let file = serde_json::from_slice::<File>(&text).ok().filter(|file| file.format == FORMAT);
        match file {
            Some(file) if file.version == VERSION => {
                Ok(Self { seen: file.seen.into_iter().map(|line| (line.known, line.times)).collect() })
            }
            _ => Err(Error::nuke(
                format!("`{}` is not what an earlier plan remembered", path.display()),
                "delete it: ages that AWS does not tell are then counted anew",
            )),
        }
    }

    /// Returns when a resource was first seen, if it was.
    pub(crate) fn first(&self, resource: &Resource) -> Option<Timestamp> {
        self.seen.get(&Known::of(resource)?).map(|times| times.first)
    }

    /// Remembers what a plan saw of which AWS tells no age, beside what the file remembers by now.
    ///
    /// # Errors
    /// When the file cannot be written; it is then as it was.
    pub(crate) fn remember<'a>(
        path: &Path,
        resources: impl Iterator<Item = &'a Resource>,
        now: Timestamp,
    ) -> Result<(), Error> {
        let ageless = resources.filter(|resource| resource.created.is_none() && resource.built_in.is_none());
        let known: Vec<Known> = ageless.filter_map(Known::of).collect();
        if known.is_empty() {
            return Ok(());
        }
        let directory = path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(directory).map_err(|source| Error::io("make", directory, source))?;
        let mut memory = Self::read(path)?;
        memory.seen.retain(|_, times| now.duration_since(times.last) < LOST);
        for known in known {
            let times = memory.seen.entry(known).or_insert(Times { first: now, last: now });
            times.last = times.last.max(now);
        }
        memory.write(path, directory)
    }

    fn write(self, path: &Path, directory: &Path) -> Result<(), Error> {
        let seen = self.seen.into_iter().map(|(known, times)| Line { known, times }).collect();
        let file = File { format: FORMAT.to_owned(), version: VERSION, seen };
        let written = || {
            let mut written = tempfile::NamedTempFile::new_in(directory)?;
            serde_json::to_writer(&mut written, &file)?;
            written.write_all(b"\n")?;
            written.as_file().sync_all()?;
            written.persist(path).map_err(|error| error.error)
        };
        written().map(drop).map_err(|source| Error::io("write", path, source))
    }
}

impl Known {
    /// Names a resource, if nothing else will ever have that name: another one of the same name is younger than what was seen.
    fn of(resource: &Resource) -> Option<Self> {
        let kind = resource.reference.kind.as_str();
        let is_unique = resource.identity.is_some()
            || UNIQUE.contains(&kind)
            || (kind.starts_with("ec2-") && is_generated(resource.id()));
        is_unique.then(|| Self { reference: resource.reference.clone(), identity: resource.identity.clone() })
    }
}

/// Tells whether an id is one that EC2 made up: `vpc-0a1b2c3d`.
fn is_generated(id: &str) -> bool {
    let last = id.rsplit_once('-').map_or("", |(_, last)| last);
    last.len() >= 8 && last.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Returns where an account's memory lies, beside its plans.
pub(crate) fn path(directory: &Path, account: &str) -> PathBuf {
    directory.join(format!("seen-{account}.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> Timestamp {
        format!("2026-06-{time}T00:00:00Z").parse().unwrap()
    }

    fn thing(kind: &str, id: &str) -> Resource {
        Resource::new(Reference::new(kind, "eu-west-1", id))
    }

    fn first(path: &Path, resource: &Resource) -> Option<Timestamp> {
        Memory::read(path).unwrap().first(resource)
    }

    #[test]
    fn what_was_seen_keeps_the_time_of_the_first_plan_until_nobody_has_seen_it_for_long() {
        let directory = tempfile::tempdir().unwrap();
        let path = path(directory.path(), "111122223333");
        let (vpc, subnet) = (thing("ec2-vpc", "vpc-0a1b2c3d"), thing("ec2-subnet", "subnet-0a1b2c3d"));
        assert_eq!(first(&path, &vpc), None);
        Memory::remember(&path, [&vpc].into_iter(), at("01")).unwrap();
        Memory::remember(&path, [&vpc, &subnet].into_iter(), at("20")).unwrap();
        assert_eq!((first(&path, &vpc), first(&path, &subnet)), (Some(at("01")), Some(at("20"))));
        let other = thing("ec2-subnet", "subnet-99999999");
        Memory::remember(&path, [&other].into_iter(), "2026-07-20T00:00:00Z".parse().unwrap()).unwrap();
        assert_eq!((first(&path, &vpc), first(&path, &other).is_some()), (None, true));
    }

    #[test]
    fn what_may_be_made_anew_under_its_name_is_not_remembered() {
        let directory = tempfile::tempdir().unwrap();
        let path = path(directory.path(), "111122223333");
        let told = Resource { created: Some(at("01")), ..thing("ec2-volume", "vol-0a1b2c3d") };
        let named = [thing("sns-topic", "arn:aws:sns:eu-west-1:1:t"), thing("ec2-address", "192.0.2.7"), told];
        Memory::remember(&path, named.iter(), at("01")).unwrap();
        assert!(!path.exists());
        let group =
            |identity: &str| Resource { identity: Some(identity.to_owned()), ..thing("ec2-placement-group", "near") };
        Memory::remember(&path, [&group("pg-1")].into_iter(), at("01")).unwrap();
        assert_eq!((first(&path, &group("pg-1")), first(&path, &group("pg-2"))), (Some(at("01")), None));
    }

    #[test]
    fn a_file_of_something_else_is_refused_and_left_as_it_is() {
        let directory = tempfile::tempdir().unwrap();
        for garbage in ["", "{}", r#"{"format":"terraproof-nuke-seen","version":2,"seen":[]}"#] {
            let path = path(directory.path(), "111122223333");
            std::fs::write(&path, garbage).unwrap();
            let error = Memory::remember(&path, [&thing("ec2-vpc", "vpc-0a1b2c3d")].into_iter(), at("01"));
            assert!(error.unwrap_err().hint().is_some_and(|hint| hint.contains("delete it")), "{garbage}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), garbage);
        }
    }
}
