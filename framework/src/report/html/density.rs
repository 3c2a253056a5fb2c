//! How much happened when, as columns.

use super::calls::Verdict;
use super::lane::{Bar, Lane};
use super::page::ApiCall;
use super::scale::Scale;
use super::span::Span;
use super::text::{counted, moment};

/// How many columns there are across the picture.
const COLUMNS: usize = 160;
/// Above this part of the row the words of the row would be touched.
const AIR: u32 = 4;

/// Counts what fell into one column, by kind; the last kinds are the worst and lie at the bottom.
type Column = [usize; 4];

/// Draws the calls: well, failed and throttled ones on top of each other.
pub(super) fn calls(scale: Scale, calls: &[ApiCall]) -> Lane {
    let mut columns = [Column::default(); COLUMNS];
    for call in calls {
        columns[scale.index(call.offset, COLUMNS)][match Verdict::of(call) {
            Verdict::Well => 0,
            Verdict::Absent => 1,
            Verdict::Failed => 2,
            Verdict::Throttled => 3,
        }] += 1;
    }
    let busiest = columns.iter().map(|column| column.iter().sum()).max().unwrap_or_default();
    let title = format!("{}, at most {busiest} in one column", counted(calls.len(), "call"));
    let mut lane = Lane::new("api", format!("API calls ({})", calls.len()), title);
    let say = |[well, absent, failed, throttled]: Column| {
        let all = counted(well + absent + failed + throttled, "call");
        format!("{all}: {absent} not found, {failed} failed, {throttled} throttled")
    };
    let classes = ["call-well", "call-absent", "call-failed", "call-throttled"];
    lane.bars = bars(scale, lane.height, busiest, &columns, classes, say);
    lane
}

/// Draws how many of the resources without a row of their own were being changed.
pub(super) fn resources(scale: Scale, lane: &mut Lane, spans: &[&Span]) {
    let mut columns = [Column::default(); COLUMNS];
    for span in spans {
        let (first, last) = (scale.index(span.start, COLUMNS), scale.index(span.end, COLUMNS));
        for column in &mut columns[first..=last.max(first)] {
            column[0] += 1;
        }
    }
    let busiest = columns.iter().map(|column| column[0]).max().unwrap_or_default();
    let say = |[number, ..]: Column| format!("{} in change", counted(number, "resource"));
    lane.bars = bars(scale, lane.height, busiest, &columns, ["many"; 4], say);
}

fn bars(
    scale: Scale,
    height: u32,
    busiest: usize,
    columns: &[Column],
    classes: [&'static str; 4],
    say: impl Fn(Column) -> String,
) -> Vec<Bar> {
    let mut bars = Vec::new();
    let room = height - 2 * AIR;
    for (index, column) in columns.iter().enumerate().filter(|(_, column)| column.iter().sum::<usize>() > 0) {
        let (start, end) = scale.part(index, columns.len());
        let title = format!("{}, {} to {}", say(*column), moment(start), moment(end));
        let mut bottom = height - AIR;
        for (kind, class) in classes.iter().enumerate().rev().filter(|(kind, _)| column[*kind] > 0) {
            let height = share(column[kind], busiest, room).min(bottom - AIR);
            bottom -= height;
            let (x, width) = (scale.place(start), scale.length(start, end));
            bars.push(Bar { x, width, y: bottom, height, class, title: title.clone(), inside: String::new() });
        }
    }
    bars
}

/// Returns the height of a column, tall enough to be seen however busy the busiest one is.
fn share(number: usize, busiest: usize, room: u32) -> u32 {
    let share = u64::try_from(number).unwrap_or(u64::MAX).saturating_mul(u64::from(room));
    let share = share.div_ceil(u64::try_from(busiest).unwrap_or(u64::MAX).max(1));
    u32::try_from(share).unwrap_or(room).clamp(3, room)
}
