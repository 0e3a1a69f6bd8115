#!/usr/bin/env python3
"""Writes a project of COUNT modules, as large teams have them: each with a build script, a manifest
and keep rules; every tenth has a vendor's SDK, every fiftieth with a mistake in it. The same count
gives the same bytes.

Usage: modules.py COUNT FOLDER
"""

import pathlib
import sys

ROOT = """buildscript {
    dependencies {
        classpath 'com.android.tools.build:gradle:8.5.2'
    }
}
allprojects {
    repositories {
        google()
        mavenCentral()
    }
}
"""

SCRIPT = """plugins {{
    id 'com.android.library'
}}

android {{
    namespace 'com.acme.chat.m{number}'
    compileSdk 34
    defaultConfig {{
        minSdk 21
        targetSdk 34
        consumerProguardFiles 'consumer-rules.pro'
    }}
}}

dependencies {{
    implementation 'androidx.core:core-ktx:1.13.1'
{sdk}}}
"""

SDK = "    implementation files('libs/MiPush_SDK_Client_3_6_12.jar')\n"

SERVICE = """        <service
            android:name="com.xiaomi.push.service.XMJobService"
            android:enabled="true"
            android:exported="{exported}"
            android:permission="android.permission.BIND_JOB_SERVICE"
            android:process=":pushservice" />
"""


def activities(number):
    return "".join(
        f"""        <activity
            android:name=".feature{at}.Screen"
            android:exported="false"
            android:label="@string/screen_{number}_{at}" />
"""
        for at in range(20)
    )


def main():
    count, root = int(sys.argv[1]), pathlib.Path(sys.argv[2])
    root.mkdir(parents=True)
    includes = "".join(f"include ':m{number}'\n" for number in range(count))
    (root / "settings.gradle").write_text(includes)
    (root / "build.gradle").write_text(ROOT)
    for number in range(count):
        module = root / f"m{number}"
        (module / "src/main").mkdir(parents=True)
        has_sdk = number % 10 == 0
        exported = "true" if number % 50 == 0 else "false"
        service = SERVICE.format(exported=exported) if has_sdk else ""
        (module / "build.gradle").write_text(
            SCRIPT.format(number=number, sdk=SDK if has_sdk else "")
        )
        (module / "consumer-rules.pro").write_text(
            f"-keep class com.acme.chat.m{number}.api.** {{ *; }}\n"
        )
        (module / "src/main/AndroidManifest.xml").write_text(
            '<manifest xmlns:android="http://schemas.android.com/apk/res/android">\n'
            "    <application>\n"
            f"{activities(number)}{service}    </application>\n</manifest>\n"
        )


if __name__ == "__main__":
    main()
