//! S3: buckets and what is in them.

mod bucket;
mod exposure;
mod name;
mod object;
mod protection;

pub use bucket::{Bucket, S3};
pub use object::Object;
