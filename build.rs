//! Says what the executable carries inside itself besides code, so that a change in it builds the executable again.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var_os("CARGO_FEATURE_SSR").is_none() {
        return;
    }
    // Compared by their files' names and times: an added file counts, which the embedding macros alone would miss.
    for folder in ["banding-rules", "src/store/migrations"] {
        if std::path::Path::new(folder).exists() {
            println!("cargo::rerun-if-changed={folder}");
        }
    }
    // A debug build reads the site from disk at each request. A release build carries it.
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed=target/site");
        if !std::path::Path::new("target/site/manifest.json").exists() {
            println!(
                "cargo::warning=there is no target/site: this server's pages have no style. `make build` builds both."
            );
        }
    }
}
