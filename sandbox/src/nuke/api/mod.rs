//! Signed calls to any AWS service, paced, repeated where that helps, and counted.
//!
//! nuke speaks the services' wire protocols itself instead of linking an SDK crate for each of forty services: `terraproof` then builds in
//! a minute and without a compiler process of 8 GB (`aws-sdk-ec2`), every kind is a page, and every call goes through one place that paces
//! and counts it. Credentials, from profiles to single sign-on, are [`aws_config`]'s, signatures [`aws_sigv4`]'s.

mod account;
mod answer;
mod client;
mod codes;
mod connection;
mod counts;
mod credentials;
mod encode;
mod error;
mod http;
mod identity;
mod lack;
mod pace;
mod pages;
mod service;
pub(crate) mod services;
mod xml;

pub(crate) use account::{Account, AccountSettings, Connection, Source};
pub(crate) use answer::{Answer, Document, Node};
pub(crate) use client::{Api, Rest};
pub(crate) use error::{ApiError, Class};
pub(crate) use identity::Identity;
pub(crate) use lack::Lack;
pub(crate) use pages::{Pages, Paging};
pub(crate) use service::{Protocol, Service};
