//! Whether what a manifest says agrees with what an SDK demands.

use crate::finding::Code;
use crate::manifest::document::Element;
use crate::manifest::identity::{FilterKey, Names};
use crate::requirement::Filter;

/// How a value in the manifest relates to the one demanded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It does what is demanded, or it is the app's to choose.
    Agrees,
    /// It does something else.
    Contradicts,
}

/// The finding for a contradiction in the attribute `name`; `None` for attributes that are matters
/// of taste (theme, orientation), which an app may set as it likes.
pub(super) fn code(name: &str) -> Option<Code> {
    Some(match name {
        "exported" | "enabled" | "grantUriPermissions" => Code::WRONG_COMPONENT_FLAG,
        "permission" | "readPermission" | "writePermission" => Code::WRONG_COMPONENT_PERMISSION,
        "process" => Code::COMPONENT_PROCESS,
        "authorities" => Code::PROVIDER_AUTHORITY,
        "protectionLevel" => Code::PUSH_PERMISSION_NOT_SIGNATURE,
        "value" => Code::CONSTANTS_DISAGREE,
        _ => return None,
    })
}

/// Judges the value `found` of the attribute `name` where `demanded` is wanted.
pub(super) fn judge(names: &Names, name: &str, demanded: &str, found: &str) -> Verdict {
    if code(name).is_none() {
        return Verdict::Agrees;
    }
    let found = names.expand(found);
    let demanded = names.expand(demanded);
    // Only the build knows what another placeholder or a resource stands for.
    let is_open = |text: &str| text.replace("${applicationId}", "").contains("${");
    if found.contains("${") || found.starts_with('@') || is_open(&demanded) {
        return Verdict::Agrees;
    }
    let found = found.trim();
    // So is the app's own name where it is not known: what follows it must fit.
    if let Some((_, rest)) = demanded.split_once("${applicationId}") {
        let fits = |found: &str| found.len() > rest.len() && found.ends_with(rest);
        return if found.split(';').any(fits) {
            Verdict::Agrees
        } else {
            Verdict::Contradicts
        };
    }
    let agrees = match name {
        "exported" | "enabled" | "grantUriPermissions" => found.eq_ignore_ascii_case(&demanded),
        "process" => process(names, found) == process(names, &demanded),
        "authorities" => found.split(';').any(|authority| authority == demanded),
        "protectionLevel" if demanded == "signature" => found
            .split('|')
            .any(|level| matches!(level.trim(), "signature" | "signatureOrSystem")),
        _ => found == demanded,
    };
    if agrees {
        Verdict::Agrees
    } else {
        Verdict::Contradicts
    }
}

/// `:name` is short for a process that the app owns.
pub(super) fn process(names: &Names, process: &str) -> String {
    if process.starts_with(':') {
        format!("{}{process}", names.application_id)
    } else {
        process.to_owned()
    }
}

/// The actions of `filter` that no filter among `found` answers to. An action counts as answered
/// in any filter with at least the categories and exactly the kind of data that are demanded, so
/// that actions may share a filter or be spread over several.
pub(super) fn missing_actions<'f>(
    names: &Names,
    filter: &'f Filter,
    found: &[Element<'_>],
) -> Vec<&'f str> {
    let keys: Vec<FilterKey> = found
        .iter()
        .map(|element| FilterKey::of(*element))
        .collect();
    let answers = |key: &FilterKey, action: &str| {
        let has = |list: &[String], wanted: &str| {
            let wanted = names.expand(wanted);
            // Nobody knows what an app is called whose applicationId is unknown.
            let is_it = |name: &str| name == wanted || (wanted.contains("${") && !name.is_empty());
            list.iter().any(|name| is_it(&names.expand(name)))
        };
        has(&key.actions, action)
            && filter
                .categories
                .iter()
                .all(|category| has(&key.categories, category))
            && answers_data(names, key, filter)
    };
    filter
        .actions
        .iter()
        .map(String::as_str)
        .filter(|action| !keys.iter().any(|key| answers(key, action)))
        .collect()
}

fn answers_data(names: &Names, key: &FilterKey, filter: &Filter) -> bool {
    if filter.data.is_empty() {
        return key.data.is_empty();
    }
    // Android matches the attributes of all `<data>` of a filter together.
    let found: Vec<String> = key
        .data
        .iter()
        .flatten()
        .map(|attribute| names.expand(attribute).into_owned())
        .collect();
    filter.data.iter().flatten().all(|(name, value)| {
        let wanted = names.expand(value);
        found.contains(&format!("{name}={wanted}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_compared_by_meaning() {
        let names = Names {
            application_id: "com.x".into(),
            namespace: "com.x".into(),
        };
        for (name, demanded, found, agrees) in [
            ("exported", "false", "false", true),
            ("exported", "false", "False", true),
            ("exported", "false", "true", false),
            ("exported", "false", "@bool/no", true),
            ("exported", "false", "${flag}", true),
            ("process", ":push", "com.x:push", true),
            ("process", ":push", ":other", false),
            ("permission", "${applicationId}.P", "com.x.P", true),
            ("permission", "a.P", "b.P", false),
            ("authorities", "${applicationId}.a", "com.x.b;com.x.a", true),
            ("authorities", "${applicationId}.a", "com.y.a", false),
            ("protectionLevel", "signature", "signature|privileged", true),
            ("protectionLevel", "signature", "normal", false),
            ("theme", "@android:style/T", "@style/Mine", true),
        ] {
            let verdict = judge(&names, name, demanded, found);
            assert_eq!(verdict == Verdict::Agrees, agrees, "{name}: {found}");
        }
        let unknown = Names {
            application_id: "${applicationId}".into(),
            namespace: "${namespace}".into(),
        };
        for (name, found, agrees) in [
            ("permission", "com.x.P", true),
            ("permission", "com.x.Q", false),
            ("authorities", "com.x.b;com.x.P", true),
            ("authorities", ".P", false),
        ] {
            let verdict = judge(&unknown, name, "${applicationId}.P", found);
            assert_eq!(verdict == Verdict::Agrees, agrees, "{name}: {found}");
        }
    }
}
