//! One record.

use std::net::IpAddr;
use std::time::Duration;

use hickory_proto::rr::{RData, Record};

use super::RecordType;

/// Is one record of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DnsRecord {
    name: String,
    ttl: Duration,
    value: String,
}

impl DnsRecord {
    pub(super) fn of(record: &Record) -> Self {
        let value = match &record.data {
            RData::TXT(text) => String::from_utf8_lossy(&text.txt_data.concat()).into_owned(),
            RData::OPT(_) => String::new(),
            data => data.to_string(),
        };
        Self { name: record.name.to_string(), ttl: Duration::from_secs(record.ttl.into()), value }
    }

    /// Returns the name that has the record; after an alias it is not the one that was asked for.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns how long others may keep it.
    #[must_use]
    pub fn ttl(&self) -> Duration {
        self.ttl
    }

    /// Returns the value as `dig` shows it, a text without its quotes.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }
}

/// Brings a value into the form in which two are compared: names in lower case and without the last dot, addresses in their short form.
pub(super) fn comparable(value: &str, record_type: RecordType) -> String {
    match record_type {
        RecordType::Txt => value.to_owned(),
        RecordType::A | RecordType::Aaaa => {
            let value = value.trim();
            value.parse::<IpAddr>().map_or_else(|_| value.to_owned(), |address| address.to_string())
        }
        _ => value
            .split_whitespace()
            .map(|word| word.trim_matches('"').trim_end_matches('.').to_ascii_lowercase())
            .collect::<Vec<_>>()
            .join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_compared_as_dns_compares_them() {
        for (left, right, record_type) in [
            ("10 Mail.example.com.", "10 mail.example.com", RecordType::Mx),
            ("2001:db8:0:0::1", "2001:db8::1", RecordType::Aaaa),
            ("0 issue \"letsencrypt.org\"", "0 issue letsencrypt.org", RecordType::Caa),
        ] {
            assert_eq!(comparable(left, record_type), comparable(right, record_type));
        }
        assert_ne!(comparable("v=SPF1.", RecordType::Txt), comparable("v=spf1", RecordType::Txt));
    }
}
