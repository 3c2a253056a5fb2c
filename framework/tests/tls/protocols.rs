//! Versions and ciphers.

use rustls::crypto::aws_lc_rs::cipher_suite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384;
use rustls::version::{TLS12, TLS13};
use terraproof::{Condition as _, Scope, TlsVersion};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::server::{Authority, Server, Speech, for_names};
use crate::support::run;
use crate::{met, reason};

async fn server(speech: Speech) -> Server {
    Server::start(Authority::new().vouch(&for_names(&["localhost"])), speech).await
}

#[test]
fn a_server_accepts_the_versions_it_speaks_and_refuses_the_others() {
    run("tls_versions", async |t: &Scope| {
        for (speech, spoken) in [
            (Speech { versions: vec![&TLS12], ..Speech::default() }, &[TlsVersion::Tls12][..]),
            (Speech { versions: vec![&TLS13], ..Speech::default() }, &[TlsVersion::Tls13]),
            (Speech::default(), &[TlsVersion::Tls12, TlsVersion::Tls13]),
        ] {
            let server = server(speech).await;
            for version in
                [TlsVersion::Ssl3, TlsVersion::Tls10, TlsVersion::Tls11, TlsVersion::Tls12, TlsVersion::Tls13]
            {
                let (accepts, refuses) =
                    (t.tls(server.place()).accepts_protocol(version), t.tls(server.place()).refuses_protocol(version));
                assert_eq!(met(&accepts.check().await?), spoken.contains(&version), "{version}");
                assert_eq!(met(&refuses.check().await?), !spoken.contains(&version), "{version}");
            }
        }
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_cipher_is_accepted_or_refused_by_either_of_its_names() {
    run("tls_ciphers", async |t: &Scope| {
        let ciphers = vec![TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384];
        let server = server(Speech { versions: vec![&TLS12], ciphers, ..Speech::default() }).await;
        let probe = || t.tls(server.place());
        for name in ["ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"] {
            assert!(met(&probe().accepts_cipher(name).check().await?));
            let claim = probe().refuses_cipher(name);
            assert_eq!(claim.sentence(), format!("`{}` refuses the cipher `{name}`", server.place()));
            let chose = "it chose TLS 1.2 with `TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384`";
            assert_eq!(reason(claim.check().await?), chose);
        }
        for (name, alert) in [
            ("DES-CBC3-SHA", "alert `handshake_failure`"),
            ("ECDHE-ECDSA-AES128-GCM-SHA256", "alert `handshake_failure`"),
            ("TLS_AES_128_GCM_SHA256", "alert `protocol_version`"),
        ] {
            assert!(met(&probe().refuses_cipher(name).check().await?), "{name}");
            assert_eq!(reason(probe().accepts_cipher(name).check().await?), alert);
        }
        Ok(())
    })
    .unwrap();
}

/// Speaks one version of old: chooses it when a client offers it or a newer one, and refuses everything below.
async fn outdated(mut stream: TcpStream, minor: u8) {
    let mut header = [0; 5];
    stream.read_exact(&mut header).await.unwrap();
    let mut hello = vec![0; u16::from_be_bytes([header[3], header[4]]).into()];
    stream.read_exact(&mut hello).await.unwrap();
    if hello[5] < minor {
        stream.write_all(&[21, 3, minor, 0, 2, 2, 70]).await.unwrap();
        return;
    }
    let chosen = [&[3, minor][..], &[0; 32], &[0, 0, 0x2f, 0]].concat();
    let message = [&[2, 0, 0, u8::try_from(chosen.len()).unwrap()], chosen.as_slice()].concat();
    let record = [&[22, 3, minor, 0, u8::try_from(message.len()).unwrap()], message.as_slice()].concat();
    stream.write_all(&record).await.unwrap();
}

#[test]
fn a_protocol_that_no_library_speaks_is_seen_to_be_accepted() {
    run("tls_outdated", async |t: &Scope| {
        for (minor, version) in [(0, TlsVersion::Ssl3), (1, TlsVersion::Tls10), (2, TlsVersion::Tls11)] {
            let server = Server::doing(move |stream| outdated(stream, minor)).await;
            let accepted = t.tls(server.place()).accepts_protocol(version);
            assert_eq!(t.eventually(accepted).await?.version(), version);
            let claim = t.tls(server.place()).refuses_protocol(version);
            assert_eq!(claim.sentence(), format!("`{}` refuses {version}", server.place()));
            let chose = format!("it chose {version} with `TLS_RSA_WITH_AES_128_CBC_SHA`");
            assert_eq!(reason(claim.check().await?), chose);
        }
        Ok(())
    })
    .unwrap();
}

#[test]
fn ssl_3_is_refused_by_a_server_that_speaks_something_newer() {
    run("tls_ssl3", async |t: &Scope| {
        let server = Server::doing(|stream| outdated(stream, 2)).await;
        let refused = t.eventually(t.tls(server.place()).refuses_protocol(TlsVersion::Ssl3)).await?;
        assert_eq!(refused.version(), TlsVersion::Tls11);
        let accepted = t.tls(server.place()).accepts_protocol(TlsVersion::Ssl3);
        assert_eq!(reason(accepted.check().await?), "alert `protocol_version`");
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_server_that_closes_on_everybody_refuses_nothing() {
    run("tls_closing", async |t: &Scope| {
        let server = Server::doing(async |mut stream: TcpStream| {
            let mut hello = [0; 16];
            stream.read_exact(&mut hello).await.unwrap();
        })
        .await;
        let error = t.tls(server.place()).refuses_protocol(TlsVersion::Tls11).check().await.unwrap_err();
        assert!(error.is_transient() && error.to_string().contains("speaks no TLS at all"), "{error}");
        Ok(())
    })
    .unwrap();
}
