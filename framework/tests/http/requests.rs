//! What is sent.

use std::io::Write as _;

use terraproof::{Condition as _, HttpAnswer, HttpReceived, HttpServer, Scope, json};

use crate::raw::read_head;
use crate::support::run;

/// Starts a server that answers everything, and returns it.
fn listening(t: &Scope) -> HttpServer {
    t.http().serve(|_| HttpAnswer::ok("hello")).unwrap()
}

fn only(server: &HttpServer) -> HttpReceived {
    let mut received = server.received();
    assert_eq!(received.len(), 1);
    received.remove(0)
}

#[test]
fn a_request_carries_its_method_headers_query_and_body() {
    run("http_request", async |t: &Scope| {
        let server = listening(t);
        let request = t.http().put(server.url("/a b")).query("q", "x&y").header("x-one", "1").json(&json!({"a": 1}));
        request.send().await?;
        let received = only(&server);
        assert_eq!((received.method(), received.path(), received.query()), ("PUT", "/a%20b", Some("q=x%26y")));
        assert_eq!((received.header("x-one"), received.header("content-type")), (Some("1"), Some("application/json")));
        assert_eq!(received.body(), "{\"a\":1}");
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_form_is_sent_as_a_browser_would() {
    run("http_form", async |t: &Scope| {
        let server = listening(t);
        t.http().post(server.url("/")).form([("name", "a b&c"), ("é", "=")]).send().await?;
        assert_eq!(only(&server).body(), "name=a%20b%26c&%C3%A9=%3D");
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_login_is_sent_and_shown_nowhere() {
    run("http_login", async |t: &Scope| {
        let server = listening(t);
        let request = t.http().get(server.url("/")).basic_auth("eve", "hunter2-and-more");
        assert!(!format!("{request:?}").contains("hunter2"));
        request.send().await?;
        assert_eq!(only(&server).header("authorization"), Some("Basic ZXZlOmh1bnRlcjItYW5kLW1vcmU="));
        Ok(())
    })
    .unwrap();
}

#[test]
fn redirects_are_followed_or_not() {
    run("http_redirects", async |t: &Scope| {
        let server = t.http().serve(|request| match request.path() {
            "/new" => HttpAnswer::ok("here"),
            "/old" => HttpAnswer::redirect("/new"),
            _ => HttpAnswer::redirect("/old"),
        })?;
        let followed = t.http().get(server.url("/older")).send().await?;
        assert_eq!((followed.status(), followed.url()), (200, server.url("/new").as_str()));
        let first = t.http().get(server.url("/older")).no_redirects().returns(302).with_header("location", "/old");
        t.eventually(first).await?;
        assert!(t.http().get(server.url("/older")).follow_redirects(1).send().await.is_err());
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_name_can_be_asked_at_another_address_and_stays_in_the_request() {
    run("http_resolve_to", async |t: &Scope| {
        let server = listening(t);
        for url in ["http://site.invalid/", "http://site.invalid:8080/"] {
            let response = t.http().get(url).resolve_to(server.address()).send().await?;
            assert_eq!(response.body(), "hello");
        }
        let hosts: Vec<_> =
            server.received().iter().map(|request| request.header("host").unwrap().to_owned()).collect();
        assert!(hosts[0].starts_with("site.invalid") && hosts[1] == "site.invalid:8080", "{hosts:?}");
        Ok(())
    })
    .unwrap();
}

#[test]
fn each_exchange_opens_a_connection_of_its_own() {
    run("http_connections", async |t: &Scope| {
        let server = listening(t);
        assert_eq!(t.http().get(server.url("/")).send().await?.body(), "hello");
        server.stop().await;
        assert_eq!(t.http().get(server.url("/")).send().await.unwrap_err().to_string(), "connection refused");
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_host_may_be_an_address_of_ipv6() {
    run("http_ipv6", async |t: &Scope| {
        let listener = std::net::TcpListener::bind("[::1]:0").unwrap();
        let place = listener.local_addr().unwrap();
        let answering = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let head = read_head(&mut stream);
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello").unwrap();
            head
        });
        let page = t.http().get(format!("http://{place}/")).returns(200).with_body("hello");
        assert!(page.sentence().starts_with(&format!("GET http://{place}/ returns 200")), "{}", page.sentence());
        t.eventually(page).await?;
        assert!(answering.join().unwrap().contains(&format!("host: {place}\r\n")));
        Ok(())
    })
    .unwrap();
}
