//! The class of constants as javac and javap read it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::project::{Project, VENDORS, spec};
use crate::tools::{installed, succeed};

const MANIFEST: &[u8] =
    br#"<manifest xmlns:android="http://schemas.android.com/apk/res/android"><application/></manifest>"#;

/// The class of strings as javap names it.
const STRING: &str = "java.lang.String";

/// Texts that are code, or an error, to a compiler that takes them out of their literal.
const HOSTILE: &[&str] = &[
    r"x\u0022;static{System.exit(1);}static/**/String/**/W=\u0022y",
    r"abc\",
    r#"a"b'c"#,
    r"\\u0041",
    r"\u005cu0022",
    r"\u000a}class/**/X{//",
    r"%s%n%1$s",
    "*/evil/*",
    "//",
    "{{x}}{%y%}",
    r"\",
    r"\\\",
    r"\uuuu0022",
    r"\u",
    r"\400\0",
    "<&>`~",
];

/// The constants of the class file below `classes`, as `type` and value by name.
fn constants(classes: &Path) -> BTreeMap<String, (String, String)> {
    let mut javap = Command::new("javap");
    javap.args(["-constants", "-p", "-cp"]).arg(classes);
    let printed = succeed(javap.arg("com.example.chat.push.Constants"));
    let fields = printed.lines().filter_map(|line| {
        let field = line.trim().strip_prefix("public static final ")?;
        let (declared, value) = field.strip_suffix(';')?.split_once(" = ")?;
        let (kind, name) = declared.rsplit_once(' ')?;
        Some((name.to_owned(), (kind.to_owned(), unquoted(value))))
    });
    let fields: BTreeMap<_, _> = fields.collect();
    // The class, its fields, its constructor and the last brace: nothing has slipped out.
    let lines = printed.lines().skip_while(|line| !line.ends_with('{'));
    assert_eq!(lines.count(), fields.len() + 3, "{printed}");
    fields
}

/// A value as javap prints it, without its quotes and escapes.
fn unquoted(value: &str) -> String {
    let Some(literal) = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    else {
        return value.to_owned();
    };
    let mut text = String::new();
    let mut chars = literal.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => text.extend(chars.next()),
            _ => text.push(c),
        }
    }
    text
}

/// What the generated class holds after a real compiler has read it.
fn compiled(spec: &str) -> BTreeMap<String, (String, String)> {
    let project = Project::new(spec, MANIFEST);
    project.apply();
    let classes = project.folder().join("classes");
    fs::create_dir(&classes).expect("a folder for the classes");
    let mut javac = Command::new("javac");
    javac.args(["-source", "8", "-target", "8", "-encoding", "US-ASCII"]);
    javac
        .args(["-Xlint:all,-options", "-Werror", "-d"])
        .arg(&classes);
    succeed(javac.arg(project.constants()));
    constants(&classes)
}

fn value(kind: &str, text: &str) -> (String, String) {
    (kind.to_owned(), text.to_owned())
}

#[test]
fn javac_compiles_the_constants_and_javap_reads_them_back() {
    if !installed(&["javac", "javap"]) {
        return;
    }
    let own = r#"
        [constants]
        SDKAPPID = { type = "int", value = 1400000000 }
        INT_MIN = { type = "int", value = -2147483648 }
        INT_MAX = { type = "int", value = 2147483647 }
        LONG_MIN = { type = "long", value = -9223372036854775808 }
        LONG_MAX = { type = "long", value = 9223372036854775807 }
        YES = { type = "boolean", value = true }
        NO = { type = "boolean", value = false }
    "#;
    let expected = [
        ("SDKAPPID", value("int", "1400000000")),
        ("INT_MIN", value("int", "-2147483648")),
        ("INT_MAX", value("int", "2147483647")),
        ("LONG_MIN", value("long", "-9223372036854775808l")),
        ("LONG_MAX", value("long", "9223372036854775807l")),
        ("YES", value("boolean", "true")),
        ("NO", value("boolean", "false")),
        ("XM_PUSH_APPID", value(STRING, "2882303761517479259")),
        ("XM_PUSH_APPKEY", value(STRING, "5551747900259")),
        ("XM_PUSH_BUZID", value("long", "6666l")),
        ("HW_PUSH_APPID", value(STRING, "1234567890")),
        ("HW_PUSH_BUZID", value("long", "6667l")),
        ("HWPUSH_BUZID", value("long", "6668l")),
        ("MZ_PUSH_APPID", value(STRING, "118364")),
        (
            "MZ_PUSH_APPKEY",
            value(STRING, "5f0c1e9ab3d84726a1c95e70d2b8f364"),
        ),
        ("MZ_PUSH_BUZID", value("long", "6669l")),
        ("OPPO_PUSH_APPID", value(STRING, "30218845")),
        (
            "OPPO_PUSH_APPKEY",
            value(STRING, "9d4e7b20c6a8415fb3701ce58ad2f946"),
        ),
        (
            "OPPO_PUSH_APPSECRET",
            value(STRING, "e81b5c3f07d94a62b0f6a72d19c4583e"),
        ),
        ("OPPO_PUSH_BUZID", value("long", "6670l")),
        ("VIVO_PUSH_APPID", value(STRING, "17325")),
        (
            "VIVO_PUSH_APPKEY",
            value(STRING, "c47a1d90-e3bb-4f5d-8a26-f0719e5c3d82"),
        ),
        ("VIVO_PUSH_BUZID", value("long", "6671l")),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value));
    assert_eq!(compiled(&spec(VENDORS, own)), BTreeMap::from(expected));
}

#[test]
fn javac_reads_hostile_values_as_plain_text() {
    if !installed(&["javac", "javap"]) {
        return;
    }
    let mut own = String::from("[constants]\n");
    let mut expected = BTreeMap::new();
    for (at, text) in HOSTILE.iter().enumerate() {
        let name = format!("HOSTILE_{at}");
        // A multi-line literal string of TOML has no escapes and may hold one quote of each kind.
        own += &format!("{name} = {{ type = \"String\", value = '''{text}''' }}\n");
        expected.insert(name, value(STRING, text));
    }
    let key = HOSTILE[0];
    let vivo = format!(
        "[vendors.vivo]\nsdk = '2.3.4'\napp-id = '17325'\napp-key = '{key}'\n\
         receiver = '.push.VivoPushReceiver'\n"
    );
    expected.insert("VIVO_PUSH_APPID".to_owned(), value(STRING, "17325"));
    expected.insert("VIVO_PUSH_APPKEY".to_owned(), value(STRING, key));
    assert_eq!(compiled(&spec(&[], &(vivo + &own))), expected);
}
