//! What a server presents.

use rcgen::{KeyPair, PKCS_ECDSA_P384_SHA384};
use terraproof::{Condition as _, KeyType, Scope, TlsVersion};

use crate::server::{Authority, Identity, Server, Speech, for_names};
use crate::support::run;
use crate::{met, reason};

#[test]
fn a_chain_to_the_named_authority_is_trusted_and_to_another_is_not() {
    run("tls_trusted", async |t: &Scope| {
        let (authority, other) = (Authority::new(), Authority::named("another"));
        let identity = authority.vouch(&for_names(&["www.example.test"]));
        let server = Server::start(identity, Speech::default()).await;
        let probe = || t.tls(server.place()).server_name("www.example.test");
        let certificate = t.eventually(probe().trusting(&authority.pem).presents_a_trusted_chain()).await?;
        assert_eq!((certificate.subject(), certificate.issuer()), ("CN=www.example.test", "CN=test authority"));
        assert_eq!((certificate.names(), certificate.sha256().len()), (&["www.example.test".to_owned()][..], 64));

        for strangers in [probe().trusting(&other.pem), probe()] {
            let untrusted = reason(strangers.presents_a_trusted_chain().check().await?);
            assert!(untrusted.starts_with("nobody trusted vouches for `CN=test authority`"), "{untrusted}");
        }
        let claim = probe().trusting(&other.pem).trusting(&authority.pem).presents_a_trusted_chain();
        assert!(met(&claim.check().await?));
        assert_eq!(claim.sentence(), format!("`{}` (as `www.example.test`) presents a trusted chain", server.place()));
        let ahead = t.tls("www.example.test:443").resolve_to(server.place().parse().unwrap()).trusting(&authority.pem);
        assert!(met(&ahead.presents_a_trusted_chain().check().await?));
        Ok(())
    })
    .unwrap();
}

#[test]
fn an_expired_certificate_can_be_read_and_is_not_trusted() {
    run("tls_expired", async |t: &Scope| {
        let authority = Authority::new();
        let mut params = for_names(&["localhost"]);
        params.not_after = rcgen::date_time_ymd(2021, 3, 1);
        let server = Server::start(authority.vouch(&params), Speech::default()).await;
        let probe = || t.tls(server.place()).server_name("localhost").trusting(&authority.pem);
        assert_eq!(probe().certificate().await?.not_after().to_string(), "2021-03-01T00:00:00Z");
        let expired = "expired on 2021-03-01T00:00:00Z";
        assert_eq!(reason(probe().presents_a_trusted_chain().check().await?), format!("the certificate {expired}"));
        assert_eq!(reason(probe().certificate_valid_for_at_least(0).check().await?), format!("it {expired}"));
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_certificate_that_ends_too_soon_says_when() {
    run("tls_soon", async |t: &Scope| {
        let server = Server::start(Authority::new().vouch(&for_names(&["localhost"])), Speech::default()).await;
        assert!(met(&t.tls(server.place()).certificate_valid_for_at_least(30).check().await?));
        let never = t.tls(server.place()).certificate_valid_for_at_least(u32::MAX).check().await?;
        assert!(reason(never).starts_with("it expires on 2100-01-01T00:00:00Z, "));
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_certificate_for_another_name_or_by_itself_is_not_trusted() {
    run("tls_untrusted", async |t: &Scope| {
        let authority = Authority::new();
        let server = Server::start(authority.vouch(&for_names(&["a.example.test"])), Speech::default()).await;
        let wrong = t.tls(server.place()).server_name("b.example.test").trusting(&authority.pem);
        let said = "the certificate does not cover `b.example.test`; it covers `a.example.test`";
        assert_eq!(reason(wrong.presents_a_trusted_chain().check().await?), said);

        let key = KeyPair::generate().unwrap();
        let certificate = for_names(&["localhost"]).self_signed(&key).unwrap();
        let server = Server::start(Identity::new(certificate, key), Speech::default()).await;
        let itself = t.tls(server.place()).server_name("localhost").trusting(&authority.pem);
        assert_eq!(reason(itself.presents_a_trusted_chain().check().await?), "the certificate is self-signed");

        let server = Server::start(authority.own(), Speech::default()).await;
        let own = t.tls(server.place()).server_name("localhost").trusting(&authority.pem);
        assert!(reason(own.presents_a_trusted_chain().check().await?).contains("(`CA:TRUE`)"));
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_chain_without_its_intermediate_is_not_trusted_and_says_what_may_be_missing() {
    run("tls_intermediate", async |t: &Scope| {
        let root = Authority::named("root");
        let between = root.under("between");
        let probe = |server: &Server| t.tls(server.place()).server_name("localhost").trusting(&root.pem);
        let whole = Server::start(between.vouch(&for_names(&["localhost"])).with(&between), Speech::default()).await;
        assert!(met(&probe(&whole).presents_a_trusted_chain().check().await?));
        let cut = Server::start(between.vouch(&for_names(&["localhost"])), Speech::default()).await;
        let expected =
            "nobody trusted vouches for `CN=between`, the issuer (1 certificate came: is an intermediate missing?)";
        assert_eq!(reason(probe(&cut).presents_a_trusted_chain().check().await?), expected);
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_server_at_an_address_of_ipv6_is_looked_at_as_any_other() {
    run("tls_ipv6", async |t: &Scope| {
        let authority = Authority::new();
        let identity = authority.vouch(&for_names(&["::1"]));
        let server = Server::start_at("[::1]:0", identity, Speech::default()).await;
        assert!(server.place().starts_with("[::1]:"));
        let trusted = t.tls(server.place()).trusting(&authority.pem).presents_a_trusted_chain();
        assert_eq!(t.eventually(trusted).await?.names(), ["::1"]);
        assert!(met(&t.tls(server.place()).accepts_protocol(TlsVersion::Tls13).check().await?));
        let wrong = t.tls(server.place()).server_name("localhost").trusting(&authority.pem);
        let said = "the certificate does not cover `localhost`; it covers `::1`";
        assert_eq!(reason(wrong.presents_a_trusted_chain().check().await?), said);
        Ok(())
    })
    .unwrap();
}

#[test]
fn names_are_covered_by_names_stars_and_addresses() {
    run("tls_names", async |t: &Scope| {
        let identity = Authority::new().vouch(&for_names(&["example.test", "*.example.test", "127.0.0.1"]));
        let server = Server::start(identity, Speech::default()).await;
        let probe = || t.tls(server.place());
        assert!(met(&probe().covers_names(["example.test", "www.example.test", "127.0.0.1"]).check().await?));
        let missing = probe().covers_names(["www.example.test", "a.b.example.test"]).check().await?;
        let covered = "`example.test`, `*.example.test`, `127.0.0.1`";
        assert_eq!(reason(missing), format!("it does not cover `a.b.example.test`; it covers {covered}"));
        assert!(!probe().covers_names(["b\u{fc}cher.example"]).check().await.unwrap_err().is_transient());
        Ok(())
    })
    .unwrap();
}

#[test]
fn the_key_and_the_stapled_response_are_seen() {
    run("tls_key", async |t: &Scope| {
        let plain = Server::start(Authority::new().vouch(&for_names(&["localhost"])), Speech::default()).await;
        assert!(met(&t.tls(plain.place()).has_key(KeyType::EcdsaP256).check().await?));
        let other = t.tls(plain.place()).has_key(KeyType::Rsa(2048)).check().await?;
        assert_eq!(reason(other), "its key is ECDSA P-256");
        assert_eq!(reason(t.tls(plain.place()).staples_ocsp().check().await?), "no OCSP response came");

        let key = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).unwrap();
        let certificate = for_names(&["localhost"]).self_signed(&key).unwrap();
        let mut identity = Identity::new(certificate, key);
        identity.ocsp = vec![0x30, 0x03, 0x0a, 0x01, 0x00];
        let stapling = Server::start(identity, Speech::default()).await;
        assert!(met(&t.tls(stapling.place()).has_key(KeyType::EcdsaP384).check().await?));
        assert!(met(&t.tls(stapling.place()).staples_ocsp().check().await?));
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_server_that_wants_a_certificate_of_ours_still_shows_its_own() {
    run("tls_mutual", async |t: &Scope| {
        for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
            let authority = Authority::new();
            let identity = authority.vouch(&for_names(&["localhost"]));
            let server = Server::start(
                identity,
                Speech { versions: vec![version], wants_ours: Some(authority), ..Speech::default() },
            )
            .await;
            assert_eq!(t.tls(server.place()).certificate().await?.subject(), "CN=localhost");
        }
        Ok(())
    })
    .unwrap();
}
