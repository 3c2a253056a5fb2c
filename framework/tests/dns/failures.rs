//! Servers that do not answer, or not with an answer.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use hickory_proto::op::ResponseCode;
use terraproof::{Condition as _, Scope};

use crate::met;
use crate::server::{Over, Server, a, from_records, reply};
use crate::support::run;

#[test]
fn silence_ends_at_the_time_out_and_may_pass() {
    run("dns_silence", async |t: &Scope| {
        let server = Server::speaking(|_, _| Vec::new()).await;
        for over_tcp in [false, true] {
            let lookup = t.dns().lookup("example.test").via(server.place()).timeout(Duration::from_millis(200));
            let lookup = if over_tcp { lookup.over_tcp() } else { lookup };
            let error = lookup.resolves().check().await.unwrap_err();
            assert!(error.is_transient());
        }
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_question_that_got_lost_is_sent_again() {
    run("dns_lost", async |t: &Scope| {
        let asked = AtomicU32::new(0);
        let server = Server::speaking(move |question, _| match asked.fetch_add(1, Ordering::Relaxed) {
            0 => Vec::new(),
            _ => vec![from_records(question, &[a("example.test.", "192.0.2.1")]).to_vec().unwrap()],
        })
        .await;
        let lookup = t.dns().lookup("example.test").via(server.place()).timeout(Duration::from_secs(2));
        assert!(met(&lookup.resolves().check().await?));
        Ok(())
    })
    .unwrap();
}

#[test]
fn what_answers_something_else_is_passed_over() {
    run("dns_spoofed", async |t: &Scope| {
        let server = Server::speaking(|question, _| {
            let right = from_records(question, &[a("example.test.", "192.0.2.1")]);
            let mut wrong = from_records(question, &[a("example.test.", "192.0.2.66")]);
            wrong.metadata.id = question.metadata.id.wrapping_add(1);
            vec![b"not a message at all".to_vec(), wrong.to_vec().unwrap(), right.to_vec().unwrap()]
        })
        .await;
        let lookup = t.dns().lookup("example.test").via(server.place());
        assert!(met(&lookup.resolves_to(["192.0.2.1"]).check().await?));
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_failure_may_pass_and_a_lack_of_understanding_does_not() {
    run("dns_codes", async |t: &Scope| {
        for (code, word, transient) in [
            (ResponseCode::ServFail, "SERVFAIL", true),
            (ResponseCode::Refused, "REFUSED", true),
            (ResponseCode::FormErr, "FORMERR", false),
            (ResponseCode::NotImp, "NOTIMP", false),
        ] {
            let server = Server::start(move |question, _| reply(question, code)).await;
            // A failure is no answer: it does not say that the name does not exist.
            let lookup = t.dns().lookup("example.test").via(server.place());
            let error = lookup.does_not_exist().check().await.unwrap_err();
            assert_eq!(error.to_string(), format!("`{}` answers {word}", server.place()));
            assert_eq!(error.is_transient(), transient, "{word}");
        }
        Ok(())
    })
    .unwrap();
}

#[test]
fn garbage_over_tcp_is_told_and_may_pass() {
    run("dns_garbage", async |t: &Scope| {
        let server = Server::speaking(|_, over| match over {
            Over::Udp => Vec::new(),
            Over::Tcp => vec![b"garbage".to_vec()],
        })
        .await;
        let lookup = t.dns().lookup("example.test").via(server.place()).over_tcp();
        let error = lookup.resolves().check().await.unwrap_err();
        assert!(error.to_string().ends_with("what it sent is not a DNS message") && error.is_transient(), "{error}");
        Ok(())
    })
    .unwrap();
}

#[test]
fn nobody_listening_is_heard_at_once() {
    run("dns_nobody", async |t: &Scope| {
        let server = Server::speaking(|_, _| Vec::new()).await;
        let place = server.place();
        drop(server);
        let lookup = t.dns().lookup("example.test").via(place).timeout(Duration::from_mins(10));
        assert!(lookup.resolves().check().await.is_err_and(|error| error.is_transient()));
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_malformed_name_or_server_ends_a_wait_at_once() {
    run("dns_malformed", async |t: &Scope| {
        let malformed = t.dns().lookup("a..b").via("192.0.2.1").resolves();
        let error = t.eventually(malformed).within(Duration::from_mins(5)).await.unwrap_err();
        assert!(error.to_string().ends_with("this will not become true"), "{error}");
        let error = t.dns().lookup("example.test").via("https://192.0.2.1").resolves().check().await.unwrap_err();
        assert!(!error.is_transient());
        Ok(())
    })
    .unwrap();
}
