//! The attribute of [terraproof](https://docs.rs/terraproof). Use it as `#[terraproof::test]`.

mod arguments;

use proc_macro::TokenStream;
use quote::quote;
use syn::{ItemFn, parse_macro_input};

use crate::arguments::Arguments;

/// Turns an `async fn(&Scope) -> TestResult` into a test.
///
/// It builds a `TestInfo` and calls `terraproof::run(info, body)`; everything else is in that function.
///
/// ```ignore
/// #[terraproof::test(tier = "integration", budget = "30m", cleanup_budget = "5m", proves = "networking")]
/// async fn subnets_are_private(t: &Scope) -> TestResult {
///     Ok(())
/// }
/// ```
///
/// | argument | default |
/// |---|---|
/// | `tier = "unit" / "integration" / "e2e"` | `unit`; `e2e` is ignored unless asked for with `--ignored` |
/// | `budget = "90s" / "10m" / "2h"` | the tier's: 20, 60, 120 minutes |
/// | `cleanup_budget = ".."` | 10 minutes |
/// | `proves = "item, item"` | nothing |
#[proc_macro_attribute]
pub fn test(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let arguments = parse_macro_input!(arguments as Arguments);
    let function = parse_macro_input!(item as ItemFn);
    expand(&arguments, &function).unwrap_or_else(syn::Error::into_compile_error).into()
}

fn expand(arguments: &Arguments, function: &ItemFn) -> syn::Result<proc_macro2::TokenStream> {
    let signature = &function.sig;
    if signature.asyncness.is_none() || signature.inputs.len() != 1 {
        let message = "a terraproof test is an `async fn` with one argument: `async fn name(t: &Scope) -> TestResult`";
        return Err(syn::Error::new_spanned(signature, message));
    }
    let (name, attributes, visibility, output) = (&signature.ident, &function.attrs, &function.vis, &signature.output);
    let ignored = arguments.is_e2e().then(|| quote!(#[ignore = "e2e tests run when asked for: `--ignored`"]));
    let settings = arguments.settings();
    Ok(quote! {
        #(#attributes)*
        #[::core::prelude::v1::test]
        #ignored
        #visibility fn #name() #output {
            #function
            ::terraproof::run(
                ::terraproof::TestInfo::new(::core::concat!(::core::module_path!(), "::", ::core::stringify!(#name)))
                    .file(::core::file!())
                    .manifest_dir(::core::env!("CARGO_MANIFEST_DIR"))
                    #settings,
                #name,
            )
        }
    })
}
