//! What makes plain `terraform`, and every AWS tool, work in somebody's shell.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};
use terraproof_local::{Cloud, REGION, Toolchain};
use terraproof_terraform::{Closure, Product, ProviderSources, RequiredProvider};

use crate::Error;

/// Names the files that a shell's terraform is led to, in one directory.
#[derive(Debug, Clone)]
pub(crate) struct Tools {
    directory: PathBuf,
}

impl Tools {
    /// Names the files in a directory where [`Tools::write`] put them.
    pub(crate) fn at(directory: &Path) -> Self {
        Self { directory: directory.to_owned() }
    }

    /// Writes the CLI configurations, which lead to the provider mirror, and a link to the embedded terraform.
    ///
    /// The mirror serves what it holds, unless `configuration` is a directory whose constraints ask for another version.
    pub(crate) fn write(toolchain: &Toolchain, directory: &Path, configuration: Option<&Path>) -> Result<Self, Error> {
        let sources = ProviderSources { mirror: toolchain.mirror().map(Path::to_owned), plugin_cache: None };
        let required = required(toolchain, configuration);
        let tools = Self::at(directory);
        for product in [Product::Terraform, Product::Tofu] {
            sources.cli_config(&required, product).write(&tools.cli_config(product))?;
        }
        if let Some(terraform) = toolchain.terraform() {
            let link = tools.bin().join("terraform");
            fs::create_dir_all(tools.bin())
                .and_then(|()| symlink(terraform, &link))
                .map_err(|source| Error::io("link", &link, source))?;
        }
        Ok(tools)
    }

    /// Returns the variables that lead terraform to these files. `PATH` is among them only where it has no terraform of its own.
    pub(crate) fn variables(&self, path: Option<&OsStr>) -> Vec<(String, OsString)> {
        let found = path.and_then(product_on);
        let config = self.cli_config(found.unwrap_or(Product::Terraform)).into_os_string();
        let mut variables =
            vec![("TF_CLI_CONFIG_FILE".to_owned(), config), ("CHECKPOINT_DISABLE".to_owned(), "1".into())];
        if found.is_none() && self.bin().exists() {
            let mut extended = self.bin().into_os_string();
            if let Some(path) = path.filter(|path| !path.is_empty()) {
                extended.push(":");
                extended.push(path);
            }
            variables.push(("PATH".to_owned(), extended));
        }
        variables
    }

    fn cli_config(&self, product: Product) -> PathBuf {
        self.directory.join(format!("{product}.rc"))
    }

    fn bin(&self) -> PathBuf {
        self.directory.join("bin")
    }
}

/// Lists what a configuration requires, and everything the mirror holds.
fn required(toolchain: &Toolchain, configuration: Option<&Path>) -> Vec<RequiredProvider> {
    // A directory without configuration, or with one that terraform will complain about, asks for nothing.
    let closure = configuration.and_then(|directory| Closure::read(directory).ok());
    let mut required = closure.map(|closure| closure.required_providers().to_vec()).unwrap_or_default();
    required.extend(toolchain.versions().providers.iter().map(|provider| RequiredProvider {
        source: format!("registry.terraform.io/{}", provider.source.trim_start_matches("registry.terraform.io/")),
        constraint: None,
        declared_in: toolchain.directory().to_owned(),
    }));
    required
}

/// Tells which of the two a person has on `PATH`.
fn product_on(path: &OsStr) -> Option<Product> {
    let is_on_path = |product: &Product| {
        std::env::split_paths(path).map(|directory| directory.join(product.command())).any(|file| is_executable(&file))
    };
    [Product::Terraform, Product::Tofu].into_iter().find(is_on_path)
}

fn is_executable(file: &Path) -> bool {
    file.is_file() && access(file, Access::EXEC_OK).is_ok()
}

/// Returns the variables that lead every AWS tool into the account, and name it for people and scripts.
pub(crate) fn cloud_variables(cloud: &Cloud) -> BTreeMap<String, String> {
    let mut variables: BTreeMap<String, String> = cloud.variables().into_iter().collect();
    variables.insert("TERRAPROOF_ACCOUNT".to_owned(), cloud.account().id.to_string());
    variables.insert("TERRAPROOF_REGION".to_owned(), REGION.to_owned());
    variables.insert("TERRAPROOF_GATEWAY".to_owned(), cloud.gateway().proxy_url());
    variables
}

/// Tells whether a variable of the outside would lead an AWS tool somewhere else: to a profile, a role or another endpoint.
pub(crate) fn misleads(name: &str) -> bool {
    const NAMES: [&str; 9] = [
        "AWS_PROFILE",
        "AWS_DEFAULT_PROFILE",
        "AWS_ROLE_ARN",
        "AWS_ROLE_SESSION_NAME",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_CREDENTIAL_EXPIRATION",
        "AWS_SECURITY_TOKEN",
        "ALL_PROXY",
        "all_proxy",
    ];
    const PREFIXES: [&str; 4] =
        ["AWS_ENDPOINT_URL", "AWS_CONTAINER_", "AWS_EC2_METADATA_SERVICE_", "TF_REATTACH_PROVIDERS"];
    NAMES.contains(&name) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn executable(directory: &Path, name: &str) {
        let file = directory.join(name);
        fs::write(&file, "").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn names(variables: &[(String, OsString)]) -> Vec<&str> {
        variables.iter().map(|(name, _)| name.as_str()).collect()
    }

    #[test]
    fn the_embedded_terraform_is_put_on_path_only_where_there_is_no_other() {
        let directory = tempfile::tempdir().unwrap();
        let tools = Tools::at(directory.path());
        fs::create_dir(tools.bin()).unwrap();
        let theirs = tempfile::tempdir().unwrap();
        let variables = tools.variables(Some(theirs.path().as_os_str()));
        assert_eq!(variables[2].1, OsString::from(format!("{}:{}", tools.bin().display(), theirs.path().display())));
        executable(theirs.path(), "terraform");
        assert_eq!(
            names(&tools.variables(Some(theirs.path().as_os_str()))),
            ["TF_CLI_CONFIG_FILE", "CHECKPOINT_DISABLE"]
        );
    }

    #[test]
    fn tofu_gets_a_configuration_of_its_own() {
        let theirs = tempfile::tempdir().unwrap();
        executable(theirs.path(), "tofu");
        let variables = Tools::at(Path::new("/t")).variables(Some(theirs.path().as_os_str()));
        assert_eq!(variables[0].1, "/t/tofu.rc");
    }

    #[test]
    fn profiles_roles_and_endpoints_of_the_outside_are_removed() {
        for name in ["AWS_PROFILE", "AWS_ENDPOINT_URL_S3", "AWS_CONTAINER_CREDENTIALS_FULL_URI"] {
            assert!(misleads(name), "{name}");
        }
        assert!(!misleads("AWS_PAGER"));
    }
}
