//! The terraproof command.

fn main() {}
