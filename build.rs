//! Turns the vendor files into JSON, which is read several times faster than TOML at each start,
//! without the tables that only people read. Their text is checked by tests; here it only has to
//! be TOML.

use std::path::Path;
use std::{env, fs};

/// Tables that no requirement, keep rule or constant comes from. `pushweave vendors` reads the
/// vendor files themselves.
const FOR_PEOPLE: &[&str] = &[
    "repository",
    "dependency",
    "plugin",
    "config-file",
    "manifest-placeholder",
    "base-class",
    "callback",
    "call",
    "brand-test",
    "console-field",
    "change",
    "mistake",
];

fn main() {
    let folder = Path::new("src/catalogue/vendors");
    println!("cargo::rerun-if-changed={}", folder.display());
    let out = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    for entry in fs::read_dir(folder).expect("the vendor files") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("a readable vendor file");
        let name = Path::new(path.file_name().expect("a name")).with_extension("json");
        // A file that is no TOML goes in as an empty object: the tests then say what is wrong with it.
        let mut value: toml::Table = toml::from_str(&text).unwrap_or_default();
        value.retain(|key, _| !FOR_PEOPLE.contains(&key));
        let json = serde_json::to_string(&value).expect("a table has a JSON form");
        fs::write(Path::new(&out).join(name), json).expect("OUT_DIR can be written");
    }
}
