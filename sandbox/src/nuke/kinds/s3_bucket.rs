//! S3 buckets, with everything in them.

use async_trait::async_trait;
use http::Method;

use super::{About, Deleted, Found, Kind, Reach, needs, s3};
use crate::nuke::api::services::S3;
use crate::nuke::api::{Api, ApiError, Class, Node, Rest};
use crate::nuke::model::{Reference, Resource, Tags};

/// Buckets, by name. All of them are listed at once; each is deleted through its own region.
#[derive(Debug)]
pub(super) struct S3Bucket;

const ABOUT: About = About {
    uses: &["iam-role", "kms-alias", "kms-key", "lambda-function", "s3-bucket", "sns-topic", "sqs-queue"],
    needs: true,
    reach: Reach::Global,
    details: true,
    // Emptying is part of the delete call: a day is what a hundred million objects take.
    patience: 86_400,
    cost: 1,
    cloud_nuke: Some("s3"),
    aws_nuke: Some("S3Bucket"),
    ..About::new("s3-bucket", "AWS::S3::Bucket")
};

#[async_trait]
impl Kind for S3Bucket {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut token: Option<String> = None;
        loop {
            // With a parameter, and only then, S3 tells the region of each bucket.
            let mut asked = Rest::get("/").query("max-buckets", "1000");
            if let Some(token) = &token {
                asked = asked.query("continuation-token", token);
            }
            let page = api.rest(&S3, "ListBuckets", asked).await?;
            for bucket in page.list("Buckets") {
                found.extend(read(api, bucket).await?);
            }
            let next = page.text("ContinuationToken").map(str::to_owned);
            if next.is_none() || next == token {
                return Ok(());
            }
            token = next;
        }
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        resource.tags = tags(&api.in_region(&resource.reference.region), resource.id()).await?;
        Ok(())
    }

    async fn needs(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let bucket = s3::path(resource.id());
        let needed = super::at_once(NEEDED.iter().map(|(operation, parameter)| {
            let first = Rest::get(bucket.clone()).query(parameter, "");
            async move {
                let asked = |after: Option<&str>| match after {
                    Some(after) => first.clone().query("continuation-token", after),
                    None => first.clone(),
                };
                needs::if_any(super::rest_pages(api, &S3, operation, "NextContinuationToken", asked).await)
            }
        }));
        for told in needed.await?.into_iter().flatten().flatten() {
            // An emulator lists what is in the bucket where it does not know the parameter.
            needs::told_but(resource, told.node(), &["Contents"]);
        }
        Ok(())
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        let buckets = super::named_by_listing(self, api, ids).await?;
        needs::read_of_each(buckets, |mut bucket| async move {
            bucket.tags = tags(&api.in_region(&bucket.reference.region), bucket.id()).await?;
            Ok(bucket)
        })
        .await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let bucket = resource.id();
        s3::abort_uploads(api, bucket).await?;
        let refused = s3::empty(api, bucket).await?;
        let asked = Rest::new(Method::DELETE, s3::path(bucket));
        match api.rest(&S3, "DeleteBucket", asked).await {
            Ok(answer) => Ok(Deleted::Requested(answer.request_id)),
            Err(error) if error.code == "BucketNotEmpty" => Err(match refused.sentence() {
                Some(sentence) => {
                    ApiError { class: Class::Permanent, code: refused.code(), message: sentence, ..error }
                }
                // Somebody writes while we delete: the engine comes back.
                None => ApiError { class: Class::Transient, ..error },
            }),
            Err(error) => Err(error),
        }
    }
}

/// What tells whom a bucket needs: the key, the bucket of its logs, where it is copied to and by which role, whom it notifies, where its
/// inventories and analyses go.
const NEEDED: [(&str, &str); 6] = [
    ("GetBucketEncryption", "encryption"),
    ("GetBucketLogging", "logging"),
    ("GetBucketReplication", "replication"),
    ("GetBucketNotificationConfiguration", "notification"),
    ("ListBucketInventoryConfigurations", "inventory"),
    ("ListBucketAnalyticsConfigurations", "analytics"),
];

/// Reads the tags through the region of the bucket.
async fn tags(api: &Api, bucket: &str) -> Result<Tags, ApiError> {
    match api.rest(&S3, "GetBucketTagging", Rest::get(s3::path(bucket)).query("tagging", "")).await {
        Ok(answer) => Ok(answer.node().tags("TagSet")),
        Err(error) if error.code == "NoSuchTagSet" => Ok(Tags::from_iter([("", ""); 0])),
        Err(error) => Err(error),
    }
}

async fn read(api: &Api, bucket: Node<'_>) -> Result<Option<Resource>, ApiError> {
    let Some(name) = bucket.text("Name") else { return Ok(None) };
    let region = match bucket.text("BucketRegion") {
        Some(region) => region.to_owned(),
        None => match region_of(api, name).await {
            Err(error) if error.is_absent() => return Ok(None),
            region => region?,
        },
    };
    let mut resource = Resource::new(Reference::new(ABOUT.name, region, name));
    resource.created = bucket.time("CreationDate");
    resource.identity = bucket.text("CreationDate").map(str::to_owned);
    Ok(Some(resource))
}

async fn region_of(api: &Api, bucket: &str) -> Result<String, ApiError> {
    let answer = api.rest(&S3, "GetBucketLocation", Rest::get(s3::path(bucket)).query("location", "")).await?;
    let told = answer.node().as_text().or_else(|| answer.text("LocationConstraint")).unwrap_or("us-east-1");
    Ok(if told == "EU" { "eu-west-1".to_owned() } else { told.to_owned() })
}
