//! Images, one by its id or all that pass filters.

use std::fmt;

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{Filter, Image as ImageDescription, ImageState};

use super::identifier::{filter, pairs, refused};
use crate::handle::Handle;
use crate::words::words;
use crate::{Aws, Check, Error, Seen};

/// Names an image. One that failed or is deregistered ends every wait.
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let image = aws.ec2().image("ami-0123456789abcdef0");
/// assert_eq!(image.is_available().look().await?.reason(), None);
/// assert_eq!(image.is_private().look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Image {
    aws: Aws,
    id: String,
}

impl Image {
    pub(super) fn new(aws: Aws, id: String) -> Self {
        Self { aws, id }
    }

    /// Returns what EC2 knows of the image.
    ///
    /// # Errors
    /// Fails when the image does not exist or may not be read.
    pub async fn describe(&self) -> Result<ImageDescription, Error> {
        let call = Client::new(&self.config().await?).describe_images().image_ids(&self.id);
        let answer = call.send().await.map_err(self.failed("DescribeImages"))?;
        answer.images.unwrap_or_default().into_iter().next().ok_or_else(|| Error::absent(self))
    }

    /// Promises that instances can be made of the image.
    pub fn is_available(&self) -> Check<ImageDescription> {
        self.check("is available", |image| async move {
            let described = image.living().await?;
            let state = described.state.clone().unwrap_or(ImageState::Pending);
            Ok(Seen::when(state == ImageState::Available, described, || format!("is {}", words(state.as_str()))))
        })
    }

    /// Promises that the image is deregistered.
    pub fn is_gone(&self) -> Check {
        self.gone(|image| async move { image.living().await })
    }

    /// Promises that not everybody may use the image.
    pub fn is_private(&self) -> Check {
        self.check("is private", |image| async move {
            let public = image.living().await?.public == Some(true);
            Ok(Seen::when(!public, (), || "is public".to_owned()))
        })
    }

    /// Promises that every snapshot of the image is encrypted, and that there is one.
    pub fn is_encrypted(&self) -> Check {
        self.check("is encrypted", |image| async move {
            let mappings = image.living().await?.block_device_mappings.unwrap_or_default();
            let disks: Vec<_> =
                mappings.iter().filter_map(|mapping| mapping.ebs().zip(mapping.device_name())).collect();
            let plain: Vec<_> =
                disks.iter().filter(|(disk, _)| disk.encrypted() != Some(true)).map(|(_, name)| *name).collect();
            Ok(Seen::when(!disks.is_empty() && plain.is_empty(), (), || match plain.as_slice() {
                [] => "has no snapshot".to_owned(),
                plain => format!("has snapshots that are not encrypted: {}", plain.join(", ")),
            }))
        })
    }

    /// Promises that the image has a tag.
    pub fn has_tag(&self, key: impl Into<String>, value: impl Into<String>) -> Check {
        self.tagged(key.into(), value.into(), |image| async move { Ok(pairs(image.living().await?.tags)) })
    }

    /// Describes an image that is there to stay.
    async fn living(&self) -> Result<ImageDescription, Error> {
        let described = self.describe().await?;
        match &described.state {
            Some(ImageState::Deregistered) => Err(Error::gone(self, "it is deregistered")),
            Some(state @ (ImageState::Failed | ImageState::Error | ImageState::Invalid)) => {
                let reason = described.state_reason.as_ref().and_then(|reason| reason.message());
                let reason = reason.map_or_else(String::new, |reason| format!(": {reason}"));
                Err(Error::permanent(self, format!("it is {}{reason}", words(state.as_str()))))
            }
            _ => Ok(described),
        }
    }
}

impl Handle for Image {
    const SERVICE: &'static str = "ec2";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        refused("an image", "ami", &self.id)
    }
}

impl fmt::Display for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "image `{}`{}", self.id, self.aws.place())
    }
}

/// Names the images that pass filters.
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let ubuntu = aws.ec2().images().owned_by("099720109477").filter("name", "ubuntu/images/hvm-ssd*/ubuntu-noble-24.04-amd64-server-*");
/// assert_eq!(ubuntu.newest().look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "images are looked for when one of their conditions is looked at"]
pub struct Images {
    aws: Aws,
    owners: Vec<String>,
    filters: Vec<(String, String)>,
}

impl Images {
    pub(super) fn new(aws: Aws) -> Self {
        Self { aws, owners: Vec::new(), filters: Vec::new() }
    }

    /// Lets images of an owner pass: an account, `self`, `amazon`, `aws-marketplace`.
    pub fn owned_by(mut self, owner: impl Into<String>) -> Self {
        self.owners.push(owner.into());
        self
    }

    /// Lets images pass by a filter of DescribeImages, with `*` and `?`: `("name", "web-*")`, `("tag:Team", "core")`.
    pub fn filter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.filters.push((name.into(), value.into()));
        self
    }

    /// Returns the images, the newest first.
    ///
    /// # Errors
    /// Fails when images may not be listed, or a filter does not exist.
    pub async fn describe(&self) -> Result<Vec<ImageDescription>, Error> {
        let filters: Vec<Filter> = self.filters.iter().map(|(name, value)| filter(name, value)).collect();
        let call = Client::new(&self.config().await?).describe_images();
        let call = call.set_owners((!self.owners.is_empty()).then(|| self.owners.clone()));
        let pages = call.set_filters((!filters.is_empty()).then_some(filters)).into_paginator().items().send();
        let all: Result<Vec<_>, _> = pages.collect().await;
        let mut all: Vec<ImageDescription> = all.map_err(self.failed("DescribeImages"))?;
        // ISO 8601 in one time zone sorts as text.
        all.sort_by(|one, other| other.creation_date.cmp(&one.creation_date));
        Ok(all)
    }

    /// Promises that an available image passes; the value is the newest one.
    pub fn newest(&self) -> Check<ImageDescription> {
        self.check("have an available one", |images| async move {
            let all = images.describe().await?;
            let count = all.len();
            let newest = all.into_iter().find(|image| image.state() == Some(&ImageState::Available));
            Ok(Seen::some(newest, || format!("none is available, of {count}")))
        })
    }

    /// Promises that no image passes.
    pub fn are_gone(&self) -> Check {
        self.check("are gone", |images| async move {
            let count = images.describe().await?.len();
            Ok(Seen::when(count == 0, (), || format!("{count} of them are still there")))
        })
    }
}

impl Handle for Images {
    const SERVICE: &'static str = "ec2";

    fn aws(&self) -> &Aws {
        &self.aws
    }
}

impl fmt::Display for Images {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("images")?;
        let owners = self.owners.iter().map(|owner| format!(" of {owner}"));
        let filters = self.filters.iter().map(|(name, value)| format!(" with {name} `{value}`"));
        owners.chain(filters).try_for_each(|part| f.write_str(&part))?;
        f.write_str(&self.aws.place())
    }
}

#[cfg(test)]
mod tests {
    use crate::canned::Canned;

    #[tokio::test]
    async fn the_newest_available_image_is_found_whatever_their_order() {
        let item = |id: &str, date: &str, state: &str| {
            format!(
                "<item><imageId>{id}</imageId><creationDate>{date}</creationDate><imageState>{state}</imageState></item>"
            )
        };
        let items = [
            item("ami-1", "2024-01-01T00:00:00.000Z", "available"),
            item("ami-3", "2026-01-01T00:00:00.000Z", "pending"),
            item("ami-2", "2025-01-01T00:00:00.000Z", "available"),
        ];
        let body =
            format!("<DescribeImagesResponse><imagesSet>{}</imagesSet></DescribeImagesResponse>", items.concat());
        let (aws, calls) = Canned::default().xml(200, body).aws();
        let images = aws.ec2().images().owned_by("self").filter("name", "web-*");
        assert_eq!(images.to_string(), "images of self with name `web-*` (us-east-1, account 111122223333)");
        let newest = images.newest().map(|image| image.image_id).look().await.unwrap();
        assert_eq!(newest, crate::Seen::Yes(Some("ami-2".to_owned())));
        assert!(calls.all()[0].contains("Owner.1=self&Filter.1.Name=name"), "{:?}", calls.all());
    }
}
