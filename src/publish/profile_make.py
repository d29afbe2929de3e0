"""Writes profile.c's text from docs/privacy-profile.json: profile_make.py SCHEMA OUT"""
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    text = file.read()
json.loads(text)
lines = ",\n".join("    " + json.dumps(line + "\n", ensure_ascii=True) for line in text.splitlines())
with open(sys.argv[2], "w", encoding="utf-8") as file:
    file.write("/* Made from docs/privacy-profile.json. */\n#include \"publish/profile.h\"\n\n"
               f"static const char *const lines[] = {{\n{lines},\n}};\n\n"
               "void hush_profile_write(struct hush_buffer *out)\n{\n"
               "\tfor (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {\n"
               "\t\thush_buffer_text(out, lines[i]);\n\t}\n}\n")
