//! Bucket websites on the real emulator behave as S3's do.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod gateway_support;

use gateway_support::{authorization, client};
use reqwest::{Client, RequestBuilder, Response};
use terraproof_local::gateway::Matcher;
use terraproof_local::{Cache, Cloud, Progress};

const INDEX: &str = "<IndexDocument><Suffix>index.html</Suffix></IndexDocument>";

/// A bucket of its own in an account of its own.
struct Site {
    cloud: Cloud,
    client: Client,
    bucket: String,
}

impl Site {
    async fn open() -> Self {
        let cache = Cache::from_environment().unwrap();
        let cloud = Cloud::open(&cache, &[], Progress::default()).await.unwrap();
        let bucket = format!("site.{}", cloud.account().id);
        let site = Self { client: client(cloud.gateway()), cloud, bucket };
        site.put("", "").await;
        site
    }

    /// A bucket with an index, an error document, a directory, and the given website configuration beside the index.
    async fn with_pages(configuration: &str) -> Self {
        let site = Self::open().await;
        site.put("?website", &format!("<WebsiteConfiguration>{INDEX}{configuration}</WebsiteConfiguration>")).await;
        for (key, text) in [("index.html", "home"), ("error.html", "sorry"), ("docs/index.html", "docs")] {
            site.put(&format!("/{key}"), text).await;
        }
        site
    }

    async fn put(&self, path: &str, body: &str) {
        self.send(self.signed(path).body(body.to_owned())).await;
    }

    async fn put_with(&self, path: &str, header: &str, value: &str) {
        self.send(self.signed(path).header(header, value)).await;
    }

    fn signed(&self, path: &str) -> RequestBuilder {
        let key = &self.cloud.account().credentials.access_key_id;
        let authorization = authorization(key, "s3").replace("eu-west-1", "us-east-1");
        self.client
            .put(format!("https://s3.amazonaws.com/{}{path}", self.bucket))
            .header("authorization", authorization)
    }

    async fn send(&self, request: RequestBuilder) {
        let answer = request.send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }

    async fn allow(&self, actions: &str, resource: &str) {
        let bucket = &self.bucket;
        self.put("?policy", &format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":"*","Action":"{actions}","Resource":"arn:aws:s3:::{bucket}{resource}"}}}}"#
        )).await;
    }

    async fn get(&self, path: &str) -> Response {
        let url = format!("http://{}.s3-website-us-east-1.amazonaws.com{path}", self.bucket);
        self.client.get(url).send().await.unwrap()
    }

    async fn shows(&self, path: &str) -> (u16, String) {
        let answer = self.get(path).await;
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    async fn leads(&self, path: &str) -> (u16, String) {
        let answer = self.get(path).await;
        let location = answer.headers().get("location").map(|it| it.to_str().unwrap().to_owned());
        (answer.status().as_u16(), location.unwrap_or_default())
    }

    async fn close(self) {
        self.cloud.drop_account().await.unwrap();
    }
}

#[tokio::test]
async fn a_public_site_serves_its_index_and_its_directories() {
    let site = Site::with_pages("").await;
    site.allow("s3:GetObject", "/*").await;
    assert_eq!(site.shows("/").await, (200, "home".into()));
    assert_eq!(site.shows("/docs/").await, (200, "docs".into()));
    assert_eq!(site.shows("/docs/index.html").await, (200, "docs".into()));
    assert_eq!(site.leads("/docs").await, (302, "/docs/".into()));
    site.close().await;
}

#[tokio::test]
async fn a_private_site_is_forbidden() {
    let site = Site::with_pages("").await;
    let (status, page) = site.shows("/").await;
    assert_eq!(status, 403);
    assert!(page.contains("<li>Code: AccessDenied</li>"), "{page}");
    site.close().await;
}

#[tokio::test]
async fn a_missing_page_is_not_found_where_it_could_be_read_and_forbidden_elsewhere() {
    let site = Site::with_pages("").await;
    site.allow("s3:GetObject", "/index.html").await;
    assert_eq!(site.get("/missing").await.status(), 403);
    site.allow("s3:GetObject", "/*").await;
    let (status, page) = site.shows("/missing").await;
    assert_eq!(status, 404);
    assert!(page.contains("<li>Code: NoSuchKey</li>") && page.contains("<li>Key: missing</li>"), "{page}");
    site.close().await;
}

#[tokio::test]
async fn the_error_document_is_shown_with_the_status_of_the_error() {
    let site = Site::with_pages("<ErrorDocument><Key>error.html</Key></ErrorDocument>").await;
    site.allow("s3:*", "*").await;
    assert_eq!(site.shows("/missing").await, (404, "sorry".into()));
    site.allow("s3:GetObject", "/error.html").await;
    assert_eq!(site.shows("/").await, (403, "sorry".into()));
    site.allow("s3:GetObject", "/index.html").await;
    let (status, page) = site.shows("/missing").await;
    assert_eq!(status, 403);
    assert!(page.contains("An Error Occurred While Attempting to Retrieve a Custom Error Document"), "{page}");
    site.close().await;
}

#[tokio::test]
async fn blocking_public_access_cuts_a_public_policy_off() {
    let site = Site::with_pages("").await;
    site.allow("s3:GetObject", "/*").await;
    assert_eq!(site.get("/").await.status(), 200);
    site.put("?publicAccessBlock", "<PublicAccessBlockConfiguration><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>").await;
    assert_eq!(site.get("/").await.status(), 403);
    site.close().await;
}

#[tokio::test]
async fn an_object_may_be_public_by_its_access_control_list() {
    let site = Site::with_pages("").await;
    site.put_with("/index.html?acl", "x-amz-acl", "public-read").await;
    assert_eq!(site.shows("/").await, (200, "home".into()));
    assert_eq!(site.get("/docs/").await.status(), 403);
    site.put(
        "?publicAccessBlock",
        "<PublicAccessBlockConfiguration><IgnorePublicAcls>true</IgnorePublicAcls></PublicAccessBlockConfiguration>",
    )
    .await;
    assert_eq!(site.get("/").await.status(), 403);
    site.close().await;
}

#[tokio::test]
async fn everything_can_be_redirected() {
    let site = Site::open().await;
    site.put("?website", "<WebsiteConfiguration><RedirectAllRequestsTo><HostName>example.com</HostName><Protocol>https</Protocol></RedirectAllRequestsTo></WebsiteConfiguration>").await;
    assert_eq!(site.leads("/a?b=c").await, (301, "https://example.com/a?b=c".into()));
    site.close().await;
}

#[tokio::test]
async fn routing_rules_are_followed() {
    let rules = "<RoutingRules><RoutingRule><Condition><KeyPrefixEquals>old/</KeyPrefixEquals></Condition><Redirect><ReplaceKeyPrefixWith>docs/</ReplaceKeyPrefixWith></Redirect></RoutingRule></RoutingRules>";
    let site = Site::with_pages(rules).await;
    let expected = format!("http://{}.s3-website-us-east-1.amazonaws.com/docs/x", site.bucket);
    assert_eq!(site.leads("/old/x").await, (301, expected));
    site.close().await;
}

#[tokio::test]
async fn buckets_without_a_site_and_missing_buckets_are_told_apart() {
    let site = Site::open().await;
    let (status, page) = site.shows("/").await;
    assert_eq!(status, 404);
    assert!(page.contains("NoSuchWebsiteConfiguration"), "{page}");
    let missing =
        site.client.get("http://no-such-bucket-anywhere.s3-website-us-east-1.amazonaws.com/").send().await.unwrap();
    assert_eq!(missing.headers()["x-amz-error-code"], "NoSuchBucket");
    site.close().await;
}

#[tokio::test]
async fn only_get_and_head_are_allowed_and_a_range_is_honoured() {
    let site = Site::with_pages("").await;
    site.allow("s3:GetObject", "/*").await;
    let url = format!("http://{}.s3-website.us-east-1.amazonaws.com/", site.bucket);
    let head = site.client.head(&url).send().await.unwrap();
    assert_eq!((head.status().as_u16(), &head.headers()["content-length"]), (200, &"4".parse().unwrap()));
    assert_eq!(site.client.post(&url).send().await.unwrap().status(), 405);
    let part = site.client.get(&url).header("range", "bytes=1-2").send().await.unwrap();
    assert_eq!((part.status().as_u16(), part.text().await.unwrap()), (206, "om".into()));
    site.close().await;
}

#[tokio::test]
async fn a_website_fails_as_asked_in_a_page() {
    let site = Site::with_pages("").await;
    site.allow("s3:GetObject", "/*").await;
    site.cloud.gateway().faults().throttle(Matcher::operation("s3-website", "GET"), 1);
    let (status, page) = site.shows("/").await;
    assert_eq!(status, 503);
    assert!(page.contains("<li>Code: SlowDown</li>"), "{page}");
    assert_eq!(site.get("/").await.status(), 200);
    site.close().await;
}

#[tokio::test]
async fn unsigned_requests_to_a_bucket_need_public_access() {
    let site = Site::with_pages("").await;
    let object = format!("https://{}.s3.amazonaws.com/index.html", site.bucket);
    let listing = format!("https://s3.amazonaws.com/{}?list-type=2", site.bucket);
    let status = async |url: &str| site.client.get(url).send().await.unwrap().status().as_u16();
    assert_eq!(status(&object).await, 403);
    site.allow("s3:GetObject", "/*").await;
    assert_eq!(status(&object).await, 200);
    assert_eq!(site.client.head(&object).send().await.unwrap().status(), 200);
    assert_eq!(status(&object.replace("index", "missing")).await, 403);
    assert_eq!(status(&listing).await, 403);
    assert_eq!(site.client.put(&object).body("mine").send().await.unwrap().status(), 403);
    site.allow("s3:*", "*").await;
    assert_eq!(status(&listing).await, 200);
    assert_eq!(status(&object.replace("index", "missing")).await, 404);
    site.close().await;
}

#[tokio::test]
async fn a_bucket_is_deleted_only_through_its_own_region() {
    let site = Site::open().await;
    let key = &site.cloud.account().credentials.access_key_id;
    let url = format!("https://{}.s3.amazonaws.com/", site.bucket);
    let delete = async |region: &str| {
        let signed = authorization(key, "s3").replace("eu-west-1", region);
        site.client.delete(&url).header("authorization", signed).send().await.unwrap()
    };
    let refused = delete("eu-west-1").await;
    assert_eq!(refused.status(), 400);
    assert!(refused.text().await.unwrap().contains("expecting 'us-east-1'"));
    assert_eq!(delete("us-east-1").await.status(), 204);
    site.close().await;
}
