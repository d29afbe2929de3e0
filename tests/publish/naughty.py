"""naughty: names of sites that have broken pages, tables and tools before, in the spirit of the lists that testers keep.

ACCEPTED may stand in a spec. REFUSED may not: a spreadsheet would run them, they show nothing, or they turn their neighbours.
"""

ACCEPTED = [
    # Markup, and the ends of what it may stand in.
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</script><script>alert(1)</script>", "</title><b>", "<!--",
    "]]>", "<svg onload=alert(1)>", "javascript:alert(1)", "' onmouseover='alert(1)", "&lt;b&gt;", "&#0;", "&amp;amp;", "<", "&",
    "[link](javascript:alert(1))", "`code`", "# heading", "* item *", "| cell |", "<a href=\"x\">y", "</p>", "{{7*7}}", "${7*7}",
    # Quoting and separators.
    "Main, 4th \"old\"", "\"", "\"\"", "'", "a'b\"c", "a;b", "a|b", "a\\b", "\\", "\\n", "\\u0000", "%00", "%s%n%d", "a,b,c,",
    "';DROP TABLE scans;", "1' OR '1'='1", "$(reboot)", "`reboot`", "a && b", "../../etc/passwd", "C:\\con", "~/x", "*", "?",
    # Words that tools read as something else.
    "NULL", "null", "None", "NaN", "nan", "N/A", "NA", "#N/A", "true", "FALSE", "undefined", "Infinity", "inf", "nil", "T", "F",
    "__proto__", "constructor", "toString", "CON", "yes", "no", "on", "!!python/object", "key: value", "&anchor", "%YAML 1.1",
    # Numbers and dates that are names.
    "0", "007", "1e309", "1,000", "0x1F", "1/2", "12:00", "2025-01-01", "31/12/99", "1E5", "00:00:00", "9007199254740993", "MARCH1",
    "SEPT2", ".5", "(1)", "1 %",
    # Scripts of the world.
    "Dépôt", "Harbor \U0001F693 Brücke", "田中さんにあげて下さい", "Ω≈ç√∫", "مرحبا", "שלום", "Ṱ̺̺̕o͞ ̷i̲̬n", "ﷺ", "ı İ ẞ", "\u00C5", "A\u030A",
    "\u212B", "\U0001F1FA\U0001F1F8", "\U00020B20", "ᚠᛇᚻ", "̇x", "x" * 200,
]

REFUSED = [
    "=HYPERLINK(\"http://x\")", "+1+1", "-2+3", "@SUM(A1)", "＝1", "＋1", "－1", "＠x", "-->", "- item",
    "\tx", "\r=1", "a\nb", " =1", "x ", " x", "a\x00b"[:1] + "\x07", "\x1b[31mred", "\u202Eabc", "\u200Babc", "\uFEFFabc",
    "a\u2028b", "a\u00ADb", "\u00A0", "", "x" * 201,
]
