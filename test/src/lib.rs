//! What the examples promise lives in `tests/`.
