//! Where a probe of names starts.

use super::DnsLookup;

/// Starts probes of names; see [`Scope::dns`](crate::Scope::dns).
#[derive(Debug, Clone, Copy)]
pub struct Dns {
    _private: (),
}

impl Dns {
    pub(crate) fn new() -> Self {
        Self { _private: () }
    }

    /// Asks for a name, or for an address with [`RecordType::Ptr`](crate::RecordType::Ptr).
    ///
    /// The name is absolute, with or without the last dot.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// use terraproof::RecordType;
    /// t.eventually(t.dns().lookup("example.com").record(RecordType::Mx).contains("10 mail.example.com")).await?;
    /// t.eventually(t.dns().lookup("192.0.2.1").record(RecordType::Ptr).resolves_to(["www.example.com"])).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn lookup(&self, name: impl Into<String>) -> DnsLookup {
        DnsLookup::new(name.into())
    }
}
