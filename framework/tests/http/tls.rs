//! HTTP over TLS.

use std::io::{Read as _, Write as _};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::PrivateKeyDer;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};
use terraproof::Scope;

use crate::failure;
use crate::raw::serving;
use crate::support::run;

/// Is an authority with a certificate for `localhost`, which serves for a client too.
struct Certified {
    authority: rcgen::Certificate,
    certificate: rcgen::Certificate,
    key: KeyPair,
}

impl Certified {
    fn new() -> Self {
        Self::with(|_| ())
    }

    /// Changes what is certified first.
    fn with(change: impl FnOnce(&mut CertificateParams)) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_key = KeyPair::generate().unwrap();
        let authority = params.self_signed(&authority_key).unwrap();
        let issuer = Issuer::new(params, authority_key);
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        change(&mut params);
        let certificate = params.signed_by(&key, &issuer).unwrap();
        Self { authority, certificate, key }
    }

    /// Serves `hello` over TLS, to clients with a certificate of the same authority if it is wanted; returns the URL.
    fn serve(
        &self,
        connections: usize,
        wants_ours: bool,
        versions: &[&'static rustls::SupportedProtocolVersion],
    ) -> String {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let config =
            ServerConfig::builder_with_provider(Arc::clone(&provider)).with_protocol_versions(versions).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(self.authority.der().clone()).unwrap();
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
        let config = if wants_ours { config.with_client_cert_verifier(verifier) } else { config.with_no_client_auth() };
        let key = PrivateKeyDer::Pkcs8(self.key.serialize_der().into());
        let config = Arc::new(config.with_single_cert(vec![self.certificate.der().clone()], key).unwrap());
        let place = serving(connections, move |stream| {
            let mut stream = StreamOwned::new(ServerConnection::new(Arc::clone(&config)).unwrap(), stream);
            let mut head = [0; 4096];
            if stream.read(&mut head).is_ok() {
                stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello").ok();
                stream.conn.send_close_notify();
                stream.flush().ok();
            }
        });
        place.replace("127.0.0.1", "https://localhost")
    }
}

#[test]
fn a_certificate_is_trusted_with_its_authority_or_on_request_and_otherwise_not() {
    run("http_tls_trust", async |t: &Scope| {
        let certified = Certified::new();
        let url = certified.serve(3, false, rustls::ALL_VERSIONS);
        assert_eq!(t.http().get(&url).trusting(certified.authority.pem()).send().await?.body(), "hello");
        assert_eq!(t.http().get(&url).insecure().send().await?.body(), "hello");
        let error = failure(t.http().get(&url).returns(200)).await;
        assert!(error.is_transient() && error.to_string().starts_with("nobody trusted vouches for "), "{error}");
        assert!(error.hint().unwrap().contains(".trusting(pem)"));
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_client_shows_its_certificate_where_one_is_wanted() {
    run("http_tls_client", async |t: &Scope| {
        let certified = Certified::new();
        let url = certified.serve(2, true, rustls::ALL_VERSIONS);
        let page = || t.http().get(&url).trusting(certified.authority.pem());
        let shown = page().client_certificate(certified.certificate.pem(), certified.key.serialize_pem());
        assert_eq!(shown.send().await?.body(), "hello");
        assert!(failure(page().returns(200)).await.is_transient());
        Ok(())
    })
    .unwrap();
}

#[test]
fn one_version_of_tls_can_be_asked_for() {
    run("http_tls_version", async |t: &Scope| {
        let certified = Certified::new();
        let old = certified.serve(2, false, &[&rustls::version::TLS12]);
        let new = certified.serve(2, false, &[&rustls::version::TLS13]);
        let page = |url: &str| t.http().get(url).trusting(certified.authority.pem());
        assert_eq!(page(&old).tls_1_2_only().send().await?.status(), 200);
        assert_eq!(page(&new).tls_1_3_only().send().await?.status(), 200);
        for refused in [page(&old).tls_1_3_only(), page(&new).tls_1_2_only()] {
            let error = failure(refused.returns(200)).await;
            assert!(error.is_transient() && error.to_string().starts_with("the TLS handshake failed: "), "{error}");
        }
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_certificate_that_expired_or_is_for_another_says_so_in_a_sentence() {
    run("http_tls_expired", async |t: &Scope| {
        let expired = Certified::with(|params| params.not_after = rcgen::date_time_ymd(2021, 3, 1));
        let url = expired.serve(1, false, rustls::ALL_VERSIONS);
        let error = failure(t.http().get(url).trusting(expired.authority.pem()).returns(200)).await;
        assert_eq!(error.to_string(), "the certificate expired on 2021-03-01T00:00:00Z");
        let other = Certified::with(|params| params.subject_alt_names = Vec::new());
        let url = other.serve(1, false, rustls::ALL_VERSIONS);
        let error = failure(t.http().get(url).trusting(other.authority.pem()).returns(200)).await;
        assert_eq!(error.to_string(), "the certificate does not cover `localhost`; it covers no name");
        Ok(())
    })
    .unwrap();
}

#[test]
fn what_does_not_speak_tls_is_said() {
    run("http_tls_garbage", async |t: &Scope| {
        let place = serving(1, |mut stream| {
            let mut hello = [0; 2048];
            let _read = stream.read(&mut hello).unwrap();
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
        });
        let error = failure(t.http().get(format!("https://{place}/")).returns(200)).await;
        assert!(error.is_transient());
        assert_eq!(error.to_string(), "what answers does not speak TLS");
        Ok(())
    })
    .unwrap();
}
