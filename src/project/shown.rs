//! Paths as people read them.

use std::path::{Component, Path, PathBuf};

/// `path`, relative to some folder, as it is named from the folder `inside` below that one.
pub(super) fn from_inside(inside: &str, path: &str) -> String {
    let mut inside = inside.split('/').peekable();
    let mut rest = path;
    while let Some(folder) = inside.peek() {
        match rest
            .strip_prefix(*folder)
            .and_then(|rest| rest.strip_prefix('/'))
        {
            Some(below) => rest = below,
            None => break,
        }
        inside.next();
    }
    format!("{}{rest}", "../".repeat(inside.count()))
}

/// `path` from the current folder, also where it is not below it.
pub(super) fn relative(path: &Path) -> PathBuf {
    let current = std::env::current_dir().unwrap_or_default();
    if !path.is_absolute() {
        return path.to_path_buf();
    }
    let shared = current
        .ancestors()
        .find(|ancestor| path.starts_with(ancestor))
        .unwrap_or(Path::new("/"));
    let up = current
        .strip_prefix(shared)
        .map_or(0, |rest| rest.components().count());
    let down = path.strip_prefix(shared).unwrap_or(path);
    let relative = std::iter::repeat_n(Path::new(".."), up).collect::<PathBuf>();
    let relative = relative.join(down);
    if relative.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        relative
    }
}

/// `folder` as it stands in messages: as it was named, relative to the current folder if below.
pub(super) fn shown_folder(folder: &Path) -> String {
    let current = std::env::current_dir().unwrap_or_default();
    let folder = folder.strip_prefix(&current).unwrap_or(folder);
    let shown = folder.to_string_lossy().replace('\\', "/");
    let shown = shown.trim_start_matches("./").trim_end_matches('/');
    if shown == "." {
        String::new()
    } else {
        shown.to_owned()
    }
}

/// How the folder `root` is named from the current one, and where below it the current one is.
pub(super) fn placed(root: &Path) -> (String, String) {
    let current = std::env::current_dir().unwrap_or_default();
    let inside = current.strip_prefix(root).unwrap_or(Path::new(""));
    let inside = inside.to_string_lossy().replace('\\', "/");
    (shown_folder(&relative(root)), inside)
}

/// `place`, which need not exist, as an absolute path without detours.
pub(super) fn plainly(place: &Path) -> PathBuf {
    let place = std::path::absolute(place).unwrap_or_default();
    let mut plain = PathBuf::new();
    for part in place.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            other => plain.push(other),
        }
    }
    plain
}
