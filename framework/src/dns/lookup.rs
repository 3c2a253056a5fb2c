//! What to ask whom, and what to claim.

use std::time::Duration;

use super::claim::Claim;
use super::question::Transport;
use super::{DnsCondition, RecordType};
use crate::tcp::LONGEST_TRY;

/// Asks for the records of a name; see [`Dns::lookup`](crate::Dns::lookup).
///
/// | setting | default |
/// |---|---|
/// | [`record`](Self::record) | [`RecordType::A`] |
/// | [`via`](Self::via), [`via_each`](Self::via_each), [`authoritative`](Self::authoritative) | the servers of this machine, the next one when one fails |
/// | [`over_tcp`](Self::over_tcp) | over UDP, and over TCP when an answer was cut |
/// | [`timeout`](Self::timeout) | 5 seconds for each server, and again for TCP after UDP |
///
/// # What is seen, and how it is taken
/// | seen | taken as |
/// |---|---|
/// | records | met, or not yet with what was there instead |
/// | NXDOMAIN, or no record of this type | not yet; met for [`does_not_exist`](Self::does_not_exist) (NXDOMAIN only) |
/// | SERVFAIL, REFUSED | transient error: a zone that is being loaded or delegated answers like that |
/// | no answer in time, nobody listens, not a DNS message | transient error |
/// | a server that a zone names answers without authority | transient error: the delegation is ahead of the server |
/// | FORMERR, NOTIMP, and whatever else | permanent error: the server does not understand the question |
/// | a malformed name or server, no server configured | permanent error, before anything is sent |
///
/// Errors are never taken for an answer: the negation of a condition does not hold because a server is down.
///
/// # Example
/// ```no_run
/// # use std::time::Duration;
/// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
/// let www = t.dns().lookup("www.example.com").a();
/// t.eventually(www.clone().authoritative().resolves_to(["192.0.2.1", "192.0.2.2"])).await?;
/// t.eventually(www.has_ttl_at_most(Duration::from_secs(60))).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is asked until a condition of it is waited for"]
#[derive(Debug, Clone)]
pub struct DnsLookup {
    pub(super) name: String,
    pub(super) record_type: RecordType,
    pub(super) servers: Servers,
    pub(super) resolver: Option<String>,
    pub(super) authoritative_port: u16,
    pub(super) transport: Transport,
    pub(super) timeout: Duration,
}

/// Says who is asked.
#[derive(Debug, Clone)]
pub(super) enum Servers {
    /// One of them, in order.
    Resolver,
    /// Each of them.
    Each(Vec<String>),
    /// Each that has the zone.
    Authoritative,
}

impl DnsLookup {
    pub(super) fn new(name: String) -> Self {
        Self {
            name,
            record_type: RecordType::A,
            servers: Servers::Resolver,
            resolver: None,
            authoritative_port: 53,
            transport: Transport::Udp,
            timeout: Duration::from_secs(5),
        }
    }

    /// Asks for IPv4 addresses.
    pub fn a(self) -> Self {
        self.record(RecordType::A)
    }

    /// Asks for IPv6 addresses.
    pub fn aaaa(self) -> Self {
        self.record(RecordType::Aaaa)
    }

    /// Asks for records of a type.
    pub fn record(mut self, record_type: RecordType) -> Self {
        self.record_type = record_type;
        self
    }

    /// Asks this server, by address or name, on port 53 or the one given with it.
    ///
    /// Together with [`authoritative`](Self::authoritative) it is the one that is asked for the zone's servers.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// t.eventually(t.dns().lookup("db.internal").a().via("10.0.0.2").resolves()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn via(mut self, server: impl Into<String>) -> Self {
        self.resolver = Some(server.into());
        self
    }

    /// Asks each of these servers, and all have to say so: the name servers of a zone that nobody delegates to yet, say.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// # let zone = t.stack("examples/zone").apply().await?;
    /// let servers: Vec<String> = zone.output("name_servers")?;
    /// t.eventually(t.dns().lookup("www.example.com").a().via_each(servers).resolves()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn via_each<S: Into<String>>(mut self, servers: impl IntoIterator<Item = S>) -> Self {
        self.servers = Servers::Each(servers.into_iter().map(Into::into).collect());
        self
    }

    /// Asks every name server of the zone, found by walking up from the name, and all have to say so.
    ///
    /// No cache is between, so a change is seen when it is made. An alias into another zone is followed to that zone's servers.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// t.eventually(t.dns().lookup("www.example.com").a().authoritative().contains("192.0.2.1")).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn authoritative(mut self) -> Self {
        self.servers = Servers::Authoritative;
        self
    }

    /// Asks the servers that [`authoritative`](Self::authoritative) finds on this port instead of 53, for servers of a laboratory.
    pub fn authoritative_on_port(mut self, port: u16) -> Self {
        self.authoritative_port = port;
        self.authoritative()
    }

    /// Asks over TCP from the start, to see whether a firewall lets that through.
    pub fn over_tcp(mut self) -> Self {
        self.transport = Transport::Tcp;
        self
    }

    /// Sets how long each server has to answer, a day at most.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout.min(LONGEST_TRY);
        self
    }

    /// Claims that there is a record.
    pub fn resolves(self) -> DnsCondition {
        DnsCondition::new(self, Claim::Resolves)
    }

    /// Claims that there are exactly these records, in any order; [`RecordType`] shows how values are written.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// use terraproof::RecordType;
    /// t.eventually(t.dns().lookup("www.example.com").a().resolves_to(["192.0.2.1", "192.0.2.2"])).await?;
    /// let alias = t.dns().lookup("shop.example.com").record(RecordType::Cname);
    /// t.eventually(alias.resolves_to(["shops.example.net"])).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn resolves_to<V: ToString>(self, values: impl IntoIterator<Item = V>) -> DnsCondition {
        let values = values.into_iter().map(|value| value.to_string()).collect();
        DnsCondition::new(self, Claim::ResolvesTo(values))
    }

    /// Claims that this is one of the records, as a whole.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// use terraproof::RecordType;
    /// let policy = t.dns().lookup("example.com").record(RecordType::Txt);
    /// t.eventually(policy.contains("v=spf1 include:amazonses.com -all")).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[expect(clippy::needless_pass_by_value, reason = "an address or a text, as `resolves_to` takes them")]
    pub fn contains(self, value: impl ToString) -> DnsCondition {
        DnsCondition::new(self, Claim::Contains(value.to_string()))
    }

    /// Claims that there are records, and that others may keep none of them longer than this.
    ///
    /// What a cache says has part of its time behind it: ask [`authoritative`](Self::authoritative) servers to see what was configured.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// let www = t.dns().lookup("www.example.com").a().authoritative();
    /// t.eventually(www.has_ttl_at_most(Duration::from_secs(60))).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn has_ttl_at_most(self, limit: Duration) -> DnsCondition {
        DnsCondition::new(self, Claim::TtlAtMost(limit))
    }

    /// Claims that every name server of the zone has records, and the same ones.
    ///
    /// The servers are those of [`via_each`](Self::via_each) when given, else those found by walking up.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// t.eventually(t.dns().lookup("example.com").a().all_authoritative_servers_agree()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn all_authoritative_servers_agree(self) -> DnsCondition {
        let each = matches!(self.servers, Servers::Each(_));
        DnsCondition::new(if each { self } else { self.authoritative() }, Claim::Agree)
    }

    /// Claims that there is no such name, with whatever type (NXDOMAIN).
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// t.eventually(t.dns().lookup("old.example.com").authoritative().does_not_exist()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn does_not_exist(self) -> DnsCondition {
        DnsCondition::new(self, Claim::DoesNotExist)
    }

    pub(super) fn record_type(&self) -> RecordType {
        self.record_type
    }

    pub(super) fn shown(&self) -> String {
        match (&self.servers, &self.resolver) {
            (Servers::Resolver, Some(resolver)) => format!("`{}` (asked of `{resolver}`)", self.name),
            (Servers::Each(servers), _) => format!("`{}` (asked of `{}`)", self.name, servers.join("`, `")),
            (Servers::Authoritative, _) => format!("`{}` (at each of its name servers)", self.name),
            (Servers::Resolver, None) => format!("`{}`", self.name),
        }
    }
}
