//! `[output]`: the paths, which stay below the spec's folder and apart from each other.

use super::section::{Located, Reading, Section};
use super::{ConstantsMode, ConstantsOutput, Output, OutputMode};
use crate::grammar;

/// The words for where what is woven goes.
pub(super) const MODE: &[(&str, OutputMode)] = &[
    ("in-place", OutputMode::InPlace),
    ("overlay", OutputMode::Overlay),
];

fn path_in(
    section: &mut Section<'_>,
    key: &'static str,
    default: &str,
    reading: &mut Reading,
) -> Located<String> {
    let found = section.checked(
        key,
        "a path below the spec's folder",
        default,
        grammar::relative_path,
        reading,
    );
    found.unwrap_or_else(|| Located::new(default.to_owned(), section.span()))
}

/// `path` in `folder`, without `.` segments.
pub(super) fn below(folder: &str, path: &str) -> String {
    let clean = |path: &str| {
        path.split('/')
            .filter(|segment| *segment != ".")
            .collect::<Vec<_>>()
            .join("/")
    };
    let (folder, path) = (clean(folder), clean(path));
    if folder.is_empty() {
        path
    } else {
        format!("{folder}/{path}")
    }
}

pub(super) fn read_output(mut section: Section<'_>, reading: &mut Reading) -> Output {
    let mode = section.choice("mode", MODE, reading);
    let module = path_in(&mut section, "module", "app", reading);
    let manifest = path_in(
        &mut section,
        "manifest",
        "src/main/AndroidManifest.xml",
        reading,
    );
    let proguard = path_in(&mut section, "proguard", "proguard-push.pro", reading);
    let constants = section
        .section("constants", reading)
        .and_then(|constants| read_constants_output(constants, &module.value, reading));
    section.finish(reading);
    let in_module = |path: Located<String>| {
        let value = below(&module.value, &path.value);
        Located::new(value, path.span)
    };
    let output = Output {
        mode: mode.map_or(OutputMode::InPlace, |mode| mode.value),
        module: below(".", &module.value),
        module_span: module.span.clone(),
        manifest: in_module(manifest),
        proguard: in_module(proguard),
        constants,
    };
    distinct(&output, reading);
    output
}

/// Refuses two outputs on one path, also where the file system ignores case.
fn distinct(output: &Output, reading: &mut Reading) {
    let mut paths = vec![
        (&output.manifest.value, &output.manifest.span),
        (&output.proguard.value, &output.proguard.span),
    ];
    if let Some(constants) = &output.constants {
        paths.push((&constants.path, &constants.class.span));
    }
    for (at, (path, span)) in paths.iter().enumerate() {
        let same = paths[..at]
            .iter()
            .any(|(other, _)| other.to_lowercase() == path.to_lowercase());
        if same {
            reading.invalid(
                format!("`{path}` is named for two outputs"),
                (*span).clone(),
                "written twice",
                "give each output a file of its own",
            );
        }
    }
}

fn read_constants_output(
    mut section: Section<'_>,
    module: &str,
    reading: &mut Reading,
) -> Option<ConstantsOutput> {
    let example = "com.example.chat.push.Constants";
    let outer_class = |text: &str| {
        grammar::class(text)?;
        if text.contains('$') {
            return Err("an inner class has no file of its own".into());
        }
        grammar::relative_path(&text.replace('.', "/"))
    };
    let class = section.checked("class", "a class name", example, outer_class, reading);
    if class.is_none() && section.get("class").is_none() {
        section.missing("class", &format!("\"{example}\""), reading);
    }
    let root = path_in(&mut section, "source-root", "src/main/java", reading);
    let mode = section.choice(
        "mode",
        &[
            ("file", ConstantsMode::File),
            ("region", ConstantsMode::Region),
        ],
        reading,
    );
    let section_span = section.span();
    section.finish(reading);
    let class = class?;
    let file = format!("{}.java", class.value.replace('.', "/"));
    Some(ConstantsOutput {
        path: below(module, &below(&root.value, &file)),
        class,
        mode: mode.unwrap_or_else(|| Located::new(ConstantsMode::File, section_span)),
    })
}
