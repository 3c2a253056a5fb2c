//! Who has a zone: found by walking up.

use futures_util::future::join_all;
use hickory_proto::rr::{Name, RData};
use std::net::SocketAddr;

use super::answer::{DnsAnswer, LONGEST_CHAIN, Server};
use super::question::{Question, Recursion};
use super::{RecordType, exchange};
use crate::Error;
use crate::error::ErrorKind;

/// Finds name servers by asking a resolver, and asks them on a port.
pub(super) struct Authorities<'r> {
    pub(super) resolvers: &'r [SocketAddr],
    pub(super) port: u16,
}

impl Authorities<'_> {
    /// Asks every server of the name's zone; an alias into another zone is followed to that zone's servers.
    pub(super) async fn ask_each(&self, question: &Question) -> Result<Vec<DnsAnswer>, Error> {
        let (mut question, mut aliases) = (question.clone(), Vec::new());
        while aliases.len() < LONGEST_CHAIN {
            let (zone, servers) = self.zone_of(&question).await?;
            let answers = self.ask_zone(&zone, &servers, &question).await?;
            match onward(&answers, &zone) {
                None => return Ok(answers.into_iter().map(|answer| answer.after(&aliases)).collect()),
                Some(target) => {
                    aliases.push(target.clone());
                    question.name = target;
                }
            }
        }
        let message = format!("the aliases lead on after {LONGEST_CHAIN} steps, last to `{}`", question.name);
        Err(Error::new(ErrorKind::Condition, message))
    }

    /// Walks up from the name until somebody has name servers.
    async fn zone_of(&self, question: &Question) -> Result<(Name, Vec<Name>), Error> {
        let mut zone = question.name.clone();
        loop {
            let asked = question.about(zone.clone(), RecordType::Ns);
            let answer = ask_one_of(self.resolvers, &Question { recursion: Recursion::Desired, ..asked }).await?.1;
            let servers: Vec<_> = answer
                .answers
                .iter()
                .filter(|record| record.name == zone)
                .filter_map(|record| if let RData::NS(server) = &record.data { Some(server.0.clone()) } else { None })
                .collect();
            if !servers.is_empty() {
                return Ok((zone, servers));
            }
            if zone.is_root() {
                let message = format!("no zone above `{}` has name servers", question.name);
                return Err(Error::new(ErrorKind::Condition, message).transient());
            }
            zone = zone.base_name();
        }
    }

    async fn ask_zone(&self, zone: &Name, servers: &[Name], question: &Question) -> Result<Vec<DnsAnswer>, Error> {
        let asked = Question { recursion: Recursion::NotDesired, ..question.clone() };
        let answers = join_all(servers.iter().map(|server| self.ask_server(zone, server, &asked))).await;
        answers.into_iter().collect()
    }

    /// Asks one server at the first of its addresses that answers; one without authority has not got the zone yet.
    async fn ask_server(&self, zone: &Name, server: &Name, question: &Question) -> Result<DnsAnswer, Error> {
        let addresses = self.addresses(server, question).await?;
        let (address, message) = ask_one_of(&addresses, question).await.map_err(|error| named(server, &error))?;
        let server = Server { name: Some(server.to_string()), address };
        let answer = DnsAnswer::of(server, question, &message);
        if answer.is_authoritative() {
            return Ok(answer);
        }
        let message = format!("{} answers without authority for `{zone}`", answer.by());
        Err(Error::new(ErrorKind::Condition, message).transient())
    }

    async fn addresses(&self, server: &Name, question: &Question) -> Result<Vec<SocketAddr>, Error> {
        let mut found = Vec::new();
        // IPv4 first: on a machine without IPv6 each of its tries would be lost.
        for record_type in [RecordType::A, RecordType::Aaaa] {
            let asked = Question { recursion: Recursion::Desired, ..question.about(server.clone(), record_type) };
            let (address, message) = ask_one_of(self.resolvers, &asked).await.map_err(|error| named(server, &error))?;
            let answer = DnsAnswer::of(Server { name: None, address }, &asked, &message);
            let parsed = answer.values().into_iter().filter_map(|value| value.parse().ok());
            found.extend(parsed.map(|address| SocketAddr::new(address, self.port)));
        }
        if found.is_empty() {
            let message = format!("the name server `{server}` has no address");
            return Err(Error::new(ErrorKind::Condition, message).transient());
        }
        Ok(found)
    }
}

/// Asks one after the other until one answers; the last failure is the one told.
pub(super) async fn ask_one_of(
    servers: &[SocketAddr],
    question: &Question,
) -> Result<(SocketAddr, hickory_proto::op::Message), Error> {
    let mut failure = Error::misuse("there is no server to ask");
    for server in servers {
        match exchange::ask(*server, question).await {
            Ok(message) => return Ok((*server, message)),
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

/// Returns where all servers of a zone point to when the records are in another zone.
fn onward(answers: &[DnsAnswer], zone: &Name) -> Option<Name> {
    let target = answers.first()?.stopped_at()?;
    let agreed = answers.iter().all(|answer| answer.stopped_at() == Some(target));
    (agreed && !zone.zone_of(target)).then(|| target.clone())
}

fn named(server: &Name, error: &Error) -> Error {
    let named = Error::new(error.kind(), format!("name server `{server}`: {error}"));
    if error.is_transient() { named.transient() } else { named }
}
