//! What is read from answers.

use std::net::IpAddr;
use std::time::Duration;

use hickory_proto::op::ResponseCode;
use hickory_proto::rr::RData;
use hickory_proto::rr::rdata::{CAA, MX, SRV, TXT};
use terraproof::{Condition as _, RecordType, Scope};

use crate::server::{Over, Server, a, cname, from_records, name, record, reply};
use crate::support::run;
use crate::{met, reason};

#[test]
fn records_are_compared_as_a_person_writes_them() {
    run("dns_types", async |t: &Scope| {
        let records = [
            a("example.test.", "192.0.2.1"),
            a("example.test.", "192.0.2.2"),
            record("example.test.", RData::MX(MX::new(10, name("Mail.example.test.")))),
            record("example.test.", RData::TXT(TXT::new(vec!["v=spf1 ".into(), "-all".into()]))),
            record("example.test.", RData::CAA(CAA::new_issue(false, Some(name("letsencrypt.org")), vec![]))),
            record("_sip._tcp.example.test.", RData::SRV(SRV::new(10, 5, 5060, name("sip.example.test.")))),
            record("1.2.0.192.in-addr.arpa.", RData::PTR(hickory_proto::rr::rdata::PTR(name("example.test.")))),
        ];
        let server = Server::start(move |question, _| from_records(question, &records)).await;
        let ask = |asked: &str, of| t.dns().lookup(asked).record(of).via(server.place());

        let both: [IpAddr; 2] = ["192.0.2.2".parse().unwrap(), "192.0.2.1".parse().unwrap()];
        assert!(met(&ask("example.test", RecordType::A).resolves_to(both).check().await?));
        assert!(met(&ask("EXAMPLE.test.", RecordType::Mx).contains("10 mail.example.test").check().await?));
        assert!(met(&ask("example.test", RecordType::Txt).resolves_to(["v=spf1 -all"]).check().await?));
        assert!(met(&ask("example.test", RecordType::Caa).contains("0 issue letsencrypt.org").check().await?));
        let service = ask("_sip._tcp.example.test", RecordType::Srv);
        assert!(met(&service.resolves_to(["10 5 5060 sip.example.test"]).check().await?));
        assert!(met(&ask("192.0.2.1", RecordType::Ptr).contains("example.test").check().await?));
        Ok(())
    })
    .unwrap();
}

#[test]
fn what_is_there_instead_is_told() {
    run("dns_instead", async |t: &Scope| {
        let records = [a("www.example.test.", "192.0.2.1"), a("example.test.", "192.0.2.9")];
        let server = Server::start(move |question, _| from_records(question, &records)).await;
        let ask = |asked: &str| t.dns().lookup(asked).via(server.place());
        let place = server.place();

        let other = ask("www.example.test").resolves_to(["192.0.2.7"]).check().await?;
        assert_eq!(reason(other), format!("`{place}` says: `192.0.2.1`"));
        let more = ask("www.example.test").resolves_to(["192.0.2.1", "192.0.2.2"]).check().await?;
        assert_eq!(reason(more), format!("`{place}` says: `192.0.2.1`"));
        let none = ask("www.example.test").aaaa().resolves().check().await?;
        assert_eq!(reason(none), format!("`{place}` says: no AAAA record"));
        let gone = ask("old.example.test").resolves().check().await?;
        assert_eq!(reason(gone), format!("`{place}` says: no such name (NXDOMAIN)"));

        assert!(met(&ask("old.example.test").does_not_exist().check().await?));
        let there = ask("www.example.test").aaaa().does_not_exist().check().await?;
        assert_eq!(reason(there), format!("`{place}` says: it exists, with no AAAA record"));
        let ttl = ask("www.example.test").has_ttl_at_most(Duration::from_secs(60));
        assert_eq!(
            ttl.sentence(),
            format!("`www.example.test` (asked of `{place}`) has A records with a TTL of at most 60 s")
        );
        assert_eq!(reason(ttl.check().await?), format!("`{place}` says: a TTL of 5 min"));
        Ok(())
    })
    .unwrap();
}

#[test]
fn an_alias_is_followed_within_the_answer() {
    run("dns_alias", async |t: &Scope| {
        let server = Server::start(|question, _| {
            let mut answer = reply(question, ResponseCode::NoError);
            answer.add_answer(a("edge.cdn.test.", "192.0.2.1"));
            answer.add_answer(cname("www.example.test.", "Edge.cdn.test."));
            answer.add_answer(a("stranger.test.", "192.0.2.66"));
            answer
        })
        .await;
        let answer = t.dns().lookup("www.example.test").via(server.place()).ask().await?;
        assert_eq!((answer.values(), answer.aliases()), (vec!["192.0.2.1"], vec!["edge.cdn.test.".to_owned()]));
        Ok(())
    })
    .unwrap();
}

#[test]
fn an_answer_that_was_cut_is_asked_for_over_tcp() {
    run("dns_cut", async |t: &Scope| {
        let server = Server::start(|question, over| {
            let mut answer = reply(question, ResponseCode::NoError);
            if over == Over::Udp {
                answer.metadata.truncation = true;
                answer.add_answer(a("many.example.test.", "192.0.2.0"));
                return answer;
            }
            answer.add_answers((0..200).map(|last| a("many.example.test.", &format!("192.0.2.{last}"))));
            answer
        })
        .await;
        let answer = t.dns().lookup("many.example.test").via(server.place()).ask().await?;
        assert_eq!(answer.records().len(), 200);
        Ok(())
    })
    .unwrap();
}

#[test]
fn over_tcp_nothing_goes_over_udp() {
    run("dns_tcp", async |t: &Scope| {
        let server = Server::speaking(|question, over| match over {
            Over::Udp => panic!("asked over UDP"),
            Over::Tcp => vec![from_records(question, &[a("example.test.", "192.0.2.1")]).to_vec().unwrap()],
        })
        .await;
        let lookup = t.dns().lookup("example.test").via(server.place()).over_tcp();
        assert!(met(&lookup.contains("192.0.2.1").check().await?));
        Ok(())
    })
    .unwrap();
}
