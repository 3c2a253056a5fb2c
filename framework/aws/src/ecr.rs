//! ECR: repositories of images.

use std::fmt;

use aws_sdk_ecr::Client;
use aws_sdk_ecr::types::{ImageDetail, ImageIdentifier, ImageTagMutability, Repository as RepositoryDescription};

use crate::handle::Handle;
use crate::words::words;
use crate::{Aws, Check, Error, Policy, Seen};

impl Aws {
    /// Leads to the repositories of images.
    #[must_use]
    pub fn ecr(&self) -> Ecr {
        Ecr { aws: self.clone() }
    }
}

/// Leads to the repositories of an account.
#[derive(Debug, Clone)]
pub struct Ecr {
    aws: Aws,
}

impl Ecr {
    /// Names a repository: `team/app`.
    #[must_use]
    pub fn repository(&self, name: impl Into<String>) -> Repository {
        Repository { aws: self.aws.clone(), name: name.into() }
    }
}

/// Names a repository.
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let app = aws.ecr().repository("team/app");
/// assert_eq!(app.scans_on_push().look().await?.reason(), None);
/// assert_eq!(app.has_immutable_tags().look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Repository {
    aws: Aws,
    name: String,
}

impl Repository {
    /// Returns what ECR knows of the repository.
    ///
    /// # Errors
    /// Fails when the repository does not exist or may not be read.
    pub async fn describe(&self) -> Result<RepositoryDescription, Error> {
        let call = self.client().await?.describe_repositories().repository_names(&self.name);
        let answer = call.send().await.map_err(self.failed("DescribeRepositories"))?;
        answer.repositories.unwrap_or_default().into_iter().next().ok_or_else(|| Error::absent(self))
    }

    /// Promises that the repository exists.
    pub fn exists(&self) -> Check<RepositoryDescription> {
        self.check("exists", |repository| async move { repository.describe().await.map(Seen::Yes) })
    }

    /// Promises that the repository does not exist any more.
    pub fn is_gone(&self) -> Check {
        self.gone(|repository| async move { repository.describe().await })
    }

    /// Promises that the repository has every image scanned as it is pushed. What the registry's own scanning rules add is not seen.
    pub fn scans_on_push(&self) -> Check {
        self.check("scans on push", |repository| async move {
            let scanning = repository.describe().await?.image_scanning_configuration;
            let on = scanning.is_some_and(|scanning| scanning.scan_on_push);
            Ok(Seen::when(on, (), || "does not scan on push".to_owned()))
        })
    }

    /// Promises that no tag can be moved to another image, without exclusions.
    pub fn has_immutable_tags(&self) -> Check {
        self.check("has immutable tags", |repository| async move {
            let mutability = repository.describe().await?.image_tag_mutability;
            let name = mutability.as_ref().map_or("MUTABLE", ImageTagMutability::as_str).to_owned();
            Ok(Seen::when(mutability == Some(ImageTagMutability::Immutable), (), || {
                format!("its tags are {}", words(&name))
            }))
        })
    }

    /// Promises that images are encrypted with this key of KMS, named by its ARN. Every repository is encrypted, by default with a key of ECR.
    pub fn is_encrypted_with(&self, key: impl Into<String>) -> Check {
        let key = key.into();
        self.check(format!("is encrypted with `{key}`"), move |repository| {
            let key = key.clone();
            async move {
                let encryption = repository.describe().await?.encryption_configuration;
                let actual = encryption.and_then(|encryption| encryption.kms_key);
                Ok(match actual {
                    Some(actual) => Seen::when(actual == key, (), || format!("is encrypted with `{actual}`")),
                    None => Seen::No("is encrypted with a key of ECR".to_owned()),
                })
            }
        })
    }

    /// Promises that an image with this tag was pushed.
    pub fn has_image(&self, tag: impl Into<String>) -> Check<ImageDetail> {
        let tag = tag.into();
        self.check(format!("has an image with the tag `{tag}`"), move |repository| {
            let tag = tag.clone();
            async move {
                let wanted = ImageIdentifier::builder().image_tag(&tag).build();
                let call = repository.client().await?.describe_images().repository_name(&repository.name);
                let answer = call.image_ids(wanted).send().await.map_err(repository.failed("DescribeImages"));
                let found = Error::unless_missing(answer, &["ImageNotFoundException"])?;
                let image = found.and_then(|answer| answer.image_details.unwrap_or_default().into_iter().next());
                Ok(Seen::some(image, || "has no such image".to_owned()))
            }
        })
    }

    /// Promises that the repository has a lifecycle policy; the value is its text.
    pub fn has_lifecycle_policy(&self) -> Check<String> {
        self.check("has a lifecycle policy", |repository| async move {
            let call = repository.client().await?.get_lifecycle_policy().repository_name(&repository.name);
            let answer = call.send().await.map_err(repository.failed("GetLifecyclePolicy"));
            let found = Error::unless_missing(answer, &["LifecyclePolicyNotFoundException"])?;
            let text = found.and_then(|answer| answer.lifecycle_policy_text);
            Ok(Seen::some(text, || "has no lifecycle policy".to_owned()))
        })
    }

    /// Promises that the repository's policy allows nothing to everybody; without a policy it holds.
    pub fn is_private(&self) -> Check {
        self.check("is private", |repository| async move {
            let call = repository.client().await?.get_repository_policy().repository_name(&repository.name);
            let answer = call.send().await.map_err(repository.failed("GetRepositoryPolicy"));
            let found = Error::unless_missing(answer, &["RepositoryPolicyNotFoundException"])?;
            let Some(text) = found.and_then(|answer| answer.policy_text) else { return Ok(Seen::Yes(())) };
            let policy = Policy::parse(&text).map_err(|reason| Error::malformed(&repository, reason))?;
            Ok(match policy.allows_everybody() {
                Some(open) => Seen::No(format!("its policy allows {} to everybody", open.actions.join(", "))),
                None => Seen::Yes(()),
            })
        })
    }

    async fn client(&self) -> Result<Client, Error> {
        Ok(Client::new(&self.config().await?))
    }
}

impl Handle for Repository {
    const SERVICE: &'static str = "ecr";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    /// Source: [CreateRepository](https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html).
    fn refused(&self) -> Option<String> {
        let known = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || b"._-/".contains(&letter);
        let fine = (2..=256).contains(&self.name.len()) && self.name.bytes().all(known);
        (!fine).then(|| "a repository's name takes 2 to 256 lower-case letters, digits and `._-/`".to_owned())
    }
}

impl fmt::Display for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "repository `{}`{}", self.name, self.aws.place())
    }
}

#[cfg(test)]
mod tests {
    use crate::ErrorKind;
    use crate::canned::Canned;

    #[tokio::test]
    async fn tags_with_exclusions_are_not_immutable() {
        let body = r#"{"repositories":[{"repositoryName":"app","imageTagMutability":"IMMUTABLE_WITH_EXCLUSION"}]}"#;
        let (aws, _) = Canned::default().json(200, body).json(200, body).aws();
        let app = aws.ecr().repository("app");
        let seen = app.has_immutable_tags().look().await.unwrap();
        assert_eq!(seen.reason(), Some("its tags are immutable with exclusion"));
        assert_eq!(app.scans_on_push().look().await.unwrap().reason(), Some("does not scan on push"));
    }

    #[tokio::test]
    async fn an_absent_image_is_told_from_an_absent_repository() {
        let (aws, _) = Canned::default()
            .json_error("ImageNotFoundException", "no image")
            .json_error("RepositoryNotFoundException", "no repository")
            .aws();
        let image = aws.ecr().repository("app").has_image("v1");
        assert_eq!(image.look().await.unwrap().reason(), Some("has no such image"));
        assert_eq!(image.look().await.unwrap().reason(), Some("does not exist yet"));
    }

    #[tokio::test]
    async fn what_is_no_name_is_refused_before_a_call() {
        let (aws, calls) = Canned::default().aws();
        for name in ["", "a", "Team/app", "a b"] {
            let error = aws.ecr().repository(name).exists().look().await.unwrap_err();
            assert_eq!(error.kind(), &ErrorKind::Malformed, "{name}");
        }
        assert_eq!(calls.count(), 0);
    }
}
