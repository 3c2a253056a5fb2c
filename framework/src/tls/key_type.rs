//! Keys of certificates.

use std::fmt;

use x509_parser::public_key::PublicKey;
use x509_parser::x509::SubjectPublicKeyInfo;

/// Names a type of key, with its size where the type has several.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyType {
    /// RSA, with this many bits.
    Rsa(usize),
    /// ECDSA on the curve P-256 (`EC_prime256v1`).
    EcdsaP256,
    /// ECDSA on the curve P-384 (`EC_secp384r1`).
    EcdsaP384,
    /// ECDSA on the curve P-521 (`EC_secp521r1`).
    EcdsaP521,
    /// Ed25519.
    Ed25519,
    /// Anything else, by its object identifier.
    Other(String),
}

impl KeyType {
    pub(super) fn of(key: &SubjectPublicKeyInfo<'_>) -> Self {
        let algorithm = key.algorithm.algorithm.to_id_string();
        let curve =
            || key.algorithm.parameters.as_ref().and_then(|any| any.as_oid().ok()).map(|oid| oid.to_id_string());
        match algorithm.as_str() {
            "1.2.840.113549.1.1.1" => match key.parsed() {
                Ok(PublicKey::RSA(key)) => Self::Rsa(key.key_size()),
                _ => Self::Other(algorithm),
            },
            "1.2.840.10045.2.1" => match curve().as_deref() {
                Some("1.2.840.10045.3.1.7") => Self::EcdsaP256,
                Some("1.3.132.0.34") => Self::EcdsaP384,
                Some("1.3.132.0.35") => Self::EcdsaP521,
                other => Self::Other(other.unwrap_or(&algorithm).to_owned()),
            },
            "1.3.101.112" => Self::Ed25519,
            _ => Self::Other(algorithm),
        }
    }
}

impl fmt::Display for KeyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa(bits) => write!(f, "RSA with {bits} bits"),
            Self::EcdsaP256 => f.write_str("ECDSA P-256"),
            Self::EcdsaP384 => f.write_str("ECDSA P-384"),
            Self::EcdsaP521 => f.write_str("ECDSA P-521"),
            Self::Ed25519 => f.write_str("Ed25519"),
            Self::Other(identifier) => f.write_str(identifier),
        }
    }
}
