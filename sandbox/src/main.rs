//! The terraproof command. Everything is in the library, so that it can be tested and documented.

fn main() -> std::process::ExitCode {
    terraproof_sandbox::run(std::env::args_os())
}
