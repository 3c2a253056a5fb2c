//! The server inside a test.

use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use terraproof::{HttpAnswer, Scope};

use crate::support::run;

#[test]
fn a_server_lives_as_long_as_its_scope_and_no_longer() {
    let address = Arc::new(Mutex::new(None));
    let kept = Arc::clone(&address);
    run("http_server", async move |t: &Scope| {
        let url = t.http().serve(|_| HttpAnswer::ok("hello"))?.url("/");
        t.eventually(t.http().get(&url).returns(200).with_body("hello")).await?;
        *kept.lock().unwrap() = Some(url["http://".len()..].trim_end_matches('/').to_owned());
        Ok(())
    })
    .unwrap();
    let address = address.lock().unwrap().clone().unwrap();
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn a_server_answers_while_the_body_blocks_its_thread() {
    run("http_server_blocked", async |t: &Scope| {
        let server = t.http().serve(|_| HttpAnswer::ok("hello"))?;
        let mut stream = TcpStream::connect(server.address())?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        std::io::Write::write_all(&mut stream, b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")?;
        let mut said = String::new();
        std::io::Read::read_to_string(&mut stream, &mut said)?;
        assert!(said.ends_with("hello"), "{said}");
        Ok(())
    })
    .unwrap();
}

#[test]
fn an_answer_that_cannot_be_sent_says_so() {
    run("http_server_wrong", async |t: &Scope| {
        let server = t.http().serve(|request| match request.path() {
            "/status" => HttpAnswer::new(7, ""),
            _ => HttpAnswer::ok("").header("a b", "c"),
        })?;
        let status = t.http().get(server.url("/status")).send().await?;
        assert_eq!((status.status(), status.body().as_str()), (500, "7 is not a status code"));
        let header = t.http().get(server.url("/header")).send().await?;
        assert_eq!((header.status(), header.body().as_str()), (500, "`a b` is not a valid header"));
        Ok(())
    })
    .unwrap();
}
