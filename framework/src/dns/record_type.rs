//! Types of records.

use std::fmt;

use hickory_proto::rr::RecordType as Wire;

/// Names a type of record, with how its value is written.
///
/// Names in values may be given with or without the last dot, in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RecordType {
    /// An IPv4 address: `192.0.2.1`.
    A,
    /// An IPv6 address: `2001:db8::1`.
    Aaaa,
    /// Who may issue certificates: `0 issue "letsencrypt.org"` (the quotes may be left away).
    Caa,
    /// An alias: `target.example.net`.
    Cname,
    /// How to reach a service over HTTPS (RFC 9460).
    Https,
    /// A mail server: `10 mail.example.com`.
    Mx,
    /// A name server: `ns1.example.com`.
    Ns,
    /// The name of an address: `www.example.com`.
    Ptr,
    /// The start of a zone: `ns1.example.com hostmaster.example.com 2026010101 7200 900 1209600 86400`.
    Soa,
    /// Where a service is: `10 5 5060 sip.example.com` (priority, weight, port, target).
    Srv,
    /// How to reach any service (RFC 9460).
    Svcb,
    /// Which certificate a service has (RFC 6698).
    Tlsa,
    /// A text: all its pieces joined, without quotes.
    Txt,
}

impl RecordType {
    pub(super) fn wire(self) -> Wire {
        match self {
            Self::A => Wire::A,
            Self::Aaaa => Wire::AAAA,
            Self::Caa => Wire::CAA,
            Self::Cname => Wire::CNAME,
            Self::Https => Wire::HTTPS,
            Self::Mx => Wire::MX,
            Self::Ns => Wire::NS,
            Self::Ptr => Wire::PTR,
            Self::Soa => Wire::SOA,
            Self::Srv => Wire::SRV,
            Self::Svcb => Wire::SVCB,
            Self::Tlsa => Wire::TLSA,
            Self::Txt => Wire::TXT,
        }
    }
}

impl fmt::Display for RecordType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.wire())
    }
}
