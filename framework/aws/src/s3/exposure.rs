//! Who gets at a bucket: public access, policy, access list.

use aws_sdk_s3::types::{Grant, PublicAccessBlockConfiguration};

use super::Bucket;
use crate::handle::Handle;
use crate::words::words;
use crate::{Check, Error, Policy, Seen};

/// The groups of an access list that mean everybody.
const EVERYBODY: &[&str] =
    &["http://acs.amazonaws.com/groups/global/AllUsers", "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"];

impl Bucket {
    /// Promises that all four settings of "block public access" are on, at the bucket itself: the account's settings do not count.
    pub fn blocks_public_access(&self) -> Check {
        self.check("blocks public access", |bucket| async move {
            let Some(block) = bucket.public_access_block().await? else {
                return Ok(Seen::No("has no public access block".to_owned()));
            };
            // As Terraform names them.
            let settings = [
                ("`block_public_acls`", block.block_public_acls),
                ("`ignore_public_acls`", block.ignore_public_acls),
                ("`block_public_policy`", block.block_public_policy),
                ("`restrict_public_buckets`", block.restrict_public_buckets),
            ];
            let off: Vec<&str> = settings.iter().filter(|(_, on)| *on != Some(true)).map(|(name, _)| *name).collect();
            Ok(Seen::when(off.is_empty(), (), || {
                let verb = if off.len() == 1 { "is" } else { "are" };
                format!("{} {verb} off", off.join(", "))
            }))
        })
    }

    /// Promises that the bucket has a policy; the value is the policy.
    pub fn has_policy(&self) -> Check<Policy> {
        self.check("has a policy", |bucket| async move {
            Ok(Seen::some(bucket.policy().await?, || "has no policy".to_owned()))
        })
    }

    /// Promises that the policy denies every call over plain HTTP, to the bucket and to its objects.
    pub fn denies_insecure_transport(&self) -> Check {
        self.check("denies insecure transport", |bucket| async move {
            let Some(policy) = bucket.policy().await? else { return Ok(Seen::No("has no policy".to_owned())) };
            let resources = [bucket.arn(), format!("{}/any", bucket.arn())];
            let denied = policy.denies_insecure_transport("s3:*", &resources);
            Ok(Seen::when(denied, (), || "its policy lets plain HTTP through".to_owned()))
        })
    }

    /// Promises that neither the policy nor the access list lets everybody in.
    ///
    /// A statement for everybody with a condition (a network, an organization) does not count as public. What a public access block holds back
    /// does not count either.
    pub fn is_private(&self) -> Check {
        self.check("is private", |bucket| async move {
            let block = bucket.public_access_block().await?;
            let on =
                |read: fn(&PublicAccessBlockConfiguration) -> Option<bool>| block.as_ref().and_then(read) == Some(true);
            if !on(|block| block.restrict_public_buckets)
                && let Some(policy) = bucket.policy().await?
                && let Some(statement) = policy.allows_everybody()
            {
                return Ok(Seen::No(format!("its policy allows {} to everybody", statement.actions.join(", "))));
            }
            if on(|block| block.ignore_public_acls) {
                return Ok(Seen::Yes(()));
            }
            let grants = bucket.grants().await?;
            let public = grants.iter().find(|grant| {
                grant.grantee().and_then(|grantee| grantee.uri()).is_some_and(|uri| EVERYBODY.contains(&uri))
            });
            let permission = public.and_then(Grant::permission).map_or("something", |permission| permission.as_str());
            Ok(Seen::when(public.is_none(), (), || {
                format!("its access list grants {} to everybody", words(permission))
            }))
        })
    }

    /// Returns the bucket's policy, if it has one.
    ///
    /// # Errors
    /// Fails when the bucket does not exist, the policy may not be read, or is none.
    pub async fn policy(&self) -> Result<Option<Policy>, Error> {
        let call = self.client().await?.get_bucket_policy().bucket(self.name());
        let answer = call.send().await.map_err(self.failed("GetBucketPolicy"));
        let text = Error::unless_missing(answer, &["NoSuchBucketPolicy"])?.and_then(|answer| answer.policy);
        let read = |text: String| Policy::parse(&text).map_err(|reason| Error::malformed(self, reason));
        text.map(read).transpose()
    }

    async fn public_access_block(&self) -> Result<Option<PublicAccessBlockConfiguration>, Error> {
        let call = self.client().await?.get_public_access_block().bucket(self.name());
        let answer = call.send().await.map_err(self.failed("GetPublicAccessBlock"));
        let found = Error::unless_missing(answer, &["NoSuchPublicAccessBlockConfiguration"])?;
        Ok(found.and_then(|answer| answer.public_access_block_configuration))
    }

    async fn grants(&self) -> Result<Vec<Grant>, Error> {
        let call = self.client().await?.get_bucket_acl().bucket(self.name());
        let answer = call.send().await.map_err(self.failed("GetBucketAcl"))?;
        Ok(answer.grants.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use crate::canned::Canned;

    #[tokio::test]
    async fn a_block_with_one_setting_off_names_it() {
        let on = "<BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls>";
        let rest = "<BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>false</RestrictPublicBuckets>";
        let body = format!("<PublicAccessBlockConfiguration>{on}{rest}</PublicAccessBlockConfiguration>");
        let (aws, _) = Canned::default().xml(200, body).aws();
        let seen = aws.s3().bucket("logs").blocks_public_access().look().await.unwrap();
        assert_eq!(seen.reason(), Some("`restrict_public_buckets` is off"));
    }

    #[tokio::test]
    async fn an_access_list_for_everybody_makes_a_bucket_public() {
        let missing = |code| format!("<Error><Code>{code}</Code><Message>m</Message></Error>");
        let grantee = r#"<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group"><URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee>"#;
        let list = format!("<Grant>{grantee}<Permission>READ</Permission></Grant>");
        let body = format!("<AccessControlPolicy><AccessControlList>{list}</AccessControlList></AccessControlPolicy>");
        let (aws, _) = Canned::default()
            .xml(404, missing("NoSuchPublicAccessBlockConfiguration"))
            .xml(404, missing("NoSuchBucketPolicy"))
            .xml(200, body)
            .aws();
        let seen = aws.s3().bucket("logs").is_private().look().await.unwrap();
        assert_eq!(seen.reason(), Some("its access list grants read to everybody"));
    }
}
