//! Asking, once.

use std::net::SocketAddr;

use futures_util::future::join_all;

use super::answer::Server;
use super::authority::{Authorities, ask_one_of};
use super::lookup::Servers;
use super::question::{Question, Recursion};
use super::{DnsAnswer, DnsLookup, name, server};
use crate::Error;

impl DnsLookup {
    /// Asks once, and returns the answer of the first server; that there is no such name is an answer.
    ///
    /// # Errors
    /// Fails when a server does not answer, or answers with a failure (mostly transient), and for good on a malformed name.
    pub async fn ask(&self) -> Result<DnsAnswer, Error> {
        Ok(self.ask_each().await?.swap_remove(0))
    }

    /// Asks once, and returns the answers of all servers, at least one.
    ///
    /// # Errors
    /// Fails as [`ask`](Self::ask) does, as soon as one of the servers does.
    pub async fn ask_each(&self) -> Result<Vec<DnsAnswer>, Error> {
        let question = Question {
            name: name::parse(&self.name, self.record_type)?,
            record_type: self.record_type,
            transport: self.transport,
            recursion: Recursion::Desired,
            timeout: self.timeout,
        };
        match &self.servers {
            Servers::Resolver => {
                let (address, message) = ask_one_of(&self.resolvers().await?, &question).await?;
                Ok(vec![DnsAnswer::of(Server { name: self.named_resolver(), address }, &question, &message)])
            }
            Servers::Each(servers) => ask_all(servers, &question).await,
            Servers::Authoritative => {
                let resolvers = self.resolvers().await?;
                Authorities { resolvers: &resolvers, port: self.authoritative_port }.ask_each(&question).await
            }
        }
    }

    async fn resolvers(&self) -> Result<Vec<SocketAddr>, Error> {
        match &self.resolver {
            Some(given) => server::addresses(given, self.timeout).await,
            None => server::of_system().await,
        }
    }

    /// Returns the resolver's name, when it was given by one.
    fn named_resolver(&self) -> Option<String> {
        self.resolver.clone().filter(|given| given.contains(|c: char| c.is_alphabetic()) && !given.contains(':'))
    }
}

async fn ask_all(servers: &[String], question: &Question) -> Result<Vec<DnsAnswer>, Error> {
    if servers.is_empty() {
        return Err(Error::misuse("`via_each` was given no server").with_hint("give the name servers of the zone"));
    }
    let ask = async |given: &String| {
        let addresses = server::addresses(given, question.timeout).await?;
        let (address, message) = ask_one_of(&addresses, question).await?;
        let name = given.parse::<SocketAddr>().is_err().then(|| given.clone());
        Ok(DnsAnswer::of(Server { name, address }, question, &message))
    };
    join_all(servers.iter().map(ask)).await.into_iter().collect()
}
