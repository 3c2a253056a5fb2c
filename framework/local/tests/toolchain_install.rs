//! The installation of the toolchain, into the cache of this user.

use terraproof_local::{Cache, Progress, Toolchain};

#[tokio::test]
async fn an_installed_toolchain_has_python_terraform_and_a_mirror() {
    let cache = Cache::from_environment().unwrap();
    let toolchain = Toolchain::install(&cache, Progress::Plain).await.unwrap();
    eprintln!("{toolchain:#?}");
}
