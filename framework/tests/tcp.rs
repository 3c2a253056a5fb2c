//! Probes of ports, against listeners in this process.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests may panic, their helpers too")]

mod support;

use std::net::SocketAddr;
use std::time::Duration;

use support::run;
use terraproof::{Condition as _, Observation, Scope};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpSocket, TcpStream};

async fn listening() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = listener.local_addr().unwrap().to_string();
    (listener, place)
}

fn reason<T: std::fmt::Debug>(observation: Observation<T>) -> String {
    match observation {
        Observation::NotYet(reason) => reason,
        Observation::Met(value) => panic!("met, with {value:?}"),
    }
}

#[test]
fn a_port_with_a_listener_is_open_and_neither_closed_nor_unreachable() {
    run("tcp_open", async |t: &Scope| {
        let (_listener, place) = listening().await;
        let connection = t.eventually(t.tcp(&place).is_open()).await?;
        assert_eq!(connection.address().to_string(), place);
        t.eventually(t.tcp(&place).connects_within(Duration::from_secs(30))).await?;
        for claim in [t.tcp(&place).is_closed(), t.tcp(&place).is_refused(), t.tcp(&place).is_unreachable()] {
            assert_eq!(reason(claim.check().await?), format!("`{place}` accepted a connection"));
        }
        let slow = t.tcp(&place).connects_within(Duration::ZERO);
        assert_eq!(slow.sentence(), format!("`{place}` accepts connections within 0 ms"));
        assert!(reason(slow.check().await?).starts_with(&format!("`{place}` accepted after ")));
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_port_without_a_listener_is_closed_and_unreachable() {
    run("tcp_closed", async |t: &Scope| {
        let (listener, place) = listening().await;
        drop(listener);
        t.eventually(t.tcp(&place).is_closed()).await?;
        t.eventually(t.tcp(&place).is_unreachable()).await?;
        let open = t.tcp(&place).is_open();
        assert_eq!(open.sentence(), format!("`{place}` accepts connections"));
        assert_eq!(reason(open.check().await?), format!("`{place}` refused the connection"));
        Ok(())
    })
    .unwrap();
}

/// Fills a listener's queue, so that Linux drops what comes next, as a firewall would.
async fn swallowing() -> (TcpListener, Vec<TcpStream>, SocketAddr) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let (address, mut waiting) = (listener.local_addr().unwrap(), Vec::new());
    while let Ok(stream) = tokio::time::timeout(Duration::from_millis(300), TcpStream::connect(address)).await {
        waiting.push(stream.unwrap());
    }
    (listener, waiting, address)
}

#[cfg(target_os = "linux")]
#[test]
fn a_port_that_swallows_is_unreachable_and_not_closed() {
    run("tcp_swallowed", async |t: &Scope| {
        let (_listener, _waiting, address) = swallowing().await;
        let probe = t.tcp(address.to_string()).timeout(Duration::from_millis(300));
        t.eventually(probe.clone().is_unreachable()).await?;
        let silent = format!("`{address}` did not answer within 300 ms");
        assert_eq!(reason(probe.clone().is_closed().check().await?), silent);
        assert_eq!(reason(probe.is_open().check().await?), silent);
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_banner_is_read_until_its_part_came() {
    run("tcp_banner", async |t: &Scope| {
        let (listener, place) = listening().await;
        let greeting = async {
            for pieces in [&["SSH-", "2.0-x\r\n"][..], &["220 mail\r\n"], &[]] {
                let (mut stream, _) = listener.accept().await.unwrap();
                for piece in pieces {
                    stream.write_all(piece.as_bytes()).await.unwrap();
                    stream.flush().await.unwrap();
                }
            }
        };
        let probing = async {
            let ssh = || t.tcp(&place).sends_banner("SSH-2.0");
            assert!(matches!(ssh().check().await.unwrap(), Observation::Met(banner) if banner.starts_with("SSH-2.0")));
            assert_eq!(reason(ssh().check().await.unwrap()), r#"it sent "220 mail\r\n""#);
            assert_eq!(reason(ssh().check().await.unwrap()), "the connection was closed without a word");
        };
        tokio::join!(greeting, probing);
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_banner_that_never_comes_is_not_waited_for_longer_than_the_time_out() {
    run("tcp_mute", async |t: &Scope| {
        let (_listener, place) = listening().await;
        let mute = t.tcp(&place).timeout(Duration::from_millis(200)).sends_banner("SSH-2.0");
        assert_eq!(reason(mute.check().await?), "nothing was sent within 200 ms");
        Ok(())
    })
    .unwrap();
}

#[test]
fn an_endless_banner_is_cut_off() {
    run("tcp_endless", async |t: &Scope| {
        let (listener, place) = listening().await;
        let flood = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            while stream.write_all(&[0xff; 4096]).await.is_ok() {}
        };
        let probe = t.tcp(&place).sends_banner("SSH-2.0");
        let (observation, ()) = tokio::join!(probe.check(), flood);
        assert!(reason(observation?).starts_with("it sent "));
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_name_that_does_not_resolve_never_passes_for_a_firewall() {
    run("tcp_unresolved", async |t: &Scope| {
        let error = t.tcp("nobody.invalid:22").is_unreachable().check().await.unwrap_err();
        assert!(error.is_transient() && error.to_string().starts_with("`nobody.invalid` does not resolve"), "{error}");
        let error = t.tcp("https://example.com").is_unreachable().check().await.unwrap_err();
        assert!(!error.is_transient());
        Ok(())
    })
    .unwrap();
}
