//! The ledger cannot be written at the start of a test.

use std::fs;

use crate::common::Home;
use crate::victim::Place;

#[test]
fn a_test_whose_ledger_cannot_be_written_is_refused_before_anything_exists() {
    let home = Home::new();
    let place = Place::new(home.path(), "refused1");
    let ledger = place.ledger().directory().to_owned();
    fs::create_dir_all(ledger.parent().unwrap()).unwrap();
    // Permissions do not hold root back, a file in the place of the directory does.
    fs::write(&ledger, "in the way").unwrap();
    let mut victim = place.start("victims::whole_life");
    let status = victim.end().unwrap();
    let words = victim.words();
    assert!(!status.success() && words.contains(ledger.to_str().unwrap()), "{words}");
    assert!(words.contains("XDG_STATE_HOME"), "no next step in\n{words}");
    assert_eq!((home.accounts(), fs::read_to_string(&ledger).unwrap().as_str()), (0, "in the way"));
    place.clear_report();
}
