//! What an instance is made of: addresses, groups, image, volumes.

use aws_sdk_ec2::types::{HttpTokensState, Instance as InstanceDescription};

use super::Instance;
use super::identifier::filter;
use crate::handle::Handle;
use crate::{Check, Seen};

impl Instance {
    /// Promises that the instance has a public IPv4 address; the value is the address.
    pub fn has_public_ip(&self) -> Check<String> {
        self.check("has a public IP address", |instance| async move {
            let address = instance.living().await?.public_ip_address;
            Ok(Seen::some(address, || "has no public IP address".to_owned()))
        })
    }

    /// Promises that the instance has no public IPv4 address.
    pub fn has_no_public_ip(&self) -> Check {
        self.check("has no public IP address", |instance| async move {
            Ok(match instance.living().await?.public_ip_address {
                Some(address) => Seen::No(format!("has {address}")),
                None => Seen::Yes(()),
            })
        })
    }

    /// Promises that the instance is of a type: `t3.micro`.
    pub fn has_type(&self, instance_type: impl Into<String>) -> Check {
        self.property("is of the type", instance_type.into(), |instance| {
            instance.instance_type.map(|kind| kind.as_str().to_owned()).into_iter().collect()
        })
    }

    /// Promises that the instance is in a subnet.
    pub fn is_in_subnet(&self, subnet: impl Into<String>) -> Check {
        self.property("is in the subnet", subnet.into(), |instance| instance.subnet_id.into_iter().collect())
    }

    /// Promises that the instance is in a security group, among others.
    pub fn has_security_group(&self, group: impl Into<String>) -> Check {
        self.property("is in the security group", group.into(), |instance| {
            let groups = instance.security_groups.unwrap_or_default().into_iter();
            groups.filter_map(|group| group.group_id).collect()
        })
    }

    /// Promises that the instance has an instance profile, named by its ARN.
    pub fn has_instance_profile(&self, arn: impl Into<String>) -> Check {
        self.property("has the instance profile", arn.into(), |instance| {
            instance.iam_instance_profile.and_then(|profile| profile.arn).into_iter().collect()
        })
    }

    /// Promises that the instance was made of an image.
    pub fn has_image(&self, image: impl Into<String>) -> Check {
        self.property("was made of the image", image.into(), |instance| instance.image_id.into_iter().collect())
    }

    /// Promises that the instance's metadata service wants a session token (IMDSv2).
    pub fn requires_imdsv2(&self) -> Check {
        self.check("requires IMDSv2", |instance| async move {
            let tokens = instance.living().await?.metadata_options.and_then(|options| options.http_tokens);
            Ok(Seen::when(tokens == Some(HttpTokensState::Required), (), || "lets IMDSv1 through".to_owned()))
        })
    }

    /// Promises that every volume of the instance is encrypted, and that there is one.
    pub fn has_encrypted_volumes(&self) -> Check {
        self.check("has encrypted volumes only", |instance| async move {
            instance.living().await?;
            let call = instance.client().await?.describe_volumes();
            let call = call.filters(filter("attachment.instance-id", instance.id()));
            let pages = call.into_paginator().items().send();
            let all: Result<Vec<_>, _> = pages.collect().await;
            let all = all.map_err(instance.failed("DescribeVolumes"))?;
            let plain: Vec<_> = all.iter().filter(|volume| volume.encrypted() != Some(true)).collect();
            let ids: Vec<_> = plain.iter().filter_map(|volume| volume.volume_id()).collect();
            Ok(Seen::when(!all.is_empty() && plain.is_empty(), (), || match ids.as_slice() {
                [] => "has no volume".to_owned(),
                ids => format!("has volumes that are not encrypted: {}", ids.join(", ")),
            }))
        })
    }

    fn property(
        &self,
        promise: &'static str,
        wanted: String,
        read: impl Fn(InstanceDescription) -> Vec<String> + Copy + Send + Sync + 'static,
    ) -> Check {
        self.check(format!("{promise} `{wanted}`"), move |instance| {
            let wanted = wanted.clone();
            async move {
                let actual = read(instance.living().await?);
                Ok(Seen::when(actual.contains(&wanted), (), || match actual.as_slice() {
                    [] => "has none".to_owned(),
                    actual => format!("{promise} {}", actual.join(", ")),
                }))
            }
        })
    }
}
