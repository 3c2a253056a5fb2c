//! Resources of a simulated cloud, in short.

use crate::nuke::model::{Reference, Resource, Tags, Use};
use crate::nuke::plan::Row;

/// Names a thing of the first simulated kind.
pub(crate) fn name(id: &str) -> Reference {
    Reference::new("sim-0", "here", id)
}

/// Builds a thing that uses others; a name that begins with `~` is a use that can be cut.
pub(crate) fn thing(id: &str, uses: &[&str]) -> Resource {
    let mut thing = Resource::new(name(id));
    thing.tags = Tags::None;
    for used in uses {
        thing.uses(match used.strip_prefix('~') {
            Some(used) => Use::cuttable(name(used)),
            None => Use::of(name(used)),
        });
    }
    thing
}

/// Builds a thing that goes with another one.
pub(crate) fn part(id: &str, whole: &str, uses: &[&str]) -> Resource {
    let mut part = thing(id, uses);
    part.goes_with = Some(name(whole));
    part
}

/// Selects everything for deletion.
pub(crate) fn all(things: &[Resource]) -> Vec<Row> {
    things.iter().cloned().map(Row::delete).collect()
}
