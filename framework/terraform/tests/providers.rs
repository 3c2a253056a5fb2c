//! A provider comes from exactly one place, and when neither has it, the error says what there is.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use terraproof_terraform::{Closure, Error, Init, Product, ProviderSources, Terraform};

mod common;
use common::{binary, configuration, environment};

/// A mirror with an empty provider; `init` asks nothing of it.
fn mirror(versions: &[&str]) -> tempfile::TempDir {
    let mirror = tempfile::tempdir().unwrap();
    let platform = match std::env::consts::ARCH {
        "aarch64" => "linux_arm64",
        _ => "linux_amd64",
    };
    for version in versions {
        let package = mirror.path().join("registry.terraform.io/hashicorp/aws").join(version).join(platform);
        fs::create_dir_all(&package).unwrap();
        let binary = package.join(format!("terraform-provider-aws_v{version}_x5"));
        fs::write(&binary, "").unwrap();
        fs::set_permissions(binary, fs::Permissions::from_mode(0o755)).unwrap();
    }
    mirror
}

fn requiring(constraint: &str) -> tempfile::TempDir {
    let aws = format!("aws = {{\n      source  = \"hashicorp/aws\"\n      version = \"{constraint}\"\n    }}");
    configuration(&format!("terraform {{\n  required_providers {{\n    {aws}\n  }}\n}}\n"))
}

/// Runs `init` with every registry out of reach.
async fn init_offline(directory: &Path, mirror: &Path) -> Result<(), Error> {
    let binary = binary().await;
    let sources = ProviderSources { mirror: Some(mirror.to_owned()), plugin_cache: None };
    let config = sources.cli_config(Closure::read(directory).unwrap().required_providers(), binary.product());
    config.write(&directory.join("cli.tfrc")).unwrap();
    let mut environment = environment();
    environment.set("TF_CLI_CONFIG_FILE", directory.join("cli.tfrc")).set("HTTPS_PROXY", "http://127.0.0.1:1");
    environment.remove("https_proxy").remove("NO_PROXY").remove("no_proxy");
    Terraform::new(binary, directory, environment).init(&Init::new().providers(config)).await.map(drop)
}

#[tokio::test]
async fn a_constraint_the_mirror_satisfies_is_served_without_network() {
    let (directory, mirror) = (requiring(">= 3.38"), mirror(&["3.39.0", "2.70.0"]));
    init_offline(directory.path(), mirror.path()).await.unwrap();
    let lock = fs::read_to_string(directory.path().join(".terraform.lock.hcl")).unwrap();
    assert!(lock.contains("\"3.39.0\""), "{lock}");
}

#[tokio::test]
async fn a_constraint_nobody_satisfies_names_provider_constraint_and_what_there_is() {
    let (directory, mirror) = (requiring("~> 5.0"), mirror(&["3.39.0", "2.70.0"]));
    let error = init_offline(directory.path(), mirror.path()).await.unwrap_err();
    let text = error.to_string();
    assert!(
        text.starts_with("get the provider `hashicorp/aws` `~> 5.0`: the mirror holds `3.39.0` and `2.70.0`, and"),
        "{text}"
    );
    assert!(error.hint().unwrap().starts_with("change the constraint to one that `3.39.0` and `2.70.0` satisfies"));
    assert!(!error.is_transient());
}

#[tokio::test]
async fn a_provider_the_mirror_lacks_is_named() {
    let directory = configuration("resource \"random_pet\" \"x\" {}\n");
    let error = init_offline(directory.path(), mirror(&["3.39.0"]).path()).await.unwrap_err();
    assert!(
        error.to_string().starts_with("get the provider `hashicorp/random`: the mirror does not hold it"),
        "{error}"
    );
}

#[test]
fn each_provider_has_exactly_one_place() {
    let (directory, mirror) = (requiring(">= 3.38"), mirror(&["3.39.0"]));
    let sources =
        ProviderSources { mirror: Some(mirror.path().to_owned()), plugin_cache: Some(directory.path().join("cache")) };
    let closure = Closure::read(directory.path()).unwrap();
    let config = sources.cli_config(closure.required_providers(), Product::Terraform);
    let path = directory.path().join("cli.tfrc");
    config.write(&path).unwrap();
    assert!(!config.needs_registry() && config.offline_hint().is_none());
    let text = fs::read_to_string(path).unwrap();
    let aws = "[\"registry.terraform.io/hashicorp/aws\", \"registry.opentofu.org/hashicorp/aws\"]";
    assert!(text.contains(&format!("include = {aws}")) && text.contains(&format!("exclude = {aws}")), "{text}");
    assert!(!text.contains("plugin_cache_dir"), "{text}");
}

#[test]
fn opentofu_finds_the_mirror_under_its_own_host() {
    let (directory, mirror) = (requiring(">= 3.38"), mirror(&["3.39.0"]));
    let sources = ProviderSources { mirror: Some(mirror.path().to_owned()), plugin_cache: None };
    let closure = Closure::read(directory.path()).unwrap();
    let path = directory.path().join("cli.tfrc");
    sources.cli_config(closure.required_providers(), Product::Tofu).write(&path).unwrap();
    let view = directory.path().join("cli.mirror");
    assert!(view.join("registry.opentofu.org/hashicorp/aws/3.39.0").is_dir());
    assert!(fs::read_to_string(path).unwrap().contains(view.to_str().unwrap()));
}
