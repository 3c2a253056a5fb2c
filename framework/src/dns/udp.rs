//! A question over UDP.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use hickory_proto::op::Message;
use tokio::net::UdpSocket;
use tokio::time::Instant;

use super::question;

/// Asks once, and a second time at `again`, until something that answers the question comes.
///
/// What does not parse or answers something else is somebody else's, and passed over.
pub(super) async fn ask(server: SocketAddr, question: &Message, again: Instant) -> std::io::Result<Message> {
    let local: SocketAddr = match server {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let bytes = question.to_vec().map_err(std::io::Error::other)?;
    let socket = UdpSocket::bind(local).await?;
    // A connected socket takes nothing from others, and hears that nobody listens.
    socket.connect(server).await?;
    socket.send(&bytes).await?;
    if let Ok(answered) = tokio::time::timeout_at(again, hear(&socket, question)).await {
        return answered;
    }
    socket.send(&bytes).await?;
    hear(&socket, question).await
}

async fn hear(socket: &UdpSocket, question: &Message) -> std::io::Result<Message> {
    let mut buffer = vec![0; 4096];
    loop {
        let length = socket.recv(&mut buffer).await?;
        match Message::from_vec(&buffer[..length]) {
            Ok(answer) if question::answers(question, &answer) => return Ok(answer),
            _ => {}
        }
    }
}
