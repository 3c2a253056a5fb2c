//! A server inside the test.

mod answer;
mod connection;
mod received;
mod running;

pub use answer::HttpAnswer;
pub use received::HttpReceived;
pub use running::HttpServer;
