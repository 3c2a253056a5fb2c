//! A port that does not accept.

use super::Tcp;
use super::connect::Reach;
use crate::{Condition, Error, Observation};

/// Claims that a port does not accept connections; see [`Tcp::is_closed`] and [`Tcp::is_unreachable`].
#[must_use = "nothing is looked at until it is waited for"]
#[derive(Debug, Clone)]
pub struct TcpClosed {
    probe: Tcp,
    claim: Claim,
}

#[derive(Debug, Clone, Copy)]
enum Claim {
    Refused,
    Unreachable,
}

impl TcpClosed {
    pub(super) fn refused(probe: Tcp) -> Self {
        Self { probe, claim: Claim::Refused }
    }

    pub(super) fn unreachable(probe: Tcp) -> Self {
        Self { probe, claim: Claim::Unreachable }
    }
}

impl Condition for TcpClosed {
    type Value = ();

    fn sentence(&self) -> String {
        let claim = match self.claim {
            Claim::Refused => "refuses connections",
            Claim::Unreachable => "is unreachable from here",
        };
        format!("`{}` {claim}", self.probe.shown())
    }

    async fn check(&self) -> Result<Observation<()>, Error> {
        Ok(match (self.probe.reach(self.probe.limit()).await?, self.claim) {
            (Reach::Open(connected), _) => {
                Observation::NotYet(format!("`{}` accepted a connection", connected.address))
            }
            (Reach::Nobody(_), Claim::Unreachable) => Observation::Met(()),
            (Reach::Nobody(misses), Claim::Refused) => {
                Observation::when(Reach::is_refusal(&misses), (), || Reach::reason(&misses))
            }
        })
    }
}
