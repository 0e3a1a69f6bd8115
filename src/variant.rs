//! A variant of an Android module: its parts, its source sets, and what is about it.

/// A variant of an Android module, by what Gradle makes it of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variant {
    /// Gradle's name of it, such as `freeX86Debug`.
    pub name: String,
    /// Its build type, where it is known.
    pub build_type: Option<String>,
    /// Its flavors in the order of their dimensions, where they are known.
    pub flavors: Vec<String>,
}

impl Variant {
    /// The variant of these parts.
    pub fn of(flavors: Vec<String>, build_type: String) -> Self {
        let words: Vec<&str> = flavors
            .iter()
            .chain([&build_type])
            .map(|it| &**it)
            .collect();
        Self {
            name: joined(&words),
            build_type: Some(build_type),
            flavors,
        }
    }

    /// The variant `name`, of which nothing else is known.
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// The names of the source sets that it is made of, the one that wins first, `main` last.
    /// Without its parts, only those two are sure.
    pub fn source_sets(&self) -> Vec<String> {
        let mut sets = vec![self.name.clone()];
        sets.extend(self.build_type.clone());
        sets.extend(self.combination());
        sets.extend(self.flavors.iter().cloned());
        sets.push("main".to_owned());
        let mut seen = Vec::new();
        sets.retain(|set| {
            !seen.contains(set) && {
                seen.push(set.clone());
                true
            }
        });
        sets
    }

    /// Whether a build makes something of this variant at `path`: below a folder of its name, or as
    /// older Android plugins have it, of its flavors and its build type.
    pub fn is_made_at(&self, path: &str) -> bool {
        let words: Vec<&str> = self.flavors.iter().map(String::as_str).collect();
        let flavors = joined(&words);
        let older = match &self.build_type {
            Some(build_type) if !flavors.is_empty() => format!("/{flavors}/{build_type}/"),
            _ => format!("/{}/", self.name),
        };
        path.contains(&format!("/{}/", self.name)) || path.contains(&older)
    }

    fn combination(&self) -> Option<String> {
        let words: Vec<&str> = self.flavors.iter().map(String::as_str).collect();
        (words.len() > 1).then(|| joined(&words))
    }

    /// Which of the tables `names` are about this variant, the one that wins last.
    ///
    /// Gradle's order: flavors, of which the first dimension wins, then their combination, the
    /// build type, and the variant itself.
    pub fn layers<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Vec<&'n str> {
        let ranked = self.ranked(names).into_iter();
        ranked.map(|(_, name)| name).collect()
    }

    /// The same with how much each counts.
    pub(crate) fn ranked<'n>(
        &self,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Vec<(Rank, &'n str)> {
        let mut layers: Vec<(Rank, &'n str)> = names
            .into_iter()
            .filter_map(|name| Some((self.rank(name)?, name)))
            .collect();
        layers.sort();
        layers
    }

    fn rank(&self, name: &str) -> Option<Rank> {
        if name == self.name {
            return Some(Rank::Variant);
        }
        let words = words(name);
        let Some(build_type) = &self.build_type else {
            return self.rank_by_words(&words);
        };
        if name == build_type {
            return Some(Rank::BuildType);
        }
        if self.combination().as_deref() == Some(name) {
            return Some(Rank::Flavors(usize::MAX, 0));
        }
        let at = self.flavors.iter().position(|flavor| flavor == name)?;
        Some(Rank::Flavors(0, usize::MAX - at))
    }

    /// The same where only the name is known: its last words are the build type, any others
    /// flavors. More words are more particular, and what comes first in the name wins.
    fn rank_by_words(&self, sought: &[String]) -> Option<Rank> {
        let own = words(&self.name);
        let last = own.len().checked_sub(sought.len())?;
        if own[last..] == *sought {
            return Some(Rank::BuildType);
        }
        let at = own.windows(sought.len()).position(|part| part == sought)?;
        Some(Rank::Flavors(sought.len(), usize::MAX - at))
    }
}

/// How much a table counts, the greater the more. Flavors: how many words, and how far in front.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    Flavors(usize, usize),
    BuildType,
    Variant,
}

impl Rank {
    /// The order in which suffixes are appended: there, the first dimension comes first.
    pub(crate) fn of_suffix(self) -> (u8, usize, usize) {
        match self {
            Self::Flavors(words, front) => (0, words, usize::MAX - front),
            Self::BuildType => (1, 0, 0),
            Self::Variant => (2, 0, 0),
        }
    }
}

/// `freeX86Debug` of `free`, `x86`, `debug`.
fn joined(words: &[&str]) -> String {
    let mut name = String::new();
    for word in words {
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if !name.is_empty() => name.extend(first.to_uppercase()),
            first => name.extend(first),
        }
        name.push_str(letters.as_str());
    }
    name
}

/// `free`, `x86`, `debug` of `freeX86Debug`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for letter in name.chars() {
        if letter.is_uppercase() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variant() -> Variant {
        Variant::of(vec!["free".into(), "x86".into()], "debug".into())
    }

    const TABLES: [&str; 9] = [
        "freeX86Debug",
        "debug",
        "release",
        "x86",
        "free",
        "freeX86",
        "paid",
        "x86Debug",
        "ree",
    ];

    #[test]
    fn gradle_puts_the_names_together() {
        assert_eq!(variant().name, "freeX86Debug");
        assert_eq!(Variant::of(Vec::new(), "release".into()).name, "release");
        assert_eq!(
            variant().source_sets(),
            ["freeX86Debug", "debug", "freeX86", "free", "x86", "main"]
        );
        let plain = Variant::of(Vec::new(), "debug".into());
        assert_eq!(plain.source_sets(), ["debug", "main"]);
    }

    #[test]
    fn what_a_build_makes_stands_below_the_name() {
        for path in [
            "app/build/intermediates/merged_manifests/freeX86Debug/AndroidManifest.xml",
            "app/build/intermediates/manifests/full/freeX86/debug/AndroidManifest.xml",
        ] {
            assert!(variant().is_made_at(path), "{path}");
        }
        let path = "app/build/intermediates/merged_manifests/freeDebug/AndroidManifest.xml";
        assert!(!variant().is_made_at(path));
    }

    #[test]
    fn gradles_order_decides() {
        assert_eq!(
            variant().layers(TABLES),
            ["x86", "free", "freeX86", "debug", "freeX86Debug"]
        );
    }

    #[test]
    fn of_a_name_alone_the_last_words_are_the_build_type() {
        let variant = Variant::named("freeX86Debug");
        assert_eq!(
            variant.layers(TABLES),
            [
                "x86",
                "free",
                "freeX86",
                "debug",
                "x86Debug",
                "freeX86Debug"
            ]
        );
        assert_eq!(variant.source_sets(), ["freeX86Debug", "main"]);
    }

    #[test]
    fn flavors_of_several_words_are_one_flavor() {
        let variant = Variant::of(vec!["stagingChina".into()], "debug".into());
        assert_eq!(
            variant.layers(["staging", "china", "stagingChina", "Debug"]),
            ["stagingChina"]
        );
    }
}
