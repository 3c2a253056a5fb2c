//! One exit code for several accounts.

use crate::Exit;

/// Returns the worst of several: a signal, then 6, 1, 4, 3, 5, 2, 0. What was refused or could not start counts before what failed in
/// part, for nothing was done there.
pub(crate) fn worst(exits: impl IntoIterator<Item = Exit>) -> Exit {
    exits.into_iter().min_by_key(|exit| rank(*exit)).unwrap_or(Exit::Done)
}

fn rank(exit: Exit) -> u8 {
    match exit {
        Exit::Interrupted(_) | Exit::Command(_) => 0,
        Exit::Refused => 1,
        Exit::Failed => 2,
        Exit::Undestroyed => 3,
        Exit::Deadline => 4,
        Exit::Unreadable => 5,
        Exit::PlanNotEmpty => 6,
        Exit::Done => 7,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_account_decides() {
        let ordered = [
            Exit::Interrupted(130),
            Exit::Refused,
            Exit::Failed,
            Exit::Undestroyed,
            Exit::Deadline,
            Exit::Unreadable,
            Exit::PlanNotEmpty,
            Exit::Done,
        ];
        for pair in ordered.windows(2) {
            assert_eq!(worst([pair[1], pair[0]]), pair[0]);
        }
        assert_eq!(worst([]), Exit::Done);
    }
}
