//! A NAT gateway.

use std::fmt;

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{NatGateway as NatGatewayDescription, NatGatewayState};

use super::identifier::{pairs, refused};
use crate::handle::Handle;
use crate::words::words;
use crate::{Aws, Check, Error, Seen};

/// Names a NAT gateway. One that failed or is being deleted ends every wait, except for [`is_gone`](Self::is_gone).
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// assert_eq!(aws.ec2().nat_gateway("nat-0123456789abcdef0").is_available().look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct NatGateway {
    aws: Aws,
    id: String,
}

impl NatGateway {
    pub(super) fn new(aws: Aws, id: String) -> Self {
        Self { aws, id }
    }

    /// Returns what EC2 knows of the gateway; of a deleted one too, for about an hour.
    ///
    /// # Errors
    /// Fails when the gateway does not exist or may not be read.
    pub async fn describe(&self) -> Result<NatGatewayDescription, Error> {
        let call = Client::new(&self.config().await?).describe_nat_gateways().nat_gateway_ids(&self.id);
        let answer = call.send().await.map_err(self.failed("DescribeNatGateways"))?;
        answer.nat_gateways.unwrap_or_default().into_iter().next().ok_or_else(|| Error::absent(self))
    }

    /// Promises that the gateway passes packets on.
    pub fn is_available(&self) -> Check<NatGatewayDescription> {
        self.check("is available", |gateway| async move {
            let described = gateway.living().await?;
            let state = described.state.clone().unwrap_or(NatGatewayState::Pending);
            Ok(Seen::when(state == NatGatewayState::Available, described, || format!("is {}", words(state.as_str()))))
        })
    }

    /// Promises that the gateway is deleted; one that is being deleted still holds its address.
    pub fn is_gone(&self) -> Check {
        self.gone(|gateway| async move {
            let described = gateway.describe().await?;
            let deleted = described.state == Some(NatGatewayState::Deleted);
            if deleted { Err(Error::gone(&gateway, "it is deleted")) } else { Ok(()) }
        })
    }

    /// Promises that the gateway has an elastic IP address, named by the address or its allocation.
    pub fn has_address(&self, address: impl Into<String>) -> Check {
        let address = address.into();
        self.check(format!("has the address `{address}`"), move |gateway| {
            let address = address.clone();
            async move {
                let addresses = gateway.living().await?.nat_gateway_addresses.unwrap_or_default();
                let mut names = addresses.iter().flat_map(|one| [one.public_ip(), one.allocation_id()]).flatten();
                let all: Vec<_> = addresses.iter().filter_map(|one| one.public_ip()).collect();
                Ok(Seen::when(names.any(|name| name == address), (), || match all.as_slice() {
                    [] => "has no public address".to_owned(),
                    all => format!("has {}", all.join(", ")),
                }))
            }
        })
    }

    /// Promises that the gateway is in a subnet.
    pub fn is_in_subnet(&self, subnet: impl Into<String>) -> Check {
        let subnet = subnet.into();
        self.check(format!("is in `{subnet}`"), move |gateway| {
            let subnet = subnet.clone();
            async move {
                let actual = gateway.living().await?.subnet_id.unwrap_or_default();
                Ok(Seen::when(actual == subnet, (), || format!("is in `{actual}`")))
            }
        })
    }

    /// Promises that the gateway has a tag.
    pub fn has_tag(&self, key: impl Into<String>, value: impl Into<String>) -> Check {
        self.tagged(key.into(), value.into(), |gateway| async move { Ok(pairs(gateway.living().await?.tags)) })
    }

    /// Describes a gateway that is there to stay.
    async fn living(&self) -> Result<NatGatewayDescription, Error> {
        let described = self.describe().await?;
        match &described.state {
            Some(state @ (NatGatewayState::Deleting | NatGatewayState::Deleted)) => {
                Err(Error::gone(self, format!("it is {}", words(state.as_str()))))
            }
            Some(NatGatewayState::Failed) => {
                let message = described.failure_message.unwrap_or_else(|| "no reason given".to_owned());
                Err(Error::permanent(self, format!("it failed to be made: {message}")))
            }
            _ => Ok(described),
        }
    }
}

impl Handle for NatGateway {
    const SERVICE: &'static str = "ec2";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        refused("a NAT gateway", "nat", &self.id)
    }
}

impl fmt::Display for NatGateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NAT gateway `{}`{}", self.id, self.aws.place())
    }
}

#[cfg(test)]
mod tests {
    use crate::ErrorKind;
    use crate::canned::Canned;

    fn gateways(state: &str) -> String {
        let item = format!("<item><state>{state}</state><failureMessage>no free address</failureMessage></item>");
        format!("<DescribeNatGatewaysResponse><natGatewaySet>{item}</natGatewaySet></DescribeNatGatewaysResponse>")
    }

    #[tokio::test]
    async fn a_failed_gateway_ends_the_wait_and_a_leaving_one_still_holds_its_address() {
        let (aws, _) = Canned::default().xml(200, gateways("failed")).xml(200, gateways("deleting")).aws();
        let gateway = aws.ec2().nat_gateway("nat-0123456789abcdef0");
        let error = gateway.is_available().look().await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Other);
        assert_eq!(error.message(), Some("it failed to be made: no free address"));
        assert_eq!(gateway.is_gone().look().await.unwrap().reason(), Some("is still there"));
    }
}
