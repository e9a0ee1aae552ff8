//! Tells cargo that the embedded lessons and locales are part of the program.

fn main() {
    println!("cargo:rerun-if-changed=locales");
    println!("cargo:rerun-if-changed=lessons");
}
