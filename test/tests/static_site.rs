//! What `examples/static-site` promises.

use std::time::Duration;

use serde_json::json;
use terraproof::{Scope, TestResult};

#[terraproof::test]
async fn the_site_serves_its_index_page(t: &Scope) -> TestResult {
    let site = t
        .stack("examples/static-site")
        .var("name", t.unique("site"))
        .var("index_html", "<h1>hello</h1>")
        .apply()
        .await?;

    let url: String = site.output("website_url")?;
    t.eventually(t.http().get(&url).returns(200).with_body("<h1>hello</h1>")).within(Duration::from_secs(90)).await?;

    site.expect_no_changes().await?;
    Ok(())
}

#[terraproof::test]
async fn a_page_that_is_not_there_gets_the_error_document(t: &Scope) -> TestResult {
    let site = t
        .stack("examples/static-site")
        .var("name", t.unique("site"))
        .var("error_html", "<h1>nothing here</h1>")
        .apply()
        .await?;

    let missing = format!("{}/missing.html", site.output::<String>("website_url")?);
    t.eventually(t.http().get(&missing).returns(404).with_body("<h1>nothing here</h1>"))
        .within(Duration::from_secs(90))
        .await?;
    Ok(())
}

#[terraproof::test]
async fn a_private_site_answers_403(t: &Scope) -> TestResult {
    let site = t.stack("examples/static-site").var("name", t.unique("site")).var("public", false).apply().await?;

    let url: String = site.output("website_url")?;
    t.eventually(t.http().get(&url).returns(403)).within(Duration::from_secs(90)).await?;

    site.expect_no_changes().await?;
    Ok(())
}

#[terraproof::test]
async fn a_public_site_can_be_made_private(t: &Scope) -> TestResult {
    let site = t.stack("examples/static-site").var("name", t.unique("site")).apply().await?;
    let url: String = site.output("website_url")?;
    t.eventually(t.http().get(&url).returns(200)).within(Duration::from_secs(90)).await?;

    site.reapply().var("public", false).apply().await?;

    t.eventually(t.http().get(&url).returns(403)).within(Duration::from_secs(90)).await?;
    Ok(())
}

#[terraproof::test]
async fn a_new_page_takes_the_place_of_the_old_one(t: &Scope) -> TestResult {
    let site =
        t.stack("examples/static-site").var("name", t.unique("site")).var("index_html", "<h1>old</h1>").apply().await?;

    site.reapply().var("index_html", "<h1>new</h1>").apply().await?;

    let url: String = site.output("website_url")?;
    t.eventually(t.http().get(&url).returns(200).with_body("<h1>new</h1>")).within(Duration::from_secs(90)).await?;
    Ok(())
}

#[terraproof::test]
async fn two_sites_live_beside_each_other(t: &Scope) -> TestResult {
    let named = |name: &str| t.stack("examples/static-site").named(name).var("name", t.unique(name));

    let (one, two) = tokio::try_join!(
        named("one").var("index_html", "<h1>one</h1>").apply(),
        named("two").var("index_html", "<h1>two</h1>").apply(),
    )?;

    for (site, page) in [(one, "<h1>one</h1>"), (two, "<h1>two</h1>")] {
        let url: String = site.output("website_url")?;
        t.eventually(t.http().get(&url).returns(200).with_body(page)).within(Duration::from_secs(90)).await?;
    }
    Ok(())
}

#[terraproof::test]
async fn the_bucket_is_versioned_and_encrypted(t: &Scope) -> TestResult {
    let site = t.stack("examples/static-site").var("name", t.unique("site")).apply().await?;

    let bucket = site.resource("module.site.aws_s3_bucket.this").await?;

    assert_eq!(bucket.values().pointer("/versioning/0/enabled"), Some(&json!(true)));
    let encryption =
        "/server_side_encryption_configuration/0/rule/0/apply_server_side_encryption_by_default/0/sse_algorithm";
    assert_eq!(bucket.values().pointer(encryption), Some(&json!("AES256")));
    Ok(())
}

#[terraproof::test]
async fn only_the_policy_can_open_the_bucket(t: &Scope) -> TestResult {
    let site = t.stack("examples/static-site").var("name", t.unique("site")).apply().await?;

    let block = site.resource("module.site.aws_s3_bucket_public_access_block.this").await?;

    assert!(block.attribute::<bool>("block_public_acls")? && block.attribute::<bool>("ignore_public_acls")?);
    assert!(!block.attribute::<bool>("block_public_policy")?);
    Ok(())
}

#[terraproof::test]
async fn the_site_leaves_its_access_log_in_a_bucket_of_its_own(t: &Scope) -> TestResult {
    let name = t.unique("site");
    let site = t.stack("examples/static-site").var("name", &name).apply().await?;

    let bucket = site.resource("module.site.aws_s3_bucket.this").await?;

    assert_eq!(site.output::<String>("log_bucket")?, format!("{name}-log"));
    assert_eq!(bucket.values().pointer("/logging/0/target_bucket"), Some(&json!(format!("{name}-log"))));
    Ok(())
}

#[terraproof::test]
async fn a_name_that_no_bucket_can_have_is_rejected(t: &Scope) -> TestResult {
    let rejection = t.stack("examples/static-site").var("name", "Not_A_Bucket").expect_rejected().await?;

    rejection.mentions("A bucket name has 3 to 59 lower-case letters")?;
    Ok(())
}

#[terraproof::test]
async fn a_name_that_s3_reserves_is_rejected(t: &Scope) -> TestResult {
    let rejection = t.stack("examples/static-site").var("name", "xn--site").expect_rejected().await?;

    rejection.mentions("a part that S3 reserves")?;
    Ok(())
}

#[terraproof::test]
async fn an_empty_page_is_rejected(t: &Scope) -> TestResult {
    let request = t.stack("examples/static-site").var("name", t.unique("site")).var("index_html", "");

    let rejection = request.expect_rejected().await?;

    rejection.mentions("The index page must not be empty.")?;
    Ok(())
}
