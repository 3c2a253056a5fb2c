//! The arguments of the attribute.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Token};

/// Holds what stands in `#[terraproof::test(..)]`, already checked.
#[derive(Default)]
pub(crate) struct Arguments {
    tier: Option<Ident>,
    budget: Option<u64>,
    cleanup_budget: Option<u64>,
    proves: Vec<String>,
}

struct Argument {
    name: Ident,
    value: LitStr,
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.parse()?;
        input.parse::<Token![=]>()?;
        Ok(Self { name, value: input.parse()? })
    }
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut arguments = Self::default();
        for Argument { name, value } in Punctuated::<Argument, Token![,]>::parse_terminated(input)? {
            match name.to_string().as_str() {
                "tier" => arguments.tier = Some(tier(&value)?),
                "budget" => arguments.budget = Some(seconds(&value)?),
                "cleanup_budget" => arguments.cleanup_budget = Some(seconds(&value)?),
                "proves" => {
                    let text = value.value();
                    arguments.proves.extend(text.split(',').map(|item| item.trim().to_owned()));
                }
                other => {
                    let message =
                        format!("unknown argument `{other}`; there are: tier, budget, cleanup_budget, proves");
                    return Err(syn::Error::new(name.span(), message));
                }
            }
        }
        Ok(arguments)
    }
}

impl Arguments {
    pub(crate) fn is_e2e(&self) -> bool {
        self.tier.as_ref().is_some_and(|tier| tier == "E2e")
    }

    /// Returns the setters to call on the `TestInfo`.
    pub(crate) fn settings(&self) -> TokenStream {
        let duration = |seconds: &u64| quote!(::core::time::Duration::from_secs(#seconds));
        let tier = self.tier.iter().map(|tier| quote!(.tier(::terraproof::Tier::#tier)));
        let budget = self.budget.iter().map(duration).map(|budget| quote!(.budget(#budget)));
        let cleanup = self.cleanup_budget.iter().map(duration).map(|budget| quote!(.cleanup_budget(#budget)));
        let proves = self.proves.iter().map(|item| quote!(.proves(#item)));
        quote!(#(#tier)* #(#budget)* #(#cleanup)* #(#proves)*)
    }
}

fn tier(value: &LitStr) -> syn::Result<Ident> {
    let variant = match value.value().as_str() {
        "unit" => "Unit",
        "integration" => "Integration",
        "e2e" => "E2e",
        other => {
            let message = format!("unknown tier `{other}`; there are: unit, integration, e2e");
            return Err(syn::Error::new(value.span(), message));
        }
    };
    Ok(Ident::new(variant, value.span()))
}

/// Reads `90s`, `10m` or `2h`.
fn seconds(value: &LitStr) -> syn::Result<u64> {
    let text = value.value();
    let (number, unit) = text.split_at(text.len().saturating_sub(1));
    let factor = match unit {
        "s" => Some(1),
        "m" => Some(60),
        "h" => Some(3600),
        _ => None,
    };
    let seconds = factor.zip(number.parse::<u64>().ok()).and_then(|(factor, number)| number.checked_mul(factor));
    seconds
        .filter(|seconds| *seconds > 0)
        .ok_or_else(|| syn::Error::new(value.span(), format!("`{text}` is not a duration; write `90s`, `10m` or `2h`")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, String> {
        let arguments: syn::Result<Arguments> = syn::parse_str(text);
        arguments.map(|arguments| arguments.settings().to_string().replace(' ', "")).map_err(|error| error.to_string())
    }

    #[test]
    fn without_arguments_nothing_is_set() {
        assert_eq!(read(""), Ok(String::new()));
    }

    #[test]
    fn every_argument_becomes_a_setter() {
        let set =
            read(r#"tier = "integration", budget = "2h", cleanup_budget = "90s", proves = "networking, security""#);
        assert_eq!(
            set.unwrap(),
            ".tier(::terraproof::Tier::Integration).budget(::core::time::Duration::from_secs(7200u64))\
             .cleanup_budget(::core::time::Duration::from_secs(90u64)).proves(\"networking\").proves(\"security\")"
        );
    }

    #[test]
    fn only_e2e_tests_wait_to_be_asked_for() {
        let is_e2e = |text: &str| syn::parse_str::<Arguments>(text).map(|arguments| arguments.is_e2e()).unwrap();
        assert!(is_e2e(r#"tier = "e2e""#) && !is_e2e(r#"tier = "unit""#));
    }

    #[test]
    fn what_is_not_known_lists_what_is() {
        assert_eq!(
            read(r#"teir = "unit""#),
            Err("unknown argument `teir`; there are: tier, budget, cleanup_budget, proves".to_owned())
        );
        assert_eq!(read(r#"tier = "big""#), Err("unknown tier `big`; there are: unit, integration, e2e".to_owned()));
        assert_eq!(read(r#"budget = "2""#), Err("`2` is not a duration; write `90s`, `10m` or `2h`".to_owned()));
    }
}
