//! Findings and results for readers: people at a terminal, for now.

pub mod human;
