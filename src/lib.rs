//! pushweave weaves the push SDKs of Android device vendors into an app.

pub mod catalogue;
pub mod cli;
pub mod edit;
pub mod finding;
pub mod grammar;
pub mod inventory;
pub mod keep;
pub mod lint;
pub mod lock;
pub mod manifest;
pub mod plan;
pub mod project;
pub mod render;
pub mod report;
pub mod requirement;
pub mod resolve;
pub mod shell;
pub mod source;
pub mod spec;
pub mod variant;
pub mod version;
