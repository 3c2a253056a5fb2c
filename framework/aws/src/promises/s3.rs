use super::tell::{holds, misses, tell};
use crate::canned::Canned;
use crate::{Bucket, Object};

fn bucket(canned: Canned) -> Bucket {
    canned.aws().0.s3().bucket("logs")
}

fn with(mark: &'static str, body: &str) -> Bucket {
    bucket(Canned::default().xml(200, body).whenever(mark))
}

fn without(code: &str) -> Bucket {
    let body = format!("<Error><Code>{code}</Code><Message>none</Message></Error>");
    bucket(Canned::default().xml(404, body).whenever(""))
}

#[tokio::test]
async fn a_bucket_is_told_by_what_it_is_and_holds() {
    let (there, absent) = (with("HEAD", ""), bucket(Canned::default().answer(404, &[], "").whenever("")));
    tell(there.exists(), absent.exists(), "does not exist yet").await;
    tell(absent.is_gone(), there.is_gone(), "is still there").await;
    let versioned = with("?versioning", "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
    let never = with("?versioning", "<VersioningConfiguration/>");
    tell(versioned.is_versioned(), never.is_versioned(), "never was versioned").await;
    let listed = |contents: &str| with("list-type=2", &format!("<ListBucketResult>{contents}</ListBucketResult>"));
    let full = listed("<Contents><Key>a.log</Key></Contents>");
    tell(listed("").is_empty(), full.is_empty(), "holds `a.log`").await;
    let tags = "<Tagging><TagSet><Tag><Key>owner</Key><Value>us</Value></Tag></TagSet></Tagging>";
    tell(
        with("?tagging", tags).has_tag("owner", "us"),
        without("NoSuchTagSet").has_tag("owner", "us"),
        "has no tag owner",
    )
    .await;
}

fn blocked(on: bool) -> String {
    let settings = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"];
    let settings: String = settings.iter().map(|name| format!("<{name}>{on}</{name}>")).collect();
    format!("<PublicAccessBlockConfiguration>{settings}</PublicAccessBlockConfiguration>")
}

#[tokio::test]
async fn a_bucket_is_told_by_whom_it_lets_in() {
    let block = |on| with("?publicAccessBlock", &blocked(on));
    let reason = "`block_public_acls`, `ignore_public_acls`, `block_public_policy`, `restrict_public_buckets` are off";
    tell(block(true).blocks_public_access(), block(false).blocks_public_access(), reason).await;
    misses(without("NoSuchPublicAccessBlockConfiguration").blocks_public_access(), "has no public access block").await;
    let policy = r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}}"#;
    let none = without("NoSuchBucketPolicy");
    tell(with("?policy", policy).has_policy(), none.has_policy(), "has no policy").await;
    let open = bucket(
        Canned::default().xml(200, blocked(false)).whenever("?publicAccessBlock").json(200, policy).whenever("?policy"),
    );
    tell(block(true).is_private(), open.is_private(), "its policy allows s3:GetObject to everybody").await;
    let deny = r#"{"Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::logs","arn:aws:s3:::logs/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}}}"#;
    let secure = with("?policy", deny);
    tell(secure.denies_insecure_transport(), none.denies_insecure_transport(), "has no policy").await;
    misses(open.denies_insecure_transport(), "its policy lets plain HTTP through").await;
}

#[tokio::test]
async fn a_bucket_is_told_by_how_it_keeps_objects() {
    let encrypted = |algorithm: &str, key: &str| {
        let default = format!("<SSEAlgorithm>{algorithm}</SSEAlgorithm>{key}");
        let rule = format!("<ApplyServerSideEncryptionByDefault>{default}</ApplyServerSideEncryptionByDefault>");
        let body =
            format!("<ServerSideEncryptionConfiguration><Rule>{rule}</Rule></ServerSideEncryptionConfiguration>");
        with("?encryption", &body)
    };
    let (kms, own) = (encrypted("aws:kms", "<KMSMasterKeyID>arn:key</KMSMasterKeyID>"), encrypted("AES256", ""));
    let none = without("ServerSideEncryptionConfigurationNotFoundError");
    tell(own.is_encrypted(), none.is_encrypted(), "has no default encryption").await;
    tell(kms.is_encrypted_with_kms(), own.is_encrypted_with_kms(), "is encrypted with AES256").await;
    let reason = "is encrypted with no key of KMS of its own";
    tell(kms.is_encrypted_with("arn:key"), own.is_encrypted_with("arn:key"), reason).await;
    misses(kms.is_encrypted_with("arn:other"), "is encrypted with `arn:key`").await;
    let logging = |inside: &str| with("?logging", &format!("<BucketLoggingStatus>{inside}</BucketLoggingStatus>"));
    let audit = "<LoggingEnabled><TargetBucket>audit</TargetBucket><TargetPrefix>logs/</TargetPrefix></LoggingEnabled>";
    tell(logging(audit).logs_to("audit"), logging("").logs_to("audit"), "logs nothing").await;
    let rule = |status: &str| {
        let rule = format!("<Rule><ID>expire</ID><Status>{status}</Status></Rule>");
        with("?lifecycle", &format!("<LifecycleConfiguration>{rule}</LifecycleConfiguration>"))
    };
    let (on, off) = (rule("Enabled"), rule("Disabled"));
    tell(on.has_lifecycle_rule("expire"), off.has_lifecycle_rule("expire"), "the rule is disabled").await;
    misses(on.has_lifecycle_rule("archive"), "has expire").await;
}

#[tokio::test]
async fn an_object_is_told_by_its_body_and_its_headers() {
    let object = |canned: Canned| -> Object { bucket(canned).object("index.html") };
    let headers = [("content-type", "text/html"), ("x-amz-meta-version", "7")];
    let page = object(Canned::default().answer(200, &headers, "<h1>hello</h1>").whenever(""));
    let bare = object(Canned::default().answer(200, &[], "").whenever(""));
    let absent = object(Canned::default().answer(404, &[], "").whenever(""));
    tell(page.exists(), absent.exists(), "does not exist yet").await;
    tell(absent.is_gone(), page.is_gone(), "is still there").await;
    tell(page.has_body("<h1>hello</h1>"), page.has_body("bye"), "has another body, 14 bytes: \"<h1>hello</h1>\"").await;
    tell(page.contains("hello"), bare.contains("hello"), "has 0 bytes: \"\"").await;
    tell(page.has_metadata("Version", "7"), bare.has_metadata("Version", "7"), "has no version").await;
    tell(page.has_content_type("text/html"), bare.has_content_type("text/html"), "has ``").await;
    holds(bare.exists()).await;
}
