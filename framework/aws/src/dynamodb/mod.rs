//! DynamoDB: tables and items.

mod item;
mod table;

pub use item::{Item, KeyValue};
pub use table::{DynamoDb, Table};
