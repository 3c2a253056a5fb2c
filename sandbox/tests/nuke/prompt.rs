//! What is typed at a terminal.

use crate::place::{Place, Said, said};

/// Runs a program on a terminal of its own, types a line once it is asked, and ends as the program does.
const TERMINAL: &str = "
import os, pty, sys
typed, words = sys.argv[1], sys.argv[2:]
child, terminal = pty.fork()
if child == 0: os.execv(words[0], words)
seen, answered = b'', False
while True:
    try: read = os.read(terminal, 4096)
    except OSError: break
    if not read: break
    seen += read
    if b'to go on' in seen and not answered:
        answered = True
        os.write(terminal, typed.encode() + b'\\n')
print(seen.decode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
";

fn typed(place: &Place, answer: &str) -> Said {
    let mut command = place.command(place.python_path());
    command.args(["-c", TERMINAL, answer, env!("CARGO_BIN_EXE_terraproof"), "nuke", "apply", "plan.json"]);
    said(&mut command)
}

#[test]
fn only_the_name_of_the_account_typed_at_the_terminal_deletes() {
    let place = Place::open();
    let alias = format!("acme-sandbox-{}", place.account.id);
    place.python(&format!("make_queues('one', 'two'); client('iam').create_account_alias(AccountAlias='{alias}')"));
    place.plan(&["--kind", "sqs-queue"]);
    for wrong in ["yes", "", "acme-sandbox"] {
        let said = typed(&place, wrong);
        said.ends(6, &[&format!("type `{alias}` to go on"), "neither the alias nor the id", "sqs-queue"]);
    }
    assert_eq!(place.python("print(queues())"), "['one', 'two']");
    typed(&place, &alias).ends(0, &["2 of 2 deleted"]);
    assert_eq!(place.python("print(queues())"), "[]");
}
