# List the recipes.
default:
    @just --list --unsorted

# Format, lint, test and document: what to run before a commit.
check: lint test docs

# Check the format and every lint.
lint:
    cargo fmt --all --check && cargo clippy --workspace --all-targets -- -D warnings

# Run every test.
test *args:
    cargo test {{ args }}

# Run every test, each in a process of its own.
nextest *args:
    cargo nextest run {{ args }}

# Deploy an example on the localhost cloud, look at it, take it down.
demo:
    cargo demo

# Measure the framework against bare terraform, and the gateway against the emulator; `just bench nuke`: nuke against the least possible.
bench *args:
    {{ if args =~ '^nuke' { 'cargo build --release -p terraproof-sandbox' } else { 'true' } }}
    cargo run --release -p terraproof-bench -- {{ args }}

# Build the documentation; a warning is an error.
docs:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --all-features

# Check advisories, licences, bans and sources of the dependencies.
deny:
    cargo deny check

# Format Rust and Terraform code.
fmt:
    cargo fmt --all && terraform fmt -recursive modules examples

# Write the tables of the READMEs anew.
readme:
    UPDATE=1 cargo test -p infrastructure-tests --test structure readme

# Do what CI does.
ci:
    .ci/run

# Kill 200 running tests at random instants, and look what is left (TERRAPROOF_TORTURE_SEED=n repeats a draw).
torture *args:
    TERRAPROOF_TORTURE_KILLS=${TERRAPROOF_TORTURE_KILLS:-200} cargo test -p terraproof-sandbox --test torture kills {{ args }}

# Run the long tests as well, one at a time.
nightly:
    cargo test -- --include-ignored --test-threads=1
