//! Names, read once.

use std::net::IpAddr;

use hickory_proto::rr::Name;

use super::RecordType;
use crate::Error;

/// Reads an absolute name; for a PTR record also an address, which becomes its reverse name.
pub(super) fn parse(given: &str, record_type: RecordType) -> Result<Name, Error> {
    let malformed = |hint: &str| Error::misuse(format!("`{given}` is not a domain name")).with_hint(hint.to_owned());
    if let Ok(address) = given.parse::<IpAddr>() {
        return match record_type {
            RecordType::Ptr => Ok(Name::from(address)),
            _ => Err(malformed("an address has a name: ask with `.record(RecordType::Ptr)`")),
        };
    }
    if given.contains("://") {
        return Err(malformed("give the host alone: `www.example.com`"));
    }
    let hint = "give labels of 1 to 63 characters with dots between them, 255 at most: `www.example.com`";
    let strange = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '/' | ':' | '@' | '"' | '\\');
    if given.is_empty() || given.contains(strange) {
        return Err(malformed(hint));
    }
    let mut name = Name::from_utf8(given).map_err(|_| malformed(hint))?;
    name.set_fqdn(true);
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_absolute_and_addresses_become_reverse_names() {
        for (given, record_type, name) in [
            ("www.example.com", RecordType::A, "www.example.com."),
            ("www.example.com.", RecordType::A, "www.example.com."),
            ("_dmarc.example.com", RecordType::Txt, "_dmarc.example.com."),
            ("*.example.com", RecordType::A, "*.example.com."),
            ("192.0.2.1", RecordType::Ptr, "1.2.0.192.in-addr.arpa."),
            ("b\u{fc}cher.example", RecordType::A, "xn--bcher-kva.example."),
        ] {
            assert_eq!(parse(given, record_type).unwrap().to_ascii(), name);
        }
    }

    #[test]
    fn a_malformed_name_is_refused_for_good() {
        let long = "a".repeat(64);
        for given in ["", "a..b", "exa mple.com", "https://example.com", "example.com:53", "192.0.2.1", &long] {
            assert!(parse(given, RecordType::A).is_err_and(|error| !error.is_transient()), "{given}");
        }
    }
}
