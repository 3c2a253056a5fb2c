//! What is asked.

use std::time::Duration;

use hickory_proto::op::{Edns, Message, MessageType, Query};
use hickory_proto::rr::Name;

use super::RecordType;

/// How much an answer over UDP may hold: what no path cuts into pieces (DNS flag day 2020).
const ROOM: u16 = 1232;

/// Says how a question travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Transport {
    /// Over UDP, and over TCP when the answer was cut.
    Udp,
    /// Over TCP.
    Tcp,
}

/// Says whether the server shall ask others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recursion {
    /// It shall.
    Desired,
    /// It shall say what it knows itself.
    NotDesired,
}

/// Is one question.
#[derive(Debug, Clone)]
pub(super) struct Question {
    pub(super) name: Name,
    pub(super) record_type: RecordType,
    pub(super) transport: Transport,
    pub(super) recursion: Recursion,
    pub(super) timeout: Duration,
}

impl Question {
    /// Returns the same question for another name and type.
    pub(super) fn about(&self, name: Name, record_type: RecordType) -> Self {
        Self { name, record_type, ..self.clone() }
    }

    /// Writes it down, under a new random id.
    pub(super) fn message(&self) -> Message {
        let mut message = Message::query();
        message.metadata.recursion_desired = self.recursion == Recursion::Desired;
        message.add_query(Query::query(self.name.clone(), self.record_type.wire()));
        let mut extension = Edns::new();
        extension.set_max_payload(ROOM);
        message.set_edns(extension);
        message
    }
}

/// Tells whether a message answers a question: anybody can send something to a UDP port.
pub(super) fn answers(question: &Message, answer: &Message) -> bool {
    // A server that did not understand may leave the question away.
    let same = answer.queries.is_empty() || answer.queries == question.queries;
    answer.metadata.message_type == MessageType::Response && answer.metadata.id == question.metadata.id && same
}
