//! Texts that tell a person what to write, left where it should have been written.

use std::ops::Range;

/// What Chinese documents write in the place of a value.
const CHINESE: &[&str] = &[
    "你的",
    "您的",
    "填写",
    "填入",
    "替换",
    "换成",
    "改为",
    "改成",
    "请输入",
    "输入你",
    "申请的",
    "包名",
    "自己的",
    "此处",
    "这里",
];

/// What follows `your` where a value is asked for.
const ASKED_FOR: &[&str] = &[
    "app",
    "appid",
    "appkey",
    "appsecret",
    "application",
    "applicationid",
    "package",
    "packagename",
    "id",
    "key",
    "secret",
    "project",
    "company",
    "domain",
    "own",
    "push",
    "client",
    "value",
    "token",
    "api",
    "apikey",
    "cp",
    "cpid",
];

/// Words of which one begins or is the whole of a value that is to be replaced.
const TO_DO: &[&str] = &["todo", "fixme", "changeme", "replaceme", "placeholder"];

/// The part of `text` that asks a person for something, if there is one. It is no name that an app
/// could have.
pub(super) fn prompt(text: &str) -> Option<Range<usize>> {
    chinese(text)
        .or_else(|| bracketed(text))
        .or_else(|| your(text))
        .or_else(|| crossed_out(text))
        .or_else(|| text.find('`').map(|at| at..text.len()))
}

/// The same for the value of a credential, where no words belong.
pub(super) fn prompt_for_credential(text: &str) -> Option<Range<usize>> {
    let whole = || 0..text.len();
    prompt(text).or_else(|| {
        let words = words(text);
        let lower: Vec<String> = words
            .iter()
            .map(|word| text[word.clone()].to_ascii_lowercase())
            .collect();
        let joined = lower.concat();
        let is_to_do = TO_DO.contains(&joined.as_str())
            || TO_DO.contains(&lower.first()?.as_str())
            || joined.starts_with("replacewith")
            || joined.starts_with("insertyour");
        let is_sentence = text.contains(' ')
            && words.len() > 2
            && lower
                .iter()
                .any(|word| ["the", "of", "your", "for"].contains(&word.as_str()));
        let is_framed = text.starts_with('<') && text.ends_with('>');
        (is_to_do || is_sentence || is_framed).then(whole)
    })
}

fn chinese(text: &str) -> Option<Range<usize>> {
    let has = CHINESE.iter().any(|word| text.contains(word));
    has.then(|| {
        let is_foreign = |c: char| !c.is_ascii();
        let start = text.find(is_foreign).unwrap_or(0);
        let end = text
            .char_indices()
            .rfind(|(_, c)| is_foreign(*c))
            .map_or(text.len(), |(at, c)| at + c.len_utf8());
        start..end
    })
}

/// `【…】`
fn bracketed(text: &str) -> Option<Range<usize>> {
    let start = text.find('【')?;
    let end = start + text[start..].find('】')? + '】'.len_utf8();
    Some(start..end)
}

/// `your_appid`, `com.your.package`, `yourAppKey`
fn your(text: &str) -> Option<Range<usize>> {
    let words = words(text);
    words.iter().enumerate().find_map(|(at, word)| {
        let lower = text[word.clone()].to_ascii_lowercase();
        if lower == "your" {
            let next = words.get(at + 1)?;
            let follows = text[next.clone()].to_ascii_lowercase();
            return ASKED_FOR
                .contains(&follows.as_str())
                .then_some(word.start..next.end);
        }
        let rest = lower.strip_prefix("your")?;
        ASKED_FOR.contains(&rest).then(|| word.clone())
    })
}

/// `xxx`, `com.xxx.chat`, `XXXX-XXXX`
fn crossed_out(text: &str) -> Option<Range<usize>> {
    let mut start = 0;
    for part in text.split(|c: char| !c.is_alphanumeric()) {
        let range = start..start + part.len();
        if part.len() >= 3 && part.bytes().all(|byte| byte.eq_ignore_ascii_case(&b'x')) {
            return Some(range);
        }
        let separator = text[range.end..].chars().next();
        start = range.end + separator.map_or(0, char::len_utf8);
    }
    None
}

/// The runs of letters and digits, cut where a capital follows a small letter.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let goes_on = c.is_alphanumeric();
        let is_hump = before.is_lowercase() && c.is_uppercase();
        if let Some(begin) = start.filter(|_| !goes_on || is_hump) {
            words.push(begin..at);
            start = None;
        }
        if goes_on && start.is_none() {
            start = Some(at);
        }
        before = c;
    }
    words.extend(start.map(|begin| begin..text.len()));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_are_told_from_names() {
        for (text, expected) in [
            ("你的包名.permission.MIPUSH_RECEIVE", Some("你的包名")),
            ("com.你的包名.Receiver", Some("你的包名")),
            (
                "【替换您的包名】.push.permission.MESSAGE",
                Some("【替换您的包名】"),
            ),
            ("your_appid", Some("your_appid")),
            ("YourAppKey", Some("YourApp")),
            ("com.your.package.Receiver", Some("your.package")),
            ("com.yourcompany.chat", Some("yourcompany")),
            ("com.xxx.permission.MIPUSH_RECEIVE", Some("xxx")),
            ("appid=xxxxxxxx", Some("xxxxxxxx")),
            ("`com.acme.chat`", Some("`com.acme.chat`")),
            ("com.acme.chat", None),
            ("com.yourdelivery.app", None),
            ("com.acme.xx", None),
            ("com.acme.maxxx", None),
            ("com.acme.XXXActivity", None),
            ("com.yours.truly", None),
            ("2882303761517000000", None),
            ("5f0c1e9ab3d84726a1c95e70d2b8f364", None),
        ] {
            let found = prompt(text).map(|range| &text[range]);
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn credentials_hold_no_words() {
        for text in [
            "APPKEY of the certificate assigned to you",
            "TODO",
            "CHANGE_ME",
            "REPLACE_WITH_APP_ID",
            "<app id>",
        ] {
            assert!(prompt_for_credential(text).is_some(), "{text}");
        }
        for text in [
            "todos1234",
            "5311700000000",
            "a b c",
            "XUdRyW+J2c9==",
            "appid=104762815",
        ] {
            assert!(prompt_for_credential(text).is_none(), "{text}");
        }
    }
}
