//! What a server should not do, and a test should not ask.

use std::io::Read as _;
use std::time::Duration;

use terraproof::document::matches;
use terraproof::{Condition as _, HttpAnswer, Scope, json};

use crate::raw::{never_end, read_head, say, serving};
use crate::support::run;
use crate::{failure, reason};

#[test]
fn a_host_that_does_not_resolve_may_do_so_later() {
    run("http_no_such_host", async |t: &Scope| {
        let error = failure(t.http().get("http://nobody.invalid/").direct().returns(200)).await;
        assert!(error.is_transient());
        assert!(error.to_string().starts_with("`nobody.invalid` does not resolve: "), "{error}");
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_body_above_the_limit_ends_the_wait_and_names_the_limit() {
    run("http_long_body", async |t: &Scope| {
        let server = t.http().serve(|_| HttpAnswer::ok("x".repeat(2_000)))?;
        let url = server.url("/");
        let error = failure(t.http().get(&url).body_limit(1_999).returns(200)).await;
        assert_eq!(error.to_string(), format!("the body of GET {url} is longer than 1999 bytes"));
        assert!(!error.is_transient() && error.hint().unwrap().contains("body_limit"));
        assert_eq!(t.http().get(&url).body_limit(2_000).send().await?.body().len(), 2_000);
        let huge = b"HTTP/1.1 200 OK\r\ncontent-length: 1073741824\r\n\r\nx";
        let place = serving(1, |stream| say(stream, huge));
        let error = failure(t.http().get(format!("http://{place}/")).returns(200)).await;
        assert_eq!(error.to_string(), format!("the body of GET http://{place}/ is longer than 16 MiB"));
        Ok(())
    })
    .unwrap();
}

#[test]
fn an_endless_body_ends_at_the_limit_or_at_the_time_out() {
    run("http_endless_body", async |t: &Scope| {
        let head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        let fast = serving(1, |stream| never_end(stream, head, b"4\r\nwow!\r\n"));
        let error = failure(t.http().get(format!("http://{fast}/")).body_limit(100_000).returns(200)).await;
        assert!(!error.is_transient() && error.to_string().ends_with("is longer than 100000 bytes"), "{error}");
        let (sender, stop) = std::sync::mpsc::channel::<()>();
        let slow = serving(1, move |mut stream| {
            read_head(&mut stream);
            let _stopped = stop.recv_timeout(Duration::from_secs(60));
        });
        let silent = t.http().get(format!("http://{slow}/")).timeout(Duration::from_millis(300));
        let error = failure(silent.returns(200)).await;
        drop(sender);
        assert!(error.is_transient());
        assert_eq!(error.to_string(), "no whole answer within 300 ms");
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_redirect_loop_ends_the_wait_and_says_where_it_turns() {
    run("http_redirect_loop", async |t: &Scope| {
        let server = t.http().serve(|request| match request.path() {
            "/a" => HttpAnswer::redirect("/b"),
            _ => HttpAnswer::redirect("/a"),
        })?;
        let error = failure(t.http().get(server.url("/a")).returns(200)).await;
        assert!(!error.is_transient());
        let words = error.to_string();
        assert!(words.starts_with("more than 10 redirects, the last one to http://127.0.0.1:"), "{words}");
        assert!(error.hint().unwrap().starts_with("look for a loop"));
        Ok(())
    })
    .unwrap();
}

#[test]
fn what_is_not_utf_8_is_replaced_and_can_be_had_as_it_came() {
    run("http_not_utf_8", async |t: &Scope| {
        let server = t.http().serve(|_| HttpAnswer::ok([b'a', 0xff, b'b']))?;
        let page = || t.http().get(server.url("/"));
        assert_eq!(reason(page().returns(200).with_body("ab")).await, "body \"a\u{fffd}b\"");
        assert_eq!(page().send().await?.bytes(), [b'a', 0xff, b'b']);
        assert!(reason(page().returns(200).with_json(json!({}))).await.starts_with("the body is not JSON: "));
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_body_of_another_sort_than_json_is_shown() {
    run("http_not_json", async |t: &Scope| {
        let server = t.http().serve(|_| HttpAnswer::ok("<h1>hello</h1>"))?;
        let claim = t.http().get(server.url("/")).returns(200).with_json(json!({"status": "up"}));
        assert_eq!(reason(claim).await, "the body is not JSON: \"<h1>hello</h1>\"");
        let error = t.http().get(server.url("/")).send().await?.json::<u8>().unwrap_err();
        assert_eq!(error.to_string(), "failed to decode the body as JSON");
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_connection_that_breaks_or_is_refused_or_talks_nonsense_may_be_better_later() {
    run("http_broken", async |t: &Scope| {
        // Linux resets a connection that is closed with something unread in it.
        let reset = serving(1, |mut stream| stream.read_exact(&mut [0]).unwrap());
        let short = serving(1, |stream| say(stream, b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc"));
        let nonsense = serving(1, |stream| say(stream, b"SSH-2.0-OpenSSH_9.6\r\n\r\n"));
        let gone = t.http().serve(|_| HttpAnswer::ok(""))?;
        gone.stop().await;
        let mut said = Vec::new();
        for place in [reset, short, nonsense, gone.address().to_string()] {
            let error = failure(t.http().get(format!("http://{place}/")).returns(200)).await;
            assert!(error.is_transient(), "{error}");
            said.push(error.to_string());
        }
        assert_eq!(said[0], "connection reset");
        assert_eq!(said[3], "connection refused");
        assert!(said[1].contains("end of file") || said[1].contains("closed"), "{said:?}");
        assert!(said[2].contains("HTTP"), "{said:?}");
        Ok(())
    })
    .unwrap();
}

#[test]
fn what_cannot_be_asked_is_refused_before_anything_is_sent() {
    run("http_misuse", async |t: &Scope| {
        let server = t.http().serve(|_| HttpAnswer::ok("{}"))?;
        let (http, url) = (t.http(), server.url("/"));
        let mistakes = [
            (http.get("example.org").returns(200), "`example.org` is not a URL that can be asked"),
            (http.get("ftp://example.org/").returns(200), "`ftp://example.org/` is not a URL that can be asked"),
            (http.request("G T", &url).returns(200), "`G T` is not an HTTP method"),
            (http.get(&url).header("a b", "c").returns(200), "`a b` is not a valid header"),
            (http.get(&url).returns(200).with_body_matching("["), "`[` is not a regular expression: "),
            (http.get(&url).returns(200).with_header_matching("a", "("), "`(` is not a regular expression: "),
            (http.get(&url).returns(200).with_json(json!({"a": matches("[")})), "`[` is not a regular expression: "),
            (http.get(&url).trusting("no").returns(200), "the authorities to trust hold no certificate"),
            (
                http.get(&url).client_certificate("no", "no").returns(200),
                "the certificate and key of the client cannot",
            ),
            (http.get(&url).resolve_to(([127, 0, 0, 1], 1)).returns(200), "`resolve_to` needs a URL with a name in it"),
        ];
        for (claim, words) in mistakes {
            let error = failure(&claim).await;
            assert!(!error.is_transient() && error.to_string().starts_with(words), "{}: {error}", claim.sentence());
        }
        let nothing = http.get(&url).returns(200).answering_within(Duration::from_secs(1)).requests(0);
        assert!(!failure(nothing).await.is_transient());
        assert_eq!(server.received().len(), 0);
        Ok(())
    })
    .unwrap();
}
