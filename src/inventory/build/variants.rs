//! The variants of a module: a flavor of each dimension with a build type.

use super::android::Android;
use super::fact::Owner;
use crate::variant::Variant;

/// More variants than anybody builds.
const MAX: usize = 256;
/// The build types that the Android plugin makes itself.
const BUILD_TYPES: [&str; 2] = ["debug", "release"];

/// The variants that `android` makes; none where a name is not told or there are too many.
pub(super) fn of(android: &Android) -> Vec<Variant> {
    let named = android.build_types.iter().map(|it| it.name.as_str());
    let mut build_types: Vec<&str> = BUILD_TYPES.into_iter().chain(named).collect();
    build_types.sort_unstable();
    build_types.dedup();
    let Some(dimensions) = dimensions(android) else {
        return Vec::new();
    };
    let mut combinations: Vec<Vec<String>> = vec![Vec::new()];
    for flavors in &dimensions {
        if combinations.len() * flavors.len() * build_types.len() > MAX {
            return Vec::new();
        }
        let longer = |shorter: Vec<String>| {
            let each = flavors.iter();
            each.map(move |flavor| [shorter.as_slice(), &[(*flavor).to_owned()]].concat())
                .collect::<Vec<_>>()
        };
        combinations = combinations.into_iter().flat_map(longer).collect();
    }
    let variants = combinations.iter().flat_map(|flavors| {
        let each = build_types.iter();
        each.map(|build_type| Variant::of(flavors.clone(), (*build_type).to_owned()))
    });
    variants.collect()
}

/// The flavors of each dimension, the first one first. A flavor without a dimension is of the only
/// one there is.
fn dimensions(android: &Android) -> Option<Vec<Vec<&str>>> {
    if android.flavors.is_empty() {
        return Some(Vec::new());
    }
    let order: Option<Vec<&str>> = android
        .dimension_order
        .iter()
        .map(|fact| fact.known().map(String::as_str))
        .collect();
    let order = order?;
    let mut dimensions: Vec<Vec<&str>> = vec![Vec::new(); order.len().max(1)];
    for flavor in &android.flavors {
        let is_its = |owner: &Owner| *owner == Owner::Flavor(flavor.name.clone());
        let stated = android.dimensions.iter().find(|it| is_its(&it.owner));
        let at = match stated.map(|it| it.fact.known()) {
            Some(Some(name)) => order.iter().position(|known| known == name)?,
            None if order.len() < 2 => 0,
            _ => return None,
        };
        dimensions[at].push(&flavor.name);
    }
    dimensions.retain(|flavors| !flavors.is_empty());
    Some(dimensions)
}
