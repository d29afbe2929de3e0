/*
 * yaml: the little of YAML that two metadata files need: keys of ours, and values in double quotes.
 *
 * A JSON string is a YAML string in double quotes, with the same meaning, so any text is safe.
 */
#ifndef HUSH_PUBLISH_YAML_H
#define HUSH_PUBLISH_YAML_H

#include "base/buffer.h"

/* `indent` blanks, "key: ", the text in double quotes, a line feed. NULL key: an element of a list, "- ". */
void hush_yaml_text(struct hush_buffer *out, unsigned indent, const char *key, const char *text);

/* The same with a text that was made in a buffer; releases it, and its failure becomes the output's. */
void hush_yaml_made(struct hush_buffer *out, unsigned indent, const char *key, struct hush_buffer *text);

/* `indent` blanks and the line as it is: a key that opens something, a number, a comment. */
void hush_yaml_line(struct hush_buffer *out, unsigned indent, const char *line);

#endif
