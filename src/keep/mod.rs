//! Keep rules.

mod strict;

pub use strict::check;
