//! Makes the folder of the site, so that the crate compiles before `cargo xtask site` has filled it.

fn main() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/site/pkg");
    if let Err(error) = std::fs::create_dir_all(&folder) {
        println!("cargo::warning={} cannot be made: {error}", folder.display());
    }
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-changed=../migrations");
}
