//! An elastic IP address.

use std::fmt;

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::Address as AddressDescription;

use super::identifier::{pairs, refused};
use crate::handle::Handle;
use crate::{Aws, Check, Error, Seen};

/// Names an elastic IP address by its allocation.
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let address = aws.ec2().address("eipalloc-0123456789abcdef0");
/// assert_eq!(address.is_associated_with("i-0123456789abcdef0").look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Address {
    aws: Aws,
    allocation: String,
}

impl Address {
    pub(super) fn new(aws: Aws, allocation: String) -> Self {
        Self { aws, allocation }
    }

    /// Returns what EC2 knows of the address.
    ///
    /// # Errors
    /// Fails when the address is not allocated or may not be read.
    pub async fn describe(&self) -> Result<AddressDescription, Error> {
        let call = Client::new(&self.config().await?).describe_addresses().allocation_ids(&self.allocation);
        let answer = call.send().await.map_err(self.failed("DescribeAddresses"))?;
        answer.addresses.unwrap_or_default().into_iter().next().ok_or_else(|| Error::absent(self))
    }

    /// Promises that the address is allocated; the value is the address.
    pub fn exists(&self) -> Check<String> {
        self.check("exists", |address| async move {
            let ip = address.describe().await?.public_ip;
            Ok(Seen::some(ip, || "has no public address".to_owned()))
        })
    }

    /// Promises that the address is released.
    pub fn is_gone(&self) -> Check {
        self.gone(|address| async move { address.describe().await })
    }

    /// Promises that the address belongs to an instance or an interface (a NAT gateway's too), named by its id.
    pub fn is_associated_with(&self, id: impl Into<String>) -> Check {
        let id = id.into();
        self.check(format!("is associated with `{id}`"), move |address| {
            let id = id.clone();
            async move {
                let described = address.describe().await?;
                let holders = [described.instance_id, described.network_interface_id].into_iter().flatten();
                let holders: Vec<_> = holders.filter(|holder| !holder.is_empty()).collect();
                Ok(Seen::when(holders.contains(&id), (), || match holders.as_slice() {
                    [] => "is associated with nothing".to_owned(),
                    holders => format!("is associated with {}", holders.join(", ")),
                }))
            }
        })
    }

    /// Promises that the address is associated with something, and so not paid for in vain.
    pub fn is_associated(&self) -> Check {
        self.check("is associated", |address| async move {
            let association = address.describe().await?.association_id.filter(|id| !id.is_empty());
            Ok(Seen::when(association.is_some(), (), || "is associated with nothing".to_owned()))
        })
    }

    /// Promises that the address has a tag.
    pub fn has_tag(&self, key: impl Into<String>, value: impl Into<String>) -> Check {
        self.tagged(key.into(), value.into(), |address| async move { Ok(pairs(address.describe().await?.tags)) })
    }
}

impl Handle for Address {
    const SERVICE: &'static str = "ec2";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        refused("an allocation", "eipalloc", &self.allocation)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "address `{}`{}", self.allocation, self.aws.place())
    }
}
