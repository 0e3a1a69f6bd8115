//! What is printed has the form that its schema asks for.

use jsonschema::Validator;
use pushweave::report::{Report, json, sarif};
use pushweave::{finding::Finding, lint};
use serde_json::Value;

use super::samples;
use super::support::root;

/// With every rule there is.
fn report(findings: &[Finding]) -> Report<'_> {
    Report::new(findings, lint::ALL, 3)
}

fn validator(path: &str) -> Validator {
    let text = std::fs::read_to_string(root().join(path)).expect("a schema");
    // SARIF's schema has a stray bracket in the pattern of a key that no log here has.
    let text = text.replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}$");
    let schema: Value = serde_json::from_str(&text).expect("JSON");
    let options = jsonschema::options().should_validate_formats(true);
    options.build(&schema).expect("a schema")
}

#[track_caller]
fn check(schema: &str, document: &str) {
    let document: Value = serde_json::from_str(document).expect("JSON");
    let problems: Vec<String> = validator(schema)
        .iter_errors(&document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert_eq!(problems, [] as [String; 0]);
}

const FINDINGS: &str = "docs/findings.schema.json";
const SARIF: &str = "fixtures/schemas/sarif-2.1.0.json";

/// Several reports: none, all, and those that are meant to break something.
fn reports() -> Vec<Vec<Finding>> {
    vec![Vec::new(), samples(), super::hostile::hostile()]
}

#[test]
fn json_has_the_form_of_its_schema() {
    for findings in reports() {
        check(FINDINGS, &json::render(&report(&findings)));
    }
}

#[test]
fn sarif_has_the_form_of_the_standard() {
    for findings in reports() {
        check(SARIF, &sarif::render(&report(&findings)));
    }
}

#[test]
fn the_schemas_refuse_what_is_wrong() {
    let findings = samples();
    let (json, sarif) = (
        json::render(&report(&findings)),
        sarif::render(&report(&findings)),
    );
    let spoilt = [
        (
            FINDINGS,
            json.replace("\"safety\": \"safe\"", "\"safety\": \"sure\""),
        ),
        (FINDINGS, json.replace("\"column\": 13", "\"column\": 0")),
        (SARIF, sarif.replace("\"startLine\": 6", "\"startLine\": 0")),
        (
            SARIF,
            sarif.replace("\"level\": \"note\"", "\"level\": \"info\""),
        ),
    ];
    for (schema, text) in spoilt {
        let document: Value = serde_json::from_str(&text).expect("JSON");
        assert!(!validator(schema).is_valid(&document), "{schema}");
    }
}

/// What GitHub's code scanning asks for beyond the standard.
#[test]
fn code_scanning_gets_what_it_asks_for() {
    let log: Value = serde_json::from_str(&sarif::render(&report(&samples()))).expect("JSON");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    for rule in rules {
        for key in ["shortDescription", "fullDescription", "help"] {
            let text = rule[key]["text"].as_str().expect("a text");
            assert!(!text.is_empty(), "{key}");
            assert!(key == "help" || text.chars().count() <= 1024, "{key}");
        }
        let name = rule["name"].as_str().expect("a name");
        assert!(name.starts_with(|c: char| c.is_ascii_uppercase()) && name.len() <= 255);
        let tags = rule["properties"]["tags"].as_array();
        let is_security = tags.is_some_and(|tags| tags.contains(&"security".into()));
        assert_eq!(
            is_security,
            rule["properties"]["security-severity"].is_string()
        );
    }
    for result in run["results"].as_array().expect("results") {
        assert_eq!(result["locations"].as_array().map(Vec::len), Some(1));
        let at = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(rules[at]["id"], result["ruleId"]);
    }
    let fingerprints = samples().len() - 1;
    assert_eq!(run["results"].as_array().map(Vec::len), Some(fingerprints));
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    assert!(run.get("automationDetails").is_none());
    assert!(rules.len() >= lint::ALL.len());
}
