//! Bucket websites, with the semantics of S3.
//!
//! See <https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html> and the pages on index documents,
//! custom error documents and redirects beside it.

mod configuration;
mod page;
mod redirect;
mod serve;

pub(super) use self::page::error_page;
pub(super) use self::serve::serve;
