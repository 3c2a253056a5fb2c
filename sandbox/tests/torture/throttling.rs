//! AWS asks to slow down.

use crate::common::Home;
use crate::traces::Traces;
use crate::victim::Place;

#[test]
fn throttling_of_three_calls_in_ten_slows_a_test_down_and_leaves_nothing() {
    let home = Home::new();
    let place = Place::new(home.path(), "throttled1");
    let mut victim = place.start("victims::throttled");
    let account = victim.wait_for("the stack is written down", |_| true).account;
    let status = victim.end().unwrap();
    assert!(status.success(), "{}", victim.words());
    let left = Traces::of(&place, account.as_deref());
    assert_eq!(left.count(), 0, "{left:?}\n{}", victim.words());
    place.clear_report();
}
