//! A ClientHello that offers exactly what is asked about (RFC 8446, section 4.1.2; RFC 5246, section 7.4.1.2).

use crate::tls::cipher::Cipher;
use crate::tls::version::TlsVersion;

/// Groups: X25519MLKEM768, x25519, and the three curves of the NIST. A server that wants another than x25519 asks for a retry, which is an
/// answer too.
const GROUPS: [u16; 5] = [0x11ec, 0x001d, 0x0017, 0x0018, 0x0019];

/// Signatures: everything that a server could have a certificate for, with SHA-1 last.
const SIGNATURES: [u16; 14] =
    [0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201];

/// Is what a ClientHello offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::tls) struct Offer {
    versions: Vec<TlsVersion>,
    ciphers: Vec<Cipher>,
}

impl Offer {
    /// Offers one version, with every cipher it could go with.
    pub(in crate::tls) fn version(version: TlsVersion) -> Self {
        let fits = |cipher: &Cipher| cipher.is_of_tls13() == (version == TlsVersion::Tls13);
        Self { versions: vec![version], ciphers: Cipher::all().filter(fits).collect() }
    }

    /// Offers one cipher, with every version it could go with.
    pub(in crate::tls) fn cipher(cipher: Cipher) -> Self {
        let versions = if cipher.is_of_tls13() {
            vec![TlsVersion::Tls13]
        } else {
            vec![TlsVersion::Tls12, TlsVersion::Tls11, TlsVersion::Tls10]
        };
        Self { versions, ciphers: vec![cipher] }
    }

    /// Offers everything.
    pub(in crate::tls) fn everything() -> Self {
        let versions = vec![TlsVersion::Tls13, TlsVersion::Tls12, TlsVersion::Tls11, TlsVersion::Tls10];
        Self { versions, ciphers: Cipher::all().collect() }
    }

    /// Tells whether it holds what a server chose.
    pub(in crate::tls) fn holds(&self, version: TlsVersion, cipher: u16) -> bool {
        self.versions.contains(&version) && self.ciphers.iter().any(|offered| offered.wire == cipher)
    }

    /// Writes the record with the ClientHello; a name goes into it, an address does not.
    pub(super) fn record(&self, server_name: Option<&str>, random: &[u8; 96]) -> Vec<u8> {
        let highest = self.versions.iter().copied().max().unwrap_or(TlsVersion::Tls12);
        let mut hello = Vec::new();
        hello.extend(highest.min(TlsVersion::Tls12).wire().to_be_bytes());
        hello.extend(&random[..32]);
        // TLS 1.3 wants a session id for boxes in between (RFC 8446, appendix D.4).
        let session = if highest == TlsVersion::Tls13 { &random[32..64] } else { &[] };
        hello.extend(with_length_u8(session));
        hello.extend(with_length_u16(
            &self.ciphers.iter().flat_map(|cipher| cipher.wire.to_be_bytes()).collect::<Vec<_>>(),
        ));
        hello.extend([1, 0]); // one compression method: none
        if highest > TlsVersion::Ssl3 {
            hello.extend(with_length_u16(&self.extensions(server_name, highest, &random[64..])));
        }
        let length = u32::try_from(hello.len()).unwrap_or(u32::MAX).to_be_bytes();
        let handshake = [&[1, length[1], length[2], length[3]], hello.as_slice()].concat();
        let version = if highest == TlsVersion::Ssl3 { TlsVersion::Ssl3 } else { TlsVersion::Tls10 };
        [&[22], version.wire().to_be_bytes().as_slice(), &with_length_u16(&handshake)].concat()
    }

    fn extensions(&self, server_name: Option<&str>, highest: TlsVersion, share: &[u8]) -> Vec<u8> {
        let mut extensions = Vec::new();
        if let Some(name) = server_name {
            let entry = [&[0], with_length_u16(name.as_bytes()).as_slice()].concat();
            extensions.extend(extension(0x0000, &with_length_u16(&entry)));
        }
        extensions.extend(extension(0x000a, &with_length_u16(&wire(&GROUPS))));
        extensions.extend(extension(0x000b, &[1, 0])); // points are not compressed
        if highest >= TlsVersion::Tls12 {
            extensions.extend(extension(0x000d, &with_length_u16(&wire(&SIGNATURES))));
        }
        if highest < TlsVersion::Tls13 || self.versions.len() > 1 {
            extensions.extend(extension(0xff01, &[0])); // the first handshake of this connection (RFC 5746)
        }
        if highest == TlsVersion::Tls13 {
            let versions: Vec<u16> = self.versions.iter().map(|version| version.wire()).collect();
            extensions.extend(extension(0x002b, &with_length_u8(&wire(&versions))));
            // Any 32 bytes are a public key of x25519.
            let entry = [&[0x00, 0x1d], with_length_u16(share).as_slice()].concat();
            extensions.extend(extension(0x0033, &with_length_u16(&entry)));
            extensions.extend(extension(0x002d, &[1, 1])); // a resumed session would agree on a fresh key
        }
        extensions
    }
}

fn extension(kind: u16, body: &[u8]) -> Vec<u8> {
    [kind.to_be_bytes().as_slice(), &with_length_u16(body)].concat()
}

fn wire(values: &[u16]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_be_bytes()).collect()
}

/// Puts the length before it; nothing here comes near the limit, since a server name has at most 253 bytes.
fn with_length_u16(body: &[u8]) -> Vec<u8> {
    [u16::try_from(body.len()).unwrap_or(u16::MAX).to_be_bytes().as_slice(), body].concat()
}

fn with_length_u8(body: &[u8]) -> Vec<u8> {
    [&[u8::try_from(body.len()).unwrap_or(u8::MAX)], body].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_offered_alone_and_with_its_own_ciphers() {
        let old = Offer::version(TlsVersion::Tls11).record(None, &[7; 96]);
        // Record of TLS 1.0, handshake, ClientHello of TLS 1.1.
        assert_eq!((&old[..3], old[5], &old[9..11]), (&[22, 3, 1][..], 1, &[3, 2][..]));
        let offer = Offer::version(TlsVersion::Tls13);
        assert!(offer.holds(TlsVersion::Tls13, 0x1301) && !offer.holds(TlsVersion::Tls12, 0x1301));
        assert!(!offer.holds(TlsVersion::Tls13, 0xc02f));
    }

    #[test]
    fn the_lengths_add_up() {
        let record = Offer::everything().record(Some("example.com"), &[7; 96]);
        let length = usize::from(u16::from_be_bytes([record[3], record[4]]));
        assert_eq!(record.len(), 5 + length);
        assert_eq!(usize::from(u16::from_be_bytes([record[7], record[8]])), length - 4);
    }
}
