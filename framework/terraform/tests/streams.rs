//! Output of any size neither blocks a command nor fills the memory.
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use terraproof_terraform::{Apply, Plan};

mod common;
use common::faked;

#[tokio::test]
async fn a_hundred_thousand_lines_on_both_streams_are_read_and_logged() {
    let directory = tempfile::tempdir().unwrap();
    let log = directory.path().join("log");
    let script = "i=0; while [ $i -lt 20 ]; do cat lines; cat lines >&2; i=$((i+1)); done; exit 1";
    let line = "{\"type\":\"log\",\"@level\":\"info\",\"@message\":\"again\"}\n";
    fs::write(directory.path().join("lines"), line.repeat(2500)).unwrap();
    let events = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&events);
    let terraform = faked(directory.path(), script).await.log_file(&log).on_event(Arc::new(move |_| {
        seen.fetch_add(1, Ordering::Relaxed);
    }));
    let error = terraform.plan(&Plan::new()).await.unwrap_err();
    assert_eq!(events.load(Ordering::Relaxed), 50_000);
    assert!(error.failure().unwrap().stderr.len() <= 4 << 10);
    let log = fs::read(log).unwrap();
    assert_eq!(log.split(|byte| *byte == b'\n').filter(|line| line.starts_with(b"{")).count(), 100_000);
}

#[tokio::test]
async fn a_line_of_ten_megabytes_is_read_whole() {
    let directory = tempfile::tempdir().unwrap();
    let value = "x".repeat(10 << 20);
    let line = format!(
        "{{\"type\":\"outputs\",\"outputs\":{{\"big\":{{\"sensitive\":false,\"type\":\"string\",\"value\":\"{value}\"}}}}}}\n"
    );
    fs::write(directory.path().join("line"), line).unwrap();
    let terraform = faked(directory.path(), "cat line").await;
    let applied = terraform.apply(&Apply::new()).await.unwrap();
    assert_eq!(applied.outputs.get::<String>("big").unwrap().len(), 10 << 20);
}

#[tokio::test]
async fn a_stream_that_is_not_utf_8_is_no_obstacle() {
    let directory = tempfile::tempdir().unwrap();
    let terraform = faked(directory.path(), "printf '\\377\\376\\n' ; printf '\\377oops\\n' >&2; exit 1").await;
    let error = terraform.plan(&Plan::new()).await.unwrap_err();
    assert!(error.to_string().ends_with("oops"), "{error}");
}
