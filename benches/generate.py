#!/usr/bin/env python3
"""Writes a manifest of about SIZE bytes, shaped as a large app has it: components with comments,
every fifth with an intent filter. The same size gives the same bytes.

Usage: generate.py SIZE FILE
"""

import sys

HEAD = """<?xml version="1.0" encoding="utf-8"?>
<manifest xmlns:android="http://schemas.android.com/apk/res/android"
    package="com.example.chat">

    <uses-permission android:name="android.permission.INTERNET" />

    <application
        android:label="@string/app_name">
"""
TAIL = """    </application>
</manifest>
"""
KINDS = ("activity", "service", "receiver", "activity")


def component(number):
    comment = ""
    if number % 4:
        comment = f"        <!-- screen {number}: kept for the deep links of release {number % 97} -->\n"
    kind = KINDS[number % 4]
    exported = "true" if number % 5 == 0 else "false"
    start = (
        f"        <{kind}\n"
        f'            android:name="com.example.chat.feature{number % 50}.Screen{number}"\n'
        f'            android:exported="{exported}"\n'
        f'            android:label="@string/screen_{number}"'
    )
    if number % 5:
        return comment + start + " />\n"
    return (
        comment
        + start
        + ">\n            <intent-filter>\n"
        + f'                <action android:name="com.example.chat.action.SCREEN_{number}" />\n'
        + f"            </intent-filter>\n        </{kind}>\n"
    )


def main():
    size, path = int(sys.argv[1]), sys.argv[2]
    parts, length, number = [HEAD], len(HEAD) + len(TAIL), 0
    while length < size:
        number += 1
        part = component(number)
        parts.append(part)
        length += len(part)
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write("".join(parts) + TAIL)


if __name__ == "__main__":
    main()
