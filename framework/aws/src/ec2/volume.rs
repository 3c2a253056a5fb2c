//! A volume.

use std::fmt;

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{Volume as VolumeDescription, VolumeState};

use super::identifier::{pairs, refused};
use crate::handle::Handle;
use crate::words::words;
use crate::{Aws, Check, Error, Seen};

/// Names a volume of EBS. One that is deleted, or about to be, ends every wait, except for [`is_gone`](Self::is_gone).
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// assert_eq!(aws.ec2().volume("vol-0123456789abcdef0").is_encrypted().look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Volume {
    aws: Aws,
    id: String,
}

impl Volume {
    pub(super) fn new(aws: Aws, id: String) -> Self {
        Self { aws, id }
    }

    /// Returns what EC2 knows of the volume.
    ///
    /// # Errors
    /// Fails when the volume does not exist or may not be read.
    pub async fn describe(&self) -> Result<VolumeDescription, Error> {
        let call = Client::new(&self.config().await?).describe_volumes().volume_ids(&self.id);
        let answer = call.send().await.map_err(self.failed("DescribeVolumes"))?;
        answer.volumes.unwrap_or_default().into_iter().next().ok_or_else(|| Error::absent(self))
    }

    /// Promises that the volume exists, attached or not.
    pub fn exists(&self) -> Check<VolumeDescription> {
        self.check("exists", |volume| async move { volume.living().await.map(Seen::Yes) })
    }

    /// Promises that the volume is deleted, or about to be.
    pub fn is_gone(&self) -> Check {
        self.gone(|volume| async move { volume.living().await })
    }

    /// Promises that the volume can be attached: it is there and attached to nothing.
    pub fn is_available(&self) -> Check {
        self.check("is available", |volume| async move {
            let state = volume.living().await?.state.unwrap_or(VolumeState::Creating);
            Ok(Seen::when(state == VolumeState::Available, (), || format!("is {}", words(state.as_str()))))
        })
    }

    /// Promises that the volume is attached to an instance.
    pub fn is_attached_to(&self, instance: impl Into<String>) -> Check {
        let instance = instance.into();
        self.check(format!("is attached to `{instance}`"), move |volume| {
            let instance = instance.clone();
            async move {
                let attachments = volume.living().await?.attachments.unwrap_or_default();
                let all: Vec<_> = attachments.iter().filter_map(|attachment| attachment.instance_id()).collect();
                Ok(Seen::when(all.contains(&instance.as_str()), (), || match all.as_slice() {
                    [] => "is attached to nothing".to_owned(),
                    all => format!("is attached to {}", all.join(", ")),
                }))
            }
        })
    }

    /// Promises that the volume is encrypted.
    pub fn is_encrypted(&self) -> Check {
        self.check("is encrypted", |volume| async move {
            let encrypted = volume.living().await?.encrypted == Some(true);
            Ok(Seen::when(encrypted, (), || "is not encrypted".to_owned()))
        })
    }

    /// Promises that the volume is encrypted with this key of KMS, named by its ARN.
    pub fn is_encrypted_with(&self, key: impl Into<String>) -> Check {
        let key = key.into();
        self.check(format!("is encrypted with `{key}`"), move |volume| {
            let key = key.clone();
            async move {
                Ok(match volume.living().await?.kms_key_id {
                    Some(actual) => Seen::when(actual == key, (), || format!("is encrypted with `{actual}`")),
                    None => Seen::No("is not encrypted".to_owned()),
                })
            }
        })
    }

    /// Promises that the volume has so many GiB.
    pub fn has_size(&self, size: i32) -> Check {
        self.check(format!("has {size} GiB"), move |volume| async move {
            let actual = volume.living().await?.size.unwrap_or(0);
            Ok(Seen::when(actual == size, (), || format!("has {actual} GiB")))
        })
    }

    /// Promises that the volume has a tag.
    pub fn has_tag(&self, key: impl Into<String>, value: impl Into<String>) -> Check {
        self.tagged(key.into(), value.into(), |volume| async move { Ok(pairs(volume.living().await?.tags)) })
    }

    /// Describes a volume that is there to stay.
    async fn living(&self) -> Result<VolumeDescription, Error> {
        let described = self.describe().await?;
        match &described.state {
            Some(state @ (VolumeState::Deleting | VolumeState::Deleted)) => {
                Err(Error::gone(self, format!("it is {}", words(state.as_str()))))
            }
            Some(VolumeState::Error) => Err(Error::permanent(self, "it failed to be made")),
            _ => Ok(described),
        }
    }
}

impl Handle for Volume {
    const SERVICE: &'static str = "ec2";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        refused("a volume", "vol", &self.id)
    }
}

impl fmt::Display for Volume {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "volume `{}`{}", self.id, self.aws.place())
    }
}

#[cfg(test)]
mod tests {
    use crate::canned::Canned;
    use crate::{ErrorKind, Seen};

    #[tokio::test]
    async fn a_volume_that_is_being_deleted_does_not_come_back() {
        let item = "<item><status>deleting</status><encrypted>true</encrypted></item>";
        let body = format!("<DescribeVolumesResponse><volumeSet>{item}</volumeSet></DescribeVolumesResponse>");
        let (aws, _) = Canned::default().xml(200, &*body).xml(200, &*body).aws();
        let volume = aws.ec2().volume("vol-0123456789abcdef0");
        assert_eq!(volume.is_encrypted().look().await.unwrap_err().kind(), &ErrorKind::Gone);
        assert_eq!(volume.is_gone().look().await.unwrap(), Seen::Yes(()));
    }
}
