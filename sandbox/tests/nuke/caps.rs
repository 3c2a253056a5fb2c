//! `nuke run`, under caps.

use crate::place::Place;

const QUEUES: [&str; 2] = ["--kind", "sqs-queue"];

#[test]
fn a_run_over_its_cap_deletes_nothing_and_one_under_it_everything() {
    let place = Place::open();
    place.python("make_queues('a', 'b', 'c', 'd')");
    let run = |more: &[&str]| place.nuke(&[&["run", "--yes"], &QUEUES[..], more].concat());
    run(&["--max-deletes", "3"])
        .ends(6, &["deletes 4, more than the 3 of `--max-deletes`", "nothing was deleted", "next:"]);
    assert_eq!(place.python("print(queues())"), "['a', 'b', 'c', 'd']");
    place.plan(&QUEUES);
    run(&["--max-deletes", "4"]).ends(0, &["4 of 4 deleted"]);
    assert_eq!(place.python("print(queues())"), "[]");
    place.nuke(&[&["plan", "--detailed-exitcode"], &QUEUES[..]].concat()).ends(0, &["nothing would be deleted"]);
}

#[test]
fn a_share_of_what_could_go_is_a_cap_as_well_and_the_configuration_sets_it() {
    let place = Place::open();
    place.python("make_queues(*[f'ci-{n}' for n in range(22)])\nmake_queues('keep-1')");
    place.configure("[nuke]\nexclude = { name = '^keep-' }\n");
    let run = || place.nuke(&[&["run", "--yes"], &QUEUES[..]].concat());
    run().ends(6, &["deletes 22 of 23, more than the 80 % of `--max-percent`"]);
    place.configure("[nuke]\nexclude = { name = '^keep-' }\nmax_percent = 99\n");
    run().ends(0, &["22 of 22 deleted"]);
    assert_eq!(place.python("print(queues())"), "['keep-1']");
}
