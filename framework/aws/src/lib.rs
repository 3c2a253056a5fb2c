//! Handles and conditions over AWS: one file and one cargo feature per service.
