//! No script makes reading a build panic, or takes more time than its size explains: the inputs are
//! so large that reading them in quadratic time would not end.

use proptest::prelude::*;
use pushweave::inventory::Inventory;

use super::Memory;
use super::support;

/// Takes the build of `script` in both languages, and shows all of it, so that a place that is no
/// place panics.
fn take(script: &str) {
    for name in ["build.gradle", "build.gradle.kts"] {
        let files = [format!("app/{name}"), name.to_owned()];
        let files = files.map(|it| (it, script.to_owned()));
        let files = files.into_iter().collect();
        let inventory = Inventory::take(Box::new(Memory { files }), "app");
        let build = inventory.build();
        let shown = super::shown::facts(&inventory, &build);
        assert!(!shown.is_empty());
    }
}

/// Reads a build, without showing it.
fn read(script: &str) {
    let files = [("app/build.gradle".to_owned(), script.to_owned())];
    let files = files.into_iter().collect();
    let inventory = Inventory::take(Box::new(Memory { files }), "app");
    let _ = inventory.build();
}

const PIECES: &[&str] = &[
    "android {",
    "defaultConfig {",
    "buildTypes {",
    "release {",
    "productFlavors { x {",
    "}",
    "{",
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    "=",
    "+=",
    " ",
    "\n",
    "\r\n",
    ";",
    ",",
    ":",
    ".",
    "'",
    "\"",
    "\"\"\"",
    "$x",
    "${",
    "小",
    "x",
    "`x`",
    "manifestPlaceholders",
    "manifestPlaceholders = [A: 'b']",
    "manifestPlaceholders[\"A\"] = ",
    ".put(\"A\", ",
    "mapOf(\"A\" to \"b\")",
    "minSdk = ",
    "minSdkVersion 21",
    "21",
    "applicationId 'a.b'",
    "proguardFiles getDefaultProguardFile('x'), 'y'",
    "isMinifyEnabled = true",
    "setUrl(",
    "maven { url 'http://x' }",
    "maven(\"http://x\")",
    "repositories {",
    "dependencies {",
    "compile 'a:b:1'",
    "add('api', \"a:b:$x\")",
    "plugins {",
    "id 'x' version '1' apply false",
    "alias(libs.plugins.x)",
    "apply plugin: 'x'",
    "getByName(\"x\")",
    "configure<ApplicationExtension>",
    "val y by getting",
    "sourceSets { main {",
    "manifest.srcFile 'x'",
    "storePassword 'x'",
    "if (x) ",
    "else ",
    "set(",
    "this[\"x\"]",
    "with(android)",
    "def x = ",
    "ext.x = [:]",
    "as Integer",
    ".toInt()",
];

fn script() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..80).prop_map(|pieces| pieces.concat())
}

fn fixture_texts() -> Vec<String> {
    support::texts_below(&support::root().join("fixtures/build"), |_| true)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn random_scripts(script in script()) {
        take(&script);
    }

    #[test]
    fn random_texts(script in any::<String>()) {
        take(&script);
    }

    #[test]
    fn cut_and_changed_scripts(
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        length in 0_usize..20,
        piece in prop::sample::select(PIECES),
    ) {
        let texts = fixture_texts();
        let text = which.get(&texts);
        let mut chars: Vec<char> = text.chars().collect();
        let at = at.index(chars.len() + 1);
        let end = (at + length).min(chars.len());
        chars.splice(at..end, piece.chars());
        take(&chars.into_iter().collect::<String>());
    }
}

#[test]
fn time_grows_with_the_input() {
    for piece in [
        "+",
        "android {",
        "{",
        "getByName('x') {",
        "named('x').",
        "configure<",
        "android{manifestPlaceholders[\"A\"]='x'}\n",
        "repositories{maven{url 'x'}}\n",
        "repositories{maven{\n",
        "dependencies{compile \"a:b:$x\"}\next.x='1'\n",
        "ext.x='1'\nandroid{minSdk x}\n",
        "android{productFlavors{a{}}}\n",
        "plugins{id 'x' version '1' apply false}\n",
        "plugins{id 'x' version ",
        "minSdk 'x\n\"\"\"",
        "aaaaaaaa",
        "} else if (x) {",
        "proguardFiles 'a', ",
        "manifestPlaceholders A: 'x', ",
    ] {
        read(&piece.repeat((1 << 20) / piece.len()));
    }
}

#[test]
fn what_is_too_large_is_left_alone() {
    let large = "+".repeat(10 << 20);
    read(&large);
    let nested = "android {".repeat(100_000);
    read(&nested);
    take(&format!("{}minSdk 21", "{".repeat(100_000)));
}
