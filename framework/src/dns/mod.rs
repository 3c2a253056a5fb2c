//! Looking at names.
//!
//! A probe asks straight from this machine, in the local sandbox too: DNS cannot go through an HTTPS proxy, so it sees nothing of the
//! localhost cloud. Nothing is cached here, names are taken as absolute (no search list, no hosts file), and internationalised names may be
//! given either way. A question goes over UDP with room for 1232 bytes (DNS flag day 2020), is sent a second time when two fifths of the
//! time-out have passed, and is repeated over TCP when the answer was cut (RFC 7766).
//!
//! | seen | taken as |
//! |---|---|
//! | records | met, or not yet with what was there instead |
//! | NXDOMAIN, or no record of this type | not yet; met for [`DnsLookup::does_not_exist`] (NXDOMAIN only) |
//! | SERVFAIL, REFUSED | transient error: a zone that is being loaded or delegated answers like that |
//! | no answer in time, nobody listens, not a DNS message | transient error |
//! | a server that a zone names answers without authority | transient error: the delegation is ahead of the server |
//! | FORMERR, NOTIMP, and whatever else | permanent error: the server does not understand the question |
//! | a malformed name or server, no server configured | permanent error, before anything is sent |
//!
//! Errors are never taken for an answer: the negation of a condition does not hold because a server is down.

mod answer;
mod authority;
mod claim;
mod condition;
mod exchange;
mod lookup;
mod name;
mod probe;
mod question;
mod record;
mod record_type;
mod server;
mod udp;

pub use answer::DnsAnswer;
pub use condition::DnsCondition;
pub use lookup::DnsLookup;
pub use probe::Dns;
pub use record::DnsRecord;
pub use record_type::RecordType;
