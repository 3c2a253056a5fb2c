//! Asking the servers that have the zone. They listen on 127.0.0.2 and so on, which only Linux has without being told.
#![cfg(target_os = "linux")]

use hickory_proto::rr::Record;
use terraproof::{Condition as _, DnsLookup, Scope};

use crate::server::{Server, Speaker, a, cname, from_records, ns};
use crate::support::run;
use crate::{met, reason};

fn speaker(records: Vec<Record>) -> Speaker {
    Box::new(move |question| from_records(question, &records))
}

/// Knows who has `example.test` (127.0.0.2 and 127.0.0.3), and keeps an outdated address of `www.sub.example.test`.
fn resolver() -> Speaker {
    speaker(vec![
        ns("example.test.", "ns1.example.test."),
        ns("example.test.", "ns2.example.test."),
        a("ns1.example.test.", "127.0.0.2"),
        a("ns2.example.test.", "127.0.0.3"),
        a("www.sub.example.test.", "192.0.2.99"),
        ns("cdn.test.", "ns.cdn.test."),
        a("ns.cdn.test.", "127.0.0.4"),
    ])
}

fn www(address: &str) -> Speaker {
    speaker(vec![a("www.sub.example.test.", address)])
}

fn lookup(t: &Scope, servers: &[Server]) -> DnsLookup {
    let port = servers[0].address.port();
    t.dns().lookup("www.sub.example.test").via(servers[0].place()).authoritative_on_port(port)
}

#[test]
fn the_servers_are_found_by_walking_up_and_each_is_asked() {
    run("dns_walk", async |t: &Scope| {
        let servers = Server::together(vec![resolver(), www("192.0.2.1"), www("192.0.2.1")]).await;
        assert!(met(&lookup(t, &servers).resolves_to(["192.0.2.1"]).check().await?));
        let agreement = lookup(t, &servers).all_authoritative_servers_agree();
        let sentence = "`www.sub.example.test` (at each of its name servers) has the same A records";
        assert_eq!(agreement.sentence(), sentence);
        assert!(met(&agreement.check().await?));
        let asked: Vec<_> = lookup(t, &servers).ask_each().await?.iter().map(terraproof::DnsAnswer::server).collect();
        assert_eq!(asked, [servers[1].address, servers[2].address]);
        Ok(())
    })
    .unwrap();
}

#[test]
fn servers_that_disagree_are_named() {
    run("dns_disagree", async |t: &Scope| {
        let servers = Server::together(vec![resolver(), www("192.0.2.1"), www("192.0.2.2")]).await;
        let apart = reason(lookup(t, &servers).all_authoritative_servers_agree().check().await?);
        assert!(apart.contains("`ns1.example.test.` (127.0.0.2:"), "{apart}");
        assert!(apart.contains("says: `192.0.2.1`, ") && apart.ends_with("says: `192.0.2.2`"), "{apart}");
        let outdated = reason(lookup(t, &servers).contains("192.0.2.1").check().await?);
        assert!(outdated.starts_with("`ns2.example.test.`"), "{outdated}");
        Ok(())
    })
    .unwrap();
}

#[test]
fn an_alias_into_another_zone_is_followed_to_its_servers() {
    run("dns_onward", async |t: &Scope| {
        let alias = || speaker(vec![cname("www.sub.example.test.", "edge.cdn.test.")]);
        let edge = speaker(vec![a("edge.cdn.test.", "192.0.2.8")]);
        let servers = Server::together(vec![resolver(), alias(), alias(), edge]).await;
        let answer = lookup(t, &servers).ask().await?;
        assert_eq!((answer.values(), answer.server()), (vec!["192.0.2.8"], servers[3].address));
        assert_eq!(answer.aliases(), ["edge.cdn.test."]);
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_server_without_authority_is_named_and_may_get_it_yet() {
    run("dns_lame", async |t: &Scope| {
        let lame: Speaker = Box::new(|question| {
            let mut answer = from_records(question, &[]);
            answer.metadata.authoritative = false;
            answer
        });
        let servers = Server::together(vec![resolver(), www("192.0.2.1"), lame]).await;
        let error = lookup(t, &servers).resolves().check().await.unwrap_err();
        assert!(error.is_transient());
        let said = error.to_string();
        assert!(
            said.starts_with("`ns2.example.test.`") && said.ends_with("answers without authority for `example.test.`"),
            "{said}"
        );
        Ok(())
    })
    .unwrap();
}

#[test]
fn servers_that_are_named_have_to_say_so_all() {
    run("dns_each", async |t: &Scope| {
        let servers = Server::together(vec![www("192.0.2.1"), www("192.0.2.2")]).await;
        let places = servers.iter().map(Server::place);
        let each = t.dns().lookup("www.sub.example.test").via_each(places);
        assert!(met(&each.clone().resolves().check().await?));
        assert!(reason(each.contains("192.0.2.1").check().await?).starts_with(&format!("`{}`", servers[1].place())));
        Ok(())
    })
    .unwrap();
}
