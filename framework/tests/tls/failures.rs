//! What is not TLS, or not there.

use std::time::Duration;

use terraproof::{Condition as _, Scope, TlsVersion};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::server::Server;
use crate::support::run;

#[test]
fn what_is_not_tls_is_told_and_may_pass() {
    run("tls_garbage", async |t: &Scope| {
        let server = Server::doing(async |mut stream: TcpStream| {
            let mut hello = [0; 1024];
            let _read = stream.read(&mut hello).await.unwrap();
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        })
        .await;
        let place = server.place();
        let error = t.tls(&place).accepts_protocol(TlsVersion::Tls13).check().await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("what `{place}` sends is not TLS; it begins with \"HTTP/1.1 400 Bad Request\"")
        );
        assert!(error.is_transient());
        let error = t.tls(&place).certificate_valid_for_at_least(30).check().await.unwrap_err();
        assert_eq!(error.to_string(), format!("no handshake with `{place}`: what it sends is not TLS"));
        assert!(error.is_transient());
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_certificate_behind_outdated_protocols_is_said_to_be_unreadable() {
    run("tls_outdated_certificate", async |t: &Scope| {
        let server = Server::doing(async |mut stream: TcpStream| {
            let mut hello = [0; 1024];
            let _read = stream.read(&mut hello).await.unwrap();
            stream.write_all(&[21, 3, 1, 0, 2, 2, 70]).await.unwrap();
        })
        .await;
        let error = t.tls(server.place()).certificate().await.unwrap_err();
        assert!(error.to_string().contains("it speaks neither TLS 1.2 nor TLS 1.3"), "{error}");
        Ok(())
    })
    .unwrap();
}

#[test]
fn silence_ends_at_the_time_out_and_may_pass() {
    run("tls_silence", async |t: &Scope| {
        let server = Server::doing(async |mut stream: TcpStream| {
            let mut everything = Vec::new();
            let _ended = stream.read_to_end(&mut everything).await;
        })
        .await;
        let probe = || t.tls(server.place()).timeout(Duration::from_millis(200));
        for error in [
            probe().refuses_protocol(TlsVersion::Tls11).check().await.unwrap_err(),
            probe().presents_a_trusted_chain().check().await.unwrap_err(),
        ] {
            assert_eq!(error.to_string(), format!("`{}` did not answer within 200 ms", server.place()));
            assert!(error.is_transient());
        }
        Ok(())
    })
    .unwrap();
}

#[test]
fn nobody_listening_is_told_and_may_pass() {
    run("tls_nobody", async |t: &Scope| {
        let server = Server::doing(async |_| ()).await;
        let place = server.place();
        drop(server);
        let error = t.tls(&place).refuses_protocol(TlsVersion::Tls11).check().await.unwrap_err();
        assert!(error.is_transient(), "{error}");
        Ok(())
    })
    .unwrap();
}

#[test]
fn what_can_never_be_asked_ends_a_wait_at_once() {
    run("tls_misuse", async |t: &Scope| {
        let probe = || t.tls("127.0.0.1:9");
        let errors = [
            probe().accepts_cipher("AES128").check().await.unwrap_err(),
            t.tls("example.test").accepts_protocol(TlsVersion::Tls13).check().await.unwrap_err(),
            probe().server_name("not a name").certificate().await.unwrap_err(),
            probe().covers_names(Vec::<String>::new()).check().await.unwrap_err(),
        ];
        assert!(errors.iter().all(|error| !error.is_transient()), "{errors:?}");
        Ok(())
    })
    .unwrap();
}
