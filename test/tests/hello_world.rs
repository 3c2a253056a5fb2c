//! What `examples/hello-world` promises: it needs neither a provider nor a cloud.

use terraproof::{Scope, TestResult};

#[terraproof::test]
async fn it_greets_the_world_unless_told_otherwise(t: &Scope) -> TestResult {
    let hello = t.stack("examples/hello-world").apply().await?;

    assert_eq!(hello.output::<String>("greeting")?, "Hello, World!");
    Ok(())
}

#[terraproof::test]
async fn it_greets_whom_it_is_told_to(t: &Scope) -> TestResult {
    let hello = t.stack("examples/hello-world").var("name", "Ferris").apply().await?;

    assert_eq!(hello.output::<String>("greeting")?, "Hello, Ferris!");
    Ok(())
}

#[terraproof::test]
async fn a_second_plan_is_empty(t: &Scope) -> TestResult {
    let hello = t.stack("examples/hello-world").apply().await?;

    hello.expect_no_changes().await?;
    Ok(())
}

#[terraproof::test]
async fn another_name_changes_the_greeting(t: &Scope) -> TestResult {
    let hello = t.stack("examples/hello-world").var("name", "Ada").apply().await?;

    hello.reapply().var("name", "Grace").apply().await?;

    assert_eq!(hello.output::<String>("greeting")?, "Hello, Grace!");
    Ok(())
}

#[terraproof::test]
async fn a_blank_name_is_rejected(t: &Scope) -> TestResult {
    let rejection = t.stack("examples/hello-world").var("name", " ").expect_rejected().await?;

    rejection.mentions("Give a name that is not blank.")?;
    Ok(())
}
