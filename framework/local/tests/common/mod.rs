//! What several test files of this crate share.
