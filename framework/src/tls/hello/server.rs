//! What a server says first.

use super::alert;

/// How much is read before a ServerHello is complete.
const LIMIT: usize = 64 << 10;

/// Is what the first bytes mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Words {
    /// More is to come.
    Unfinished,
    /// It chose.
    Hello { version: u16, cipher: u16 },
    /// It said no.
    Alert(String),
    /// It is not TLS.
    Strange,
}

/// Reads what came so far.
pub(super) fn read(bytes: &[u8]) -> Words {
    if bytes.len() > LIMIT {
        return Words::Strange;
    }
    let (mut rest, mut handshake) = (bytes, Vec::new());
    loop {
        match *rest {
            [] | [21 | 22] | [21 | 22, 3] | [21 | 22, 3, _] | [21 | 22, 3, _, _] => return Words::Unfinished,
            [kind @ (21 | 22), 3, _, high, low, ref after @ ..] => {
                let length = usize::from(u16::from_be_bytes([high, low]));
                let Some((body, after)) = after.split_at_checked(length) else { return Words::Unfinished };
                match (kind, body) {
                    // A warning; closing is the only one that says no.
                    (21, [1, description]) if *description != 0 => {}
                    (21, [_, description]) => return Words::Alert(alert::name(*description)),
                    (21, _) => return Words::Strange,
                    _ => handshake.extend_from_slice(body),
                }
                rest = after;
            }
            _ => return Words::Strange,
        }
        match handshake_message(&handshake) {
            Words::Unfinished => {}
            words => return words,
        }
    }
}

fn handshake_message(bytes: &[u8]) -> Words {
    match bytes {
        [2, a, b, c, body @ ..] => {
            let length = u32::from_be_bytes([0, *a, *b, *c]) as usize;
            match body.get(..length) {
                None => Words::Unfinished,
                Some(hello) => server_hello(hello).unwrap_or(Words::Strange),
            }
        }
        [] | [2] | [2, _] | [2, _, _] => Words::Unfinished,
        _ => Words::Strange,
    }
}

/// Reads a ServerHello or a HelloRetryRequest, which look the same (RFC 8446, section 4.1.3).
fn server_hello(bytes: &[u8]) -> Option<Words> {
    let (version, rest) = take_u16(bytes)?;
    let (_random, rest) = rest.split_at_checked(32)?;
    let (length, rest) = rest.split_first()?;
    let (_session, rest) = rest.split_at_checked(usize::from(*length))?;
    let (cipher, rest) = take_u16(rest)?;
    let (_compression, rest) = rest.split_first()?;
    let selected = if rest.is_empty() { None } else { selected_version(take_u16(rest)?.1) };
    Some(Words::Hello { version: selected.unwrap_or(version), cipher })
}

/// Finds the version in the extension that TLS 1.3 names it in.
fn selected_version(mut extensions: &[u8]) -> Option<u16> {
    loop {
        let (kind, rest) = take_u16(extensions)?;
        let (length, rest) = take_u16(rest)?;
        let (body, rest) = rest.split_at_checked(usize::from(length))?;
        if kind == 0x002b {
            return take_u16(body).map(|(version, _)| version);
        }
        extensions = rest;
    }
}

fn take_u16(bytes: &[u8]) -> Option<(u16, &[u8])> {
    let (number, rest) = bytes.split_first_chunk::<2>()?;
    Some((u16::from_be_bytes(*number), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hello_of_tls13() -> Vec<u8> {
        let mut hello = vec![3, 3];
        hello.extend([0; 32]);
        hello.extend([0, 0x13, 0x01, 0, 0, 6, 0, 0x2b, 0, 2, 3, 4]);
        let mut handshake = vec![2, 0, 0, u8::try_from(hello.len()).unwrap()];
        handshake.extend(hello);
        handshake
    }

    #[test]
    fn a_hello_is_understood_when_its_last_byte_came_and_not_before() {
        let handshake = hello_of_tls13();
        // In two records, the first of which ends within the header of the message.
        let length = u8::try_from(handshake.len() - 3).unwrap();
        let bytes = [&[22, 3, 3, 0, 3], &handshake[..3], &[22, 3, 3, 0, length], &handshake[3..]].concat();
        for cut in 0..bytes.len() {
            assert_eq!(read(&bytes[..cut]), Words::Unfinished, "{cut}");
        }
        assert_eq!(read(&bytes), Words::Hello { version: 0x0304, cipher: 0x1301 });
    }

    #[test]
    fn a_warning_is_passed_over_and_an_alert_is_named() {
        assert_eq!(read(&[21, 3, 1, 0, 2, 1, 112]), Words::Unfinished);
        assert_eq!(read(&[21, 3, 1, 0, 2, 1, 112, 21, 3, 1, 0, 2, 2, 70]), Words::Alert("protocol_version".to_owned()));
    }

    #[test]
    fn anything_else_is_not_tls() {
        for bytes in [&b"HTTP/1.1 400 Bad Request"[..], b"SSH-2.0-x", &[22, 9, 9], &[22, 3, 3, 0, 1, 99], &[23, 3, 3]] {
            assert_eq!(read(bytes), Words::Strange);
        }
    }
}
