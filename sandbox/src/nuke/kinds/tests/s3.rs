use http::Method;

use super::{deleted, names, only};
use crate::nuke::api::services::S3;
use crate::nuke::api::{Api, Rest};
use crate::nuke::emulated;
use crate::nuke::model::GLOBAL;

async fn put(api: &Api, path: &str, query: &[(&str, &str)], body: &str) {
    let rest = query.iter().fold(Rest::new(Method::PUT, path), |rest, (name, value)| rest.query(name, value));
    api.rest(&S3, "Put", rest.body(body)).await.unwrap_or_else(|error| panic!("{path} {query:?}: {error}"));
}

#[tokio::test]
async fn a_bucket_goes_with_versions_markers_and_uploads_through_its_own_region() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let name = format!("terraproof.nuke.{}", fastrand::u64(..));
        let path = format!("/{name}");
        let location =
            "<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>";
        put(&api, &path, &[], location).await;
        put(
            &api,
            &path,
            &[("versioning", "")],
            "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>",
        )
        .await;
        put(
            &api,
            &path,
            &[("tagging", "")],
            "<Tagging><TagSet><Tag><Key>k</Key><Value>a &amp; b</Value></Tag></TagSet></Tagging>",
        )
        .await;
        let encryption = "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>alias/mine</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>";
        put(&api, &path, &[("encryption", "")], encryption).await;
        for key in ["plain", "a+b c", "<&>\"'", "ünï/cödé 🦀", "plain"] {
            put(&api, &format!("{path}/{}", Rest::key(key)), &[], "x").await;
        }
        api.rest(&S3, "DeleteObject", Rest::delete(format!("{path}/plain"))).await.unwrap();
        api.rest(&S3, "CreateMultipartUpload", Rest::new(Method::POST, format!("{path}/big")).query("uploads", ""))
            .await
            .unwrap();

        let bucket = only(&account.api(GLOBAL), "s3-bucket").await;
        assert_eq!((bucket.reference.region.as_str(), bucket.tags.get("k")), ("eu-west-1", Some("a & b")));
        assert!(names(&bucket, "alias/mine"), "{bucket:#?}");
        deleted(&account.api("eu-west-1"), &bucket).await;
    })
    .await;
}
