//! Projects to run `pushweave apply` in.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::tools;

pub(crate) const APPLICATION_ID: &str = "com.example.chat";

/// One vendor as the spec names it.
#[derive(Clone, Copy)]
pub(crate) struct Vendor {
    pub(crate) id: &'static str,
    pub(crate) keys: &'static str,
    /// The app's receiver and the class of the SDK that it extends.
    pub(crate) receiver: Option<(&'static str, &'static str)>,
}

/// Every vendor of the catalogue, each at its newest version before the vendors moved to AARs.
pub(crate) const VENDORS: &[Vendor] = &[
    Vendor {
        id: "xiaomi",
        keys: r#"
            sdk = "3.6.12"
            app-id = "2882303761517479259"
            app-key = "5551747900259"
            certificate-id = 6666
        "#,
        receiver: Some((
            "com.example.chat.push.XiaomiMsgReceiver",
            "com.xiaomi.mipush.sdk.PushMessageReceiver",
        )),
    },
    Vendor {
        id: "huawei",
        keys: r#"
            sdk = "2.6.3.301"
            app-id = "1234567890"
            certificate-id = 6667
        "#,
        receiver: Some((
            "com.example.chat.push.HUAWEIPushReceiver",
            "com.huawei.hms.support.api.push.PushReceiver",
        )),
    },
    Vendor {
        id: "huawei-hwpush",
        keys: r#"
            sdk = "2705"
            certificate-id = 6668
        "#,
        receiver: Some((
            "com.example.chat.push.HwPushReceiver",
            "com.huawei.android.pushagent.api.PushEventReceiver",
        )),
    },
    Vendor {
        id: "meizu",
        keys: r#"
            sdk = "3.8.7"
            app-id = "118364"
            app-key = "5f0c1e9ab3d84726a1c95e70d2b8f364"
            certificate-id = 6669
        "#,
        receiver: Some((
            "com.example.chat.push.MeizuPushReceiver",
            "com.meizu.cloud.pushsdk.MzPushMessageReceiver",
        )),
    },
    Vendor {
        id: "oppo",
        keys: r#"
            sdk = "2.0.2"
            app-id = "30218845"
            app-key = "9d4e7b20c6a8415fb3701ce58ad2f946"
            app-secret = "e81b5c3f07d94a62b0f6a72d19c4583e"
            certificate-id = 6670
        "#,
        receiver: None,
    },
    Vendor {
        id: "vivo",
        keys: r#"
            sdk = "2.3.4"
            app-id = "17325"
            app-key = "c47a1d90-e3bb-4f5d-8a26-f0719e5c3d82"
            certificate-id = 6671
        "#,
        receiver: Some((
            "com.example.chat.push.VivoPushReceiver",
            "com.vivo.push.sdk.OpenClientPushMessageReceiver",
        )),
    },
    Vendor {
        id: "tencent-qal",
        keys: r#"sdk = "2.5.0""#,
        receiver: None,
    },
];

/// A spec with `vendors`, and `more` at its end.
pub(crate) fn spec(vendors: &[Vendor], more: &str) -> String {
    let mut spec = format!(
        r#"
        schema = 1
        [app]
        application-id = "{APPLICATION_ID}"
        min-sdk = 21
        target-sdk = 34
        [output]
        constants = {{ class = "com.example.chat.push.Constants" }}
        "#
    );
    for Vendor { id, keys, receiver } in vendors {
        let _ = writeln!(spec, "[vendors.{id}]\n{keys}");
        if let Some((class, _)) = receiver {
            let _ = writeln!(spec, "receiver = \"{class}\"");
        }
    }
    spec + more
}

/// A project with the outputs at their default places.
pub(crate) struct Project(TempDir);

impl Project {
    pub(crate) fn new(spec: &str, manifest: &[u8]) -> Self {
        let project = Self(tempfile::tempdir().expect("a temporary folder"));
        let path = project.manifest();
        let folder = path.parent().expect("a file in a folder");
        fs::create_dir_all(folder).expect("the source set's folder");
        fs::write(path, manifest).expect("the manifest");
        fs::write(project.folder().join("pushweave.toml"), spec).expect("the spec");
        project
    }

    pub(crate) fn folder(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn manifest(&self) -> PathBuf {
        self.folder().join("app/src/main/AndroidManifest.xml")
    }

    pub(crate) fn keep_rules(&self) -> PathBuf {
        self.folder().join("app/proguard-push.pro")
    }

    pub(crate) fn constants(&self) -> PathBuf {
        let class = "app/src/main/java/com/example/chat/push/Constants.java";
        self.folder().join(class)
    }

    /// Runs `pushweave apply`, which must succeed.
    pub(crate) fn apply(&self) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pushweave"));
        tools::succeed(command.arg("apply").arg("-C").arg(self.folder()));
    }
}
