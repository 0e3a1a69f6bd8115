//! The project on disk. Nothing else reads or writes files, or asks the environment.

mod discover;
mod inventory;
mod properties;
mod record;
mod shown;
mod transaction;
mod tree;
mod values;

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::finding::{Code, Finding};
use crate::manifest::refusal;
use crate::source::SourceFile;
use record::Record;
use shown::{from_inside, placed, plainly, relative, shown_folder};

pub use discover::{Found, at_spec, discover};
pub use transaction::{FileChange, Transaction};

/// The name of the spec.
pub const SPEC: &str = "pushweave.toml";
/// The name of the lock, beside the spec.
pub const LOCK: &str = "pushweave.lock";

/// Generated sources and properties files are small; past this size it is something else.
const MAX_BYTES: u64 = 16 << 20;

/// A project: the folder of a spec, and everything below it.
pub struct Project {
    /// The folder.
    root: PathBuf,
    /// The folder as people named it, for messages.
    shown: String,
    /// Where people stand below the folder, when they do: paths are shown from there.
    inside: String,
    /// The name of the spec's file.
    spec: String,
    /// What was read, where somebody wants to know.
    record: Option<Record>,
}

/// Two runs on one spec take turns; the file is released when this is dropped.
pub struct Turn {
    _file: File,
}

type Result<T> = std::result::Result<T, Finding>;

/// The finding for a file that cannot be used.
fn unusable(name: &str, reason: impl std::fmt::Display) -> Finding {
    Finding::error(
        Code::FILE_UNUSABLE,
        format!("`{}`: {reason}", name.escape_debug()),
    )
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file".into(),
        ErrorKind::PermissionDenied => "the permission to do so is missing".into(),
        ErrorKind::IsADirectory => "this is a folder".into(),
        ErrorKind::NotADirectory => "a part of the path is not a folder".into(),
        ErrorKind::StorageFull => "the disk is full".into(),
        _ => error.to_string(),
    }
}

fn folder_reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such folder".into(),
        _ => reason(error),
    }
}

/// Reads a file that belongs to no project.
///
/// # Errors
///
/// When it cannot be read or is not UTF-8.
pub fn read_file(path: &Path) -> Result<Arc<SourceFile>> {
    let shown = path.to_string_lossy().replace('\\', "/");
    let bytes = bytes_of(path).map_err(|error| unusable(&shown, reason(&error)))?;
    as_text(shown, bytes).map(Arc::new)
}

/// Writes a file that belongs to no project, whole or not at all.
///
/// # Errors
///
/// When it cannot be written, or its folder is not there.
pub fn write_file(path: &Path, text: &str) -> Result<()> {
    let shown = path.to_string_lossy().replace('\\', "/");
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
        return Err(unusable(&shown, "the name is not UTF-8"));
    };
    let transaction = Project::folder(folder)?.transaction();
    let before = transaction.read(name)?;
    transaction.commit(&[FileChange {
        path: name,
        before: before.as_deref(),
        after: Some(text),
    }])
}

/// The bytes of the file at `place`, unless they are too many.
fn bytes_of(place: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(place)?;
    let size = file.metadata()?.len();
    if size > MAX_BYTES {
        return Err(io::Error::other("it is larger than 16 MiB"));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1);
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn as_text(name: String, bytes: Vec<u8>) -> Result<SourceFile> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(SourceFile::new(name, text)),
        Err(_) => Err(unusable(&name, "it is not UTF-8").help("save it as UTF-8")),
    }
}

/// The vendor files in the folder at `path`.
///
/// # Errors
///
/// When there is no such folder, or one of the files cannot be read.
pub fn read_folder(path: &Path) -> Result<Vec<Arc<SourceFile>>> {
    let names = toml_files(path, &path.to_string_lossy().replace('\\', "/"))?;
    names
        .iter()
        .map(|name| read_file(&path.join(name)))
        .collect()
}

/// The names of the TOML files in `folder`, sorted.
fn toml_files(folder: &Path, shown: &str) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).map_err(|error| unusable(shown, folder_reason(&error)))?;
    let mut names = Vec::new();
    for entry in entries {
        let name = entry
            .map_err(|error| unusable(shown, reason(&error)))?
            .file_name();
        names.extend(
            name.to_str()
                .filter(|name| name.ends_with(".toml"))
                .map(str::to_owned),
        );
    }
    names.sort();
    Ok(names)
}

impl Project {
    /// The project of the spec at `path`.
    ///
    /// # Errors
    ///
    /// When `path` is no file.
    pub fn at_spec(path: &Path) -> Result<Self> {
        let shown = path.to_string_lossy().replace('\\', "/");
        let found = fs::metadata(path).map_err(|error| unusable(&shown, reason(&error)))?;
        if !found.is_file() {
            return Err(unusable(&shown, "a spec is a file")
                .help("name the file with `--spec`, or its folder with `-C`"));
        }
        let folder = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let spec = path.file_name().and_then(|name| name.to_str());
        let Some(spec) = spec else {
            return Err(unusable(&shown, "the name is not UTF-8"));
        };
        let root = fs::canonicalize(folder).map_err(|error| unusable(&shown, reason(&error)))?;
        // A folder that is named through others is shown without the detour.
        let climbs = folder.components().any(|it| it == Component::ParentDir);
        let (shown, inside) = if climbs {
            placed(&root)
        } else {
            (shown_folder(folder), String::new())
        };
        Ok(Self {
            shown,
            inside,
            root,
            spec: spec.to_owned(),
            record: None,
        })
    }

    /// The files below `folder`, without a spec.
    ///
    /// # Errors
    ///
    /// When there is no such folder.
    pub fn folder(folder: &Path) -> Result<Self> {
        let shown = folder.to_string_lossy().replace('\\', "/");
        let root =
            fs::canonicalize(folder).map_err(|error| unusable(&shown, folder_reason(&error)))?;
        let (shown, inside) = placed(&root);
        Ok(Self {
            shown,
            inside,
            root,
            spec: SPEC.to_owned(),
            record: None,
        })
    }

    /// The project that `folder` belongs to: the nearest spec in it or above.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub fn containing(folder: &Path) -> Result<Self> {
        let mut above = folder.to_path_buf();
        let absolute = fs::canonicalize(folder)
            .map_err(|error| unusable(&folder.to_string_lossy(), folder_reason(&error)))?;
        for ancestor in absolute.ancestors() {
            if ancestor.join(SPEC).is_file() {
                return Self::at_spec(&above.join(SPEC));
            }
            above.push("..");
        }
        let shown = folder.to_string_lossy();
        Err(Finding::error(
            Code::FILE_UNUSABLE,
            format!("there is no `{SPEC}` in `{shown}` or above"),
        )
        .help("name the project's folder with `-C`, or the spec with `--spec`"))
    }

    /// The same project, which from now on remembers what is read.
    pub fn recording(self) -> Self {
        Self {
            record: Some(Record::default()),
            ..self
        }
    }

    /// What was read since [`Self::recording`]: files, names of files, and where values were looked
    /// up, with digests. Two runs that read the same give the same text, wherever the project is.
    pub fn recorded(&self) -> String {
        self.record.as_ref().map(Record::text).unwrap_or_default()
    }

    /// `path`, relative to the project, as it is shown to people.
    pub fn shown(&self, path: &str) -> String {
        if !self.inside.is_empty() {
            return from_inside(&self.inside, path);
        }
        if self.shown.is_empty() {
            path.to_owned()
        } else {
            format!("{}/{path}", self.shown)
        }
    }

    /// Whether `place`, which need not exist, is the folder `path` of the project or below it.
    pub fn is_below(&self, place: &Path, path: &str) -> bool {
        plainly(place).starts_with(self.root.join(path.trim_start_matches('/')))
    }

    /// The path of the spec, relative to the project.
    pub fn spec_path(&self) -> &str {
        &self.spec
    }

    /// The spec.
    ///
    /// # Errors
    ///
    /// When it cannot be read or is not UTF-8.
    pub fn read_spec(&self) -> Result<Arc<SourceFile>> {
        self.read_required(&self.spec)
    }

    /// The file at `path`, relative to the project.
    ///
    /// # Errors
    ///
    /// When it is not there, cannot be read, or is not UTF-8.
    pub fn read_required(&self, path: &str) -> Result<Arc<SourceFile>> {
        match self.read(path)? {
            Some(file) => Ok(Arc::new(file)),
            None => Err(unusable(&self.shown(path), "there is no such file")),
        }
    }

    /// The file at `path`, if there is one.
    ///
    /// # Errors
    ///
    /// When it is something else than a file, cannot be read, or is not UTF-8.
    pub fn read(&self, path: &str) -> Result<Option<SourceFile>> {
        let Some(bytes) = self.read_bytes(path)? else {
            return Ok(None);
        };
        as_text(self.shown(path), bytes).map(Some)
    }

    /// The vendor files in the folder at `path`, relative to the project.
    ///
    /// # Errors
    ///
    /// When there is no such folder, or one of the files cannot be read.
    pub fn read_catalogue(&self, path: &str) -> Result<Vec<Arc<SourceFile>>> {
        let names = toml_files(&self.root.join(path), &self.shown(path))?;
        if let Some(record) = &self.record {
            record.names("names", path, &names);
        }
        names
            .iter()
            .map(|name| self.read_required(&format!("{path}/{name}")))
            .collect()
    }

    /// The manifest at `path`, if there is one.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or is no text that can be a manifest.
    pub fn find_manifest(&self, path: &str) -> Result<Option<SourceFile>> {
        let bytes = self.read_bytes(path)?;
        bytes
            .map(|bytes| refusal::decode(&self.shown(path), bytes))
            .transpose()
    }

    /// The manifest at `path`.
    ///
    /// # Errors
    ///
    /// When it is not there, cannot be read, or is no text that can be patched.
    pub fn read_manifest(&self, path: &str) -> Result<Arc<SourceFile>> {
        match self.find_manifest(path)? {
            Some(file) => Ok(Arc::new(file)),
            None => Err(unusable(&self.shown(path), "there is no such file")
                .help("name the manifest with `output.module` and `output.manifest`")),
        }
    }

    /// The path of the file at `place` relative to the project, which it lies in.
    ///
    /// # Errors
    ///
    /// When there is no such file, or it lies elsewhere.
    pub fn inside(&self, place: &Path) -> Result<String> {
        let shown = place.to_string_lossy().replace('\\', "/");
        let found = fs::canonicalize(place).map_err(|error| unusable(&shown, reason(&error)))?;
        let path = found.strip_prefix(&self.root).ok().and_then(Path::to_str);
        path.map(|path| path.replace('\\', "/")).ok_or_else(|| {
            unusable(&shown, "it lies outside of the project")
                .help("name a manifest below the folder of the spec")
        })
    }

    /// Whether the folder at `path`, relative to the project, is the one at `place`.
    ///
    /// # Errors
    ///
    /// When there is no folder at `place`.
    pub fn is_folder(&self, path: &str, place: &Path) -> Result<bool> {
        let shown = place.to_string_lossy().replace('\\', "/");
        let place =
            fs::canonicalize(place).map_err(|error| unusable(&shown, folder_reason(&error)))?;
        Ok(fs::canonicalize(self.root.join(path)).is_ok_and(|found| found == place))
    }

    fn read_bytes(&self, path: &str) -> Result<Option<Vec<u8>>> {
        let bytes = self.read_unrecorded(path);
        if let Some(record) = &self.record {
            match &bytes {
                Ok(bytes) => {
                    record.file(path, bytes.as_deref());
                    if path == self.spec {
                        record.salt(bytes.as_deref().unwrap_or_default());
                    }
                }
                Err(_) => record.unusable(path),
            }
        }
        bytes
    }

    fn read_unrecorded(&self, path: &str) -> Result<Option<Vec<u8>>> {
        let name = self.shown(path);
        let Some(place) = resolve(&self.root, path, &name)? else {
            return Ok(None);
        };
        bytes_of(&place)
            .map(Some)
            .map_err(|error| unusable(&name, reason(&error)))
    }

    /// Waits until no other run works on this spec.
    ///
    /// # Errors
    ///
    /// When the spec cannot be opened.
    pub fn take_turn(&self) -> Result<Turn> {
        let path = self.root.join(&self.spec);
        let name = self.shown(&self.spec);
        let turn = || -> io::Result<File> {
            loop {
                let file = File::open(&path)?;
                file.lock()?;
                // Another run may have put a new spec in its place while this one waited.
                if same_file(&file, &path)? {
                    return Ok(file);
                }
            }
        };
        let file = turn().map_err(|error| unusable(&name, reason(&error)))?;
        transaction::recover(&self.root).map_err(|error| unusable(&name, reason(&error)))?;
        Ok(Turn { _file: file })
    }

    /// What writes below the project itself.
    pub fn transaction(&self) -> Transaction {
        Transaction::new(self.root.clone(), self.shown.clone())
    }

    /// What writes below `folder`. With `make`, the folder is made if it is not there, and what a
    /// killed run left in it is finished.
    ///
    /// # Errors
    ///
    /// When it cannot be made.
    pub fn transaction_in(&self, folder: &Path, make: bool) -> Result<Transaction> {
        let shown = folder.to_string_lossy().into_owned();
        let prepare = || -> io::Result<PathBuf> {
            if make {
                fs::create_dir_all(folder)?;
                let root = fs::canonicalize(folder)?;
                transaction::recover(&root)?;
                return Ok(root);
            }
            std::path::absolute(folder)
        };
        let root = prepare().map_err(|error| unusable(&shown, reason(&error)))?;
        Ok(Transaction::new(root, shown_folder(folder)))
    }
}

#[cfg(unix)]
fn same_file(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let (open, named) = (file.metadata()?, fs::metadata(path)?);
    Ok(open.ino() == named.ino() && open.dev() == named.dev())
}

#[cfg(not(unix))]
fn same_file(_: &File, _: &Path) -> io::Result<bool> {
    Ok(true)
}

/// Where `path` is below `root`, if there is something. Links are not followed, so that nothing is
/// read or written elsewhere than the path says.
fn resolve(root: &Path, path: &str, name: &str) -> Result<Option<PathBuf>> {
    let mut place = root.to_path_buf();
    let mut segments = path.split('/').filter(|segment| *segment != ".").peekable();
    while let Some(segment) = segments.next() {
        place.push(segment);
        let found = match fs::symlink_metadata(&place) {
            Ok(found) => found,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unusable(name, reason(&error))),
        };
        if found.is_symlink() {
            return Err(unusable(name, format!("`{segment}` is a symbolic link"))
                .help("name the place that the link leads to; links are not followed"));
        }
        let last = segments.peek().is_none();
        if last && !found.is_file() {
            return Err(unusable(name, "this is not a regular file"));
        }
        if !last && !found.is_dir() {
            return Err(unusable(name, format!("`{segment}` is not a folder")));
        }
    }
    Ok(Some(place))
}
