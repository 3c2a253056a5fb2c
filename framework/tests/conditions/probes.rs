//! What is seen from outside, and what every handle has.

use std::time::Duration;

use terraproof::{KeyType, RecordType, Scope, TlsVersion, json};

use crate::compiles;

fn http(t: &Scope) {
    let page = t.http().get("https://www.example.com/");
    compiles(&page.clone().answers());
    compiles(&page.clone().returns(200));
    compiles(&page.clone().returns([301, 308]));
    compiles(&page.clone().returns(200).with_body("hello"));
    compiles(&page.clone().returns(200).with_body_containing("hello"));
    compiles(&page.clone().returns(200).with_body_matching("v[0-9]+"));
    compiles(&page.clone().returns(200).with_json(json!({"healthy": true})));
    compiles(&page.clone().returns(200).with_header("content-type", "text/html"));
    compiles(
        &t.http()
            .get("http://www.example.com/")
            .no_redirects()
            .returns(301)
            .with_header("location", "https://www.example.com/"),
    );
    compiles(&page.clone().returns(200).answering_within(Duration::from_millis(500)).percentile(95));
    compiles(&page.clone().resolve_to(([192, 0, 2, 7], 443)).returns(200));
}

fn dns(t: &Scope) {
    let name = || t.dns().lookup("www.example.com");
    compiles(&name().resolves());
    compiles(&name().resolves_to(["192.0.2.1"]));
    compiles(&name().contains("192.0.2.1"));
    compiles(&name().record(RecordType::Txt).contains("v=spf1 -all"));
    compiles(&name().authoritative().resolves_to(["192.0.2.1"]));
    compiles(&name().all_authoritative_servers_agree());
    compiles(&name().via("192.0.2.53:53").resolves());
    compiles(&name().has_ttl_at_most(Duration::from_secs(300)));
    compiles(&name().does_not_exist());
}

fn tls(t: &Scope) {
    let tls = || t.tls("www.example.com:443");
    compiles(&tls().presents_a_trusted_chain());
    compiles(&tls().trusting("-----BEGIN CERTIFICATE-----").presents_a_trusted_chain());
    compiles(&tls().covers_names(["www.example.com"]));
    compiles(&tls().certificate_valid_for_at_least(30));
    compiles(&tls().refuses_protocol(TlsVersion::Tls11));
    compiles(&tls().accepts_protocol(TlsVersion::Tls13));
    compiles(&tls().refuses_cipher("DES-CBC3-SHA"));
    compiles(&tls().accepts_cipher("ECDHE-RSA-AES128-GCM-SHA256"));
    compiles(&tls().has_key(KeyType::EcdsaP256));
    compiles(&tls().staples_ocsp());
}

fn tcp(t: &Scope) {
    let ssh = || t.tcp("10.0.1.7:22");
    compiles(&ssh().is_open());
    compiles(&ssh().connects_within(Duration::from_millis(200)));
    compiles(&ssh().is_unreachable());
    compiles(&ssh().is_closed());
    compiles(&ssh().is_refused());
    compiles(&ssh().sends_banner("SSH-2.0"));
}

fn what_every_handle_has(t: &Scope) {
    let bucket = t.aws().s3().bucket("orders");
    compiles(&bucket.exists());
    compiles(&bucket.is_gone());
    compiles(&bucket.has_tag("team", "shop"));
    compiles(&bucket.describe());
}
