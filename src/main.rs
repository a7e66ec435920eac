//! Hands the arguments to `cli` and turns its verdict into an exit code.

fn main() -> std::process::ExitCode {
    dealsim::cli::main()
}
