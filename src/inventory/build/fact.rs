//! What a build says, one thing at a time, and where.

use std::fmt;

use crate::inventory::{Place, Reason};

/// A value, and where the build says it.
#[derive(Clone, PartialEq, Eq)]
pub struct Fact<T> {
    /// The value, or why it cannot be told.
    pub value: Result<T, Reason>,
    /// The expression that gives it, a string with its quotes.
    pub place: Place,
    /// Where the value stands, where that is elsewhere.
    pub defined: Option<Place>,
    /// The name and the properties file that it comes from. Such files also hold secrets, so the
    /// value is not to be shown.
    pub property: Option<(String, String)>,
}

impl<T> Fact<T> {
    /// The value, where it can be told.
    pub fn known(&self) -> Option<&T> {
        self.value.as_ref().ok()
    }

    /// The value, where it can be told and may be shown.
    pub fn shown(&self) -> Option<&T> {
        self.known().filter(|_| self.property.is_none())
    }

    /// The same with what `f` makes of the value.
    pub(super) fn and_then<U>(self, f: impl FnOnce(T) -> Result<U, Reason>) -> Fact<U> {
        Fact {
            value: self.value.and_then(f),
            place: self.place,
            defined: self.defined,
            property: self.property,
        }
    }
}

impl<T: fmt::Display> Fact<T> {
    /// The text that spells the value and nothing else, without quotes, where there is such a text.
    pub fn spelled(&self) -> Option<Place> {
        let value = self.known()?.to_string();
        let places = self.defined.iter().chain([&self.place]);
        let mut spelled = places.map(Place::unquoted);
        spelled.find(|place| place.text() == value)
    }
}

impl<T: fmt::Debug> fmt::Debug for Fact<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hidden = self.property.is_some() && self.value.is_ok();
        let value: &dyn fmt::Debug = if hidden { &"…" } else { &self.value };
        f.debug_struct("Fact")
            .field("value", value)
            .field("place", &self.place)
            .field("defined", &self.defined)
            .field("property", &self.property)
            .finish()
    }
}

/// What a setting is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The `android` block itself.
    Android,
    /// `defaultConfig`
    DefaultConfig,
    /// A build type by its name; `*` is each.
    BuildType(String),
    /// A product flavor by its name; `*` is each.
    Flavor(String),
    /// Something else, such as a variant.
    Other,
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Android => f.write_str("android"),
            Self::DefaultConfig => f.write_str("defaultConfig"),
            Self::BuildType(name) => write!(f, "buildTypes.{}", name.escape_debug()),
            Self::Flavor(name) => write!(f, "productFlavors.{}", name.escape_debug()),
            Self::Other => f.write_str("other"),
        }
    }
}

/// A setting of the Android plugin.
#[derive(Clone, Debug)]
pub struct Setting<T> {
    /// What it is of.
    pub owner: Owner,
    /// Its value.
    pub fact: Fact<T>,
    /// The whole statement.
    pub statement: Place,
    /// Whether it may not be reached.
    pub conditional: bool,
}

/// A build type or a product flavor.
#[derive(Clone, Debug)]
pub struct Element {
    /// Its name.
    pub name: String,
    /// Where it is named.
    pub place: Place,
}

/// What `settings` of `owner` come to: the last one, unless it is open which one that is.
pub(super) fn effective<T: Clone + PartialEq>(
    settings: &[Setting<T>],
    owner: &Owner,
) -> Option<Fact<T>> {
    let own: Vec<&Setting<T>> = settings.iter().filter(|it| it.owner == *owner).collect();
    let last = own.last()?;
    let open = own.iter().any(|it| {
        let elsewhere = it.fact.place.file.name != last.fact.place.file.name;
        (it.conditional || last.conditional || elsewhere) && it.fact.value != last.fact.value
    });
    let mut fact = last.fact.clone();
    if open {
        fact.value = Err(Reason::Ambiguous(last.statement_name()));
    }
    Some(fact)
}

impl<T> Setting<T> {
    /// The name that the statement begins with.
    fn statement_name(&self) -> String {
        let text = self.statement.text();
        let name = text.split(|c: char| !(c.is_alphanumeric() || c == '.'));
        name.take(1).flat_map(str::chars).take(64).collect()
    }
}
