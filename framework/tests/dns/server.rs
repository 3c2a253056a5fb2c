//! A name server that says what a test makes it say, over UDP and TCP.

use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr as _;
use std::sync::Arc;

use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::rdata::{A, CNAME, NS};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, UdpSocket};
use tokio::task::JoinSet;

/// Says how a question came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Over {
    Udp,
    Tcp,
}

/// Makes the bytes of an answer; none for silence.
type Speech = dyn Fn(&Message, Over) -> Vec<Vec<u8>> + Send + Sync;

/// Makes an answer, over whatever the question came.
pub(crate) type Speaker = Box<dyn Fn(&Message) -> Message + Send + Sync>;

/// Is a running server; it ends when dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    _tasks: JoinSet<()>,
}

impl Server {
    /// Starts one on a free port.
    pub(crate) async fn start(answer: impl Fn(&Message, Over) -> Message + Send + Sync + 'static) -> Self {
        Self::speaking(move |question, over| vec![answer(question, over).to_vec().unwrap()]).await
    }

    /// Starts one that sends any bytes, or none.
    pub(crate) async fn speaking(speech: impl Fn(&Message, Over) -> Vec<Vec<u8>> + Send + Sync + 'static) -> Self {
        let speech: Arc<Speech> = Arc::new(speech);
        loop {
            if let Some(server) = Self::at(Ipv4Addr::LOCALHOST, 0, &speech).await {
                return server;
            }
        }
    }

    /// Starts several, on addresses from 127.0.0.1 on and all on the same port, as real ones are all on port 53.
    pub(crate) async fn together(answers: Vec<Speaker>) -> Vec<Self> {
        let speeches: Vec<Arc<Speech>> = answers
            .into_iter()
            .map(|answer| {
                Arc::new(move |question: &Message, _| vec![answer(question).to_vec().unwrap()]) as Arc<Speech>
            })
            .collect();
        'port: loop {
            let mut servers: Vec<Self> = Vec::new();
            for (last, speech) in (1..).zip(&speeches) {
                let port = servers.first().map_or(0, |first| first.address.port());
                match Self::at(Ipv4Addr::new(127, 0, 0, last), port, speech).await {
                    Some(server) => servers.push(server),
                    None => continue 'port,
                }
            }
            return servers;
        }
    }

    /// Starts one; `None` when the port that UDP got is taken for TCP, or the port that is asked for at all.
    async fn at(host: Ipv4Addr, port: u16, speech: &Arc<Speech>) -> Option<Self> {
        let socket = UdpSocket::bind((host, port)).await.ok()?;
        let address = socket.local_addr().unwrap();
        let listener = TcpListener::bind(address).await.ok()?;
        let mut tasks = JoinSet::new();
        tasks.spawn(over_udp(socket, Arc::clone(speech)));
        tasks.spawn(over_tcp(listener, Arc::clone(speech)));
        Some(Self { address, _tasks: tasks })
    }

    pub(crate) fn place(&self) -> String {
        self.address.to_string()
    }
}

async fn over_udp(socket: UdpSocket, speech: Arc<Speech>) {
    let mut buffer = [0; 2048];
    while let Ok((length, asker)) = socket.recv_from(&mut buffer).await {
        let question = Message::from_vec(&buffer[..length]).unwrap();
        for bytes in speech(&question, Over::Udp) {
            socket.send_to(&bytes, asker).await.unwrap();
        }
    }
}

async fn over_tcp(listener: TcpListener, speech: Arc<Speech>) {
    while let Ok((mut stream, _)) = listener.accept().await {
        let mut question = vec![0; stream.read_u16().await.unwrap().into()];
        stream.read_exact(&mut question).await.unwrap();
        for bytes in speech(&Message::from_vec(&question).unwrap(), Over::Tcp) {
            stream.write_u16(bytes.len().try_into().unwrap()).await.unwrap();
            stream.write_all(&bytes).await.unwrap();
        }
    }
}

pub(crate) fn name(text: &str) -> Name {
    Name::from_str(text).unwrap()
}

pub(crate) fn a(owner: &str, address: &str) -> Record {
    record(owner, RData::A(A(address.parse().unwrap())))
}

pub(crate) fn ns(owner: &str, server: &str) -> Record {
    record(owner, RData::NS(NS(name(server))))
}

pub(crate) fn cname(owner: &str, target: &str) -> Record {
    record(owner, RData::CNAME(CNAME(name(target))))
}

pub(crate) fn record(owner: &str, data: RData) -> Record {
    Record::from_rdata(name(owner), 300, data)
}

/// Answers a question from records: those of the name and type, an alias of the name, or that there is no such name.
pub(crate) fn from_records(question: &Message, records: &[Record]) -> Message {
    let query = &question.queries[0];
    let of_name = records.iter().filter(|record| record.name == query.name);
    let found = of_name.clone().filter(|record| fits(record.record_type(), query.query_type));
    let mut answer = reply(question, ResponseCode::NoError);
    answer.add_answers(found.cloned());
    let known = records.iter().any(|record| query.name.zone_of(&record.name));
    if !known {
        answer.metadata.response_code = ResponseCode::NXDomain;
    }
    answer
}

fn fits(found: RecordType, asked: RecordType) -> bool {
    found == asked || found == RecordType::CNAME
}

/// Starts an answer with authority.
pub(crate) fn reply(question: &Message, code: ResponseCode) -> Message {
    let mut answer = Message::response(question.metadata.id, question.metadata.op_code);
    answer.add_query(question.queries[0].clone());
    answer.metadata.authoritative = true;
    answer.metadata.response_code = code;
    answer
}
