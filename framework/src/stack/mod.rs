//! Stacks: from the request to the deployed configuration.

mod configured;
mod deployment;
mod destroy;
mod difference;
mod evidence;
mod handle;
mod operations;
mod prepare;
mod reapply;
mod rejection;
mod request;
mod resource;
mod resume;
mod watching;

pub(crate) use deployment::Deployment;
pub(crate) use destroy::Destroyed;
pub use handle::Stack;
pub use reapply::Reapply;
pub use rejection::Rejection;
pub use request::StackRequest;
pub use resource::Resource;
