//! Looking at names.
//!
//! A probe asks straight from this machine, in the local sandbox too: DNS cannot go through an HTTPS proxy, so it sees nothing of the
//! localhost cloud. Nothing is cached here, names are taken as absolute (no search list, no hosts file), and internationalised names may be
//! given either way. A question goes over UDP with room for 1232 bytes (DNS flag day 2020), is sent a second time when two fifths of the
//! time-out have passed, and is repeated over TCP when the answer was cut (RFC 7766).
//!
//! How what is seen is taken stands at [`DnsLookup`].

mod answer;
mod ask;
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
