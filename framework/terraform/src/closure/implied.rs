//! Providers that nobody declares: terraform derives them from resource types.

/// Returns the local name of the provider that a resource or data source type implies; `None` for what is built into terraform.
pub(crate) fn provider_of(r#type: &str) -> Option<&str> {
    let name = r#type.split('_').next().filter(|name| !name.is_empty())?;
    (name != "terraform").then_some(name)
}

/// Completes a source address: `aws` is `registry.terraform.io/hashicorp/aws`, `cloudflare/cloudflare` gets the default host.
pub(crate) fn full_source(source: &str) -> String {
    match source.split('/').count() {
        1 => format!("registry.terraform.io/hashicorp/{source}"),
        2 => format!("registry.terraform.io/{source}"),
        _ => source.to_owned(),
    }
}

/// The providers that need no installation.
pub(crate) fn is_builtin(source: &str) -> bool {
    source.starts_with("terraform.io/builtin/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_implies_its_provider_unless_it_is_built_in() {
        assert_eq!(provider_of("aws_s3_bucket"), Some("aws"));
        assert_eq!(provider_of("terraform_data"), None);
        assert_eq!(provider_of("terraform_remote_state"), None);
        assert_eq!(provider_of("http"), Some("http"));
    }

    #[test]
    fn sources_are_completed() {
        assert_eq!(full_source("aws"), "registry.terraform.io/hashicorp/aws");
        assert_eq!(full_source("cloudflare/cloudflare"), "registry.terraform.io/cloudflare/cloudflare");
        assert_eq!(full_source("example.com/a/b"), "example.com/a/b");
    }
}
