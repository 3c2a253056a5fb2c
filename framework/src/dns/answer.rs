//! What a server said.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::{Name, RData};

use super::question::Question;
use super::record::comparable;
use super::{DnsRecord, RecordType};

/// How many aliases are followed.
pub(super) const LONGEST_CHAIN: usize = 16;

/// Is what one server answered, with the records of the type that was asked for.
#[derive(Debug, Clone)]
pub struct DnsAnswer {
    server: Server,
    exists: bool,
    authoritative: bool,
    record_type: RecordType,
    aliases: Vec<Name>,
    records: Vec<DnsRecord>,
}

/// Is a server by its address, and by its name where one led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Server {
    pub(super) name: Option<String>,
    pub(super) address: SocketAddr,
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "`{name}` ({})", self.address),
            None => write!(f, "`{}`", self.address),
        }
    }
}

impl DnsAnswer {
    pub(super) fn of(server: Server, question: &Question, message: &Message) -> Self {
        let (wanted, mut owner, mut aliases) = (question.record_type.wire(), question.name.clone(), Vec::new());
        while wanted != RecordType::Cname.wire() && aliases.len() < LONGEST_CHAIN {
            let alias = message.answers.iter().find_map(|record| match &record.data {
                RData::CNAME(target) if record.name == owner => Some(target.0.clone()),
                _ => None,
            });
            let Some(target) = alias else { break };
            aliases.push(target.clone());
            owner = target;
        }
        let of_owner = message.answers.iter().filter(|record| record.record_type() == wanted && record.name == owner);
        Self {
            server,
            exists: message.metadata.response_code != ResponseCode::NXDomain,
            authoritative: message.metadata.authoritative,
            record_type: question.record_type,
            records: of_owner.map(DnsRecord::of).collect(),
            aliases,
        }
    }

    /// Returns the address of the server that answered.
    #[must_use]
    pub fn server(&self) -> SocketAddr {
        self.server.address
    }

    /// Tells whether the name exists, with whatever records; NXDOMAIN says no.
    #[must_use]
    pub fn exists(&self) -> bool {
        self.exists
    }

    /// Tells whether the server has the zone itself.
    #[must_use]
    pub fn is_authoritative(&self) -> bool {
        self.authoritative
    }

    /// Returns the records of the type that was asked for.
    #[must_use]
    pub fn records(&self) -> &[DnsRecord] {
        &self.records
    }

    /// Returns the values of the records.
    #[must_use]
    pub fn values(&self) -> Vec<&str> {
        self.records.iter().map(DnsRecord::value).collect()
    }

    /// Returns the longest time that others may keep one of the records; `None` without records.
    #[must_use]
    pub fn ttl(&self) -> Option<Duration> {
        self.records.iter().map(DnsRecord::ttl).max()
    }

    /// Returns the names that the answer went through (CNAME), the last one being the owner of the records.
    #[must_use]
    pub fn aliases(&self) -> Vec<String> {
        self.aliases.iter().map(Name::to_string).collect()
    }

    /// Returns the alias at which this server stopped, since it does not have the records of the target.
    pub(super) fn stopped_at(&self) -> Option<&Name> {
        self.aliases.last().filter(|_| self.records.is_empty())
    }

    /// Puts the aliases before it that other servers told.
    pub(super) fn after(mut self, aliases: &[Name]) -> Self {
        self.aliases.splice(0..0, aliases.iter().cloned());
        self
    }

    pub(super) fn by(&self) -> &Server {
        &self.server
    }

    /// Returns the values in the form and order in which two answers are compared.
    pub(super) fn comparable(&self) -> Vec<String> {
        let mut values: Vec<_> = self.records.iter().map(|one| comparable(one.value(), self.record_type)).collect();
        values.sort();
        values
    }

    /// Says what is there, for a reason.
    pub(super) fn shown(&self) -> String {
        if !self.records.is_empty() {
            let values: Vec<_> = self.values().iter().map(|value| format!("`{value}`")).collect();
            return values.join(", ");
        }
        match (self.exists, self.aliases.last()) {
            (true, Some(alias)) => format!("an alias of `{alias}` without {} record", self.record_type),
            (true, None) => format!("no {} record", self.record_type),
            (false, Some(alias)) => format!("an alias of `{alias}`, which does not exist (NXDOMAIN)"),
            (false, None) => "no such name (NXDOMAIN)".to_owned(),
        }
    }
}
