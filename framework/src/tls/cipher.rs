//! Cipher suites by name.

use super::cipher_table::TABLE;
use crate::{Error, nearest};

/// Is a cipher suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cipher {
    /// How it is written on the wire.
    pub(super) wire: u16,
    /// Its name in the register of the IANA.
    pub(super) name: &'static str,
    /// Its name in OpenSSL and in the documentation of load balancers.
    pub(super) openssl: &'static str,
}

impl Cipher {
    /// Finds a suite by either of its names, in any case.
    pub(super) fn named(given: &str) -> Result<Self, Error> {
        let is_it = |name: &str| name.eq_ignore_ascii_case(given.trim());
        if let Some(found) = Self::all().find(|cipher| is_it(cipher.name) || is_it(cipher.openssl)) {
            return Ok(found);
        }
        let names: Vec<_> = Self::all().flat_map(|cipher| [cipher.name, cipher.openssl]).collect();
        let hint = match nearest::of(&given.trim().to_ascii_uppercase(), names) {
            Some(name) => format!("did you mean `{name}`?"),
            None => "give the name of the IANA or of OpenSSL: `ECDHE-RSA-AES128-GCM-SHA256`".to_owned(),
        };
        Err(Error::misuse(format!("`{given}` is not a cipher suite that can be asked about")).with_hint(hint))
    }

    pub(super) fn of_wire(wire: u16) -> Option<Self> {
        Self::all().find(|cipher| cipher.wire == wire)
    }

    pub(super) fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|&(wire, name, openssl)| Self { wire, name, openssl })
    }

    /// Tells whether it belongs to TLS 1.3, which shares no suite with the versions before it.
    pub(super) fn is_of_tls13(self) -> bool {
        self.wire >> 8 == 0x13
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cipher_has_two_names_and_any_case() {
        for given in ["ECDHE-RSA-AES128-GCM-SHA256", "tls_ecdhe_rsa_with_aes_128_gcm_sha256"] {
            assert_eq!(Cipher::named(given).unwrap().wire, 0xc02f);
        }
    }

    #[test]
    fn a_mistyped_cipher_names_the_nearest() {
        let error = Cipher::named("ECDHE-RSA-AES128-GCM-SHA265").unwrap_err();
        assert_eq!(error.hint(), Some("did you mean `ECDHE-RSA-AES128-GCM-SHA256`?"));
        assert!(!error.is_transient());
    }

    #[test]
    fn no_cipher_is_in_the_table_twice() {
        let mut wires: Vec<_> = Cipher::all().map(|cipher| cipher.wire).collect();
        wires.sort_unstable();
        let before = wires.len();
        wires.dedup();
        assert_eq!(wires.len(), before);
    }
}
