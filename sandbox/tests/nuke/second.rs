//! The listing after an apply, which believes nobody.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http::StatusCode;
use terraproof_local::gateway::ApiRequest;
use terraproof_local::gateway::rules::Refusal;

use crate::gate::Refusing;
use crate::place::Place;

/// A service that takes a deletion, says that the queue is gone, and has it still.
fn liar(looks: Arc<AtomicUsize>) -> impl Fn(&ApiRequest) -> Option<Refusal> {
    let taken = || Refusal { code: "Taken".into(), message: String::new(), status: StatusCode::OK };
    let absent =
        || Refusal::bad_request("AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.");
    move |request| match request.operation.as_str() {
        "DeleteQueue" => Some(taken()),
        // The second and third look are those that wait for the end: one alone is not believed.
        "GetQueueAttributes" => (1..=2).contains(&looks.fetch_add(1, Ordering::SeqCst)).then(absent),
        _ => None,
    }
}

#[test]
fn what_is_said_to_be_gone_and_is_still_listed_is_told_and_never_a_clean_end() {
    let looks = Arc::new(AtomicUsize::new(0));
    let place = Place::with(vec![Box::new(Refusing(liar(Arc::clone(&looks))))]);
    place.python("make_queues('work')");
    place.plan(&["--kind", "sqs-queue"]);
    looks.store(0, Ordering::SeqCst);
    place.nuke(&["apply", "plan.json", "--yes"]).ends(4, &["still there: sqs-queue", "a second listing shows it"]);
    assert_eq!(place.python("print(queues())"), "['work']");
}
