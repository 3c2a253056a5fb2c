//! What a port says unasked.

use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio::time::Instant;

use super::Tcp;
use super::connect::Reach;
use crate::error::ErrorKind;
use crate::{Condition, Error, Observation, duration};

/// How much of a banner is read.
const LIMIT: u64 = 4096;

/// Claims that a port sends something unasked; see [`Tcp::sends_banner`].
#[must_use = "nothing is looked at until it is waited for"]
#[derive(Debug, Clone)]
pub struct TcpBanner {
    probe: Tcp,
    part: String,
}

impl TcpBanner {
    pub(super) fn new(probe: Tcp, part: String) -> Self {
        Self { probe, part }
    }

    /// Reads until the part came, the other side ended, the limit is reached or time is up.
    async fn read(&self, stream: TcpStream, end: Instant) -> Result<(Vec<u8>, Ended), Error> {
        let (mut stream, mut banner) = (stream.take(LIMIT), Vec::new());
        loop {
            match tokio::time::timeout_at(end, stream.read_buf(&mut banner)).await {
                Err(_) => return Ok((banner, Ended::TimeIsUp)),
                Ok(Ok(0)) => return Ok((banner, Ended::Closed)),
                Ok(Ok(_)) if contains(&banner, self.part.as_bytes()) => return Ok((banner, Ended::Found)),
                Ok(Ok(_)) => {}
                Ok(Err(error)) => {
                    let message = format!("the connection to `{}` broke: {error}", self.probe.shown());
                    return Err(Error::new(ErrorKind::Condition, message).transient());
                }
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Found,
    Closed,
    TimeIsUp,
}

impl Condition for TcpBanner {
    type Value = String;

    fn sentence(&self) -> String {
        format!("`{}` sends a banner containing {:?}", self.probe.shown(), self.part)
    }

    async fn check(&self) -> Result<Observation<String>, Error> {
        let end = Instant::now() + self.probe.limit();
        let connected = match self.probe.reach(self.probe.limit()).await? {
            Reach::Open(connected) => connected,
            Reach::Nobody(misses) => return Ok(Observation::NotYet(Reach::reason(&misses))),
        };
        let (banner, ended) = self.read(connected.stream, end).await?;
        let banner = String::from_utf8_lossy(&banner).into_owned();
        let met = ended == Ended::Found || banner.contains(&self.part);
        let within = duration::short(self.probe.limit());
        let reason = match ended {
            Ended::TimeIsUp if banner.is_empty() => format!("nothing was sent within {within}"),
            Ended::Closed if banner.is_empty() => "the connection was closed without a word".to_owned(),
            _ => format!("it sent {:?}", banner.chars().take(120).collect::<String>()),
        };
        Ok(Observation::when(met, banner, || reason))
    }
}

fn contains(banner: &[u8], part: &[u8]) -> bool {
    part.is_empty() || banner.windows(part.len()).any(|window| window == part)
}
