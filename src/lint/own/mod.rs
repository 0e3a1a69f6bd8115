//! What is the app's own: its components that SDKs find by their actions, and names that begin with
//! the app's.

mod components;
mod names;
mod places;

use crate::catalogue::expand::parameters;
use crate::catalogue::schema::{Fact, MatchBy};

pub(super) use components::{OwnComponent, components};
pub(super) use names::{OwnName, cuts, is_name};
pub(super) use places::{Sort, place_of};

/// Whether any class of the app's own may be what `fact` is about.
pub(super) fn takes_any_class(fact: &Fact) -> bool {
    fact.match_by == MatchBy::Action || parameters(&fact.name).next().is_some()
}
