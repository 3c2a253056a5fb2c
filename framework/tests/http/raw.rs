//! Servers that a library would not let one write.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

/// Answers the next connections with what `speak` does, on a thread that ends with the last of them; returns `127.0.0.1:port`.
pub(crate) fn serving(connections: usize, speak: impl Fn(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let place = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for _ in 0..connections {
            let (stream, _) = listener.accept().unwrap();
            speak(stream);
        }
    });
    place
}

/// Reads a request without a body.
pub(crate) fn read_head(stream: &mut TcpStream) -> String {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
        head.push(byte[0]);
    }
    String::from_utf8(head).unwrap()
}

/// Says something and closes; that the other side has left is no matter.
pub(crate) fn say(mut stream: TcpStream, words: &[u8]) {
    read_head(&mut stream);
    stream.write_all(words).ok();
}

/// Says something and then the same again and again, until the other side has enough.
pub(crate) fn never_end(mut stream: TcpStream, first: &[u8], again: &[u8]) {
    read_head(&mut stream);
    let mut open = stream.write_all(first).is_ok();
    while open {
        open = stream.write_all(again).is_ok();
    }
}
