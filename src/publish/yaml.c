/* yaml: see yaml.h. */
#include "publish/yaml.h"

#include "base/json_write.h"

static void put_indent(struct hush_buffer *out, unsigned indent)
{
	for (unsigned i = 0; i < indent; i++) {
		hush_buffer_byte(out, ' ');
	}
}

void hush_yaml_text(struct hush_buffer *out, unsigned indent, const char *key, const char *text)
{
	struct hush_json_writer quoted;

	put_indent(out, indent);
	hush_buffer_text(out, key ? key : "-");
	hush_buffer_text(out, key ? ": " : " ");
	hush_json_begin(&quoted, out);
	hush_json_put_string(&quoted, NULL, text); /* at depth 0: the text in its quotes and nothing else */
	hush_buffer_byte(out, '\n');
}

void hush_yaml_made(struct hush_buffer *out, unsigned indent, const char *key, struct hush_buffer *text)
{
	if (text->failed) {
		out->failed = true;
	} else {
		hush_yaml_text(out, indent, key, text->length > 0 ? text->bytes : "");
	}
	hush_buffer_release(text);
}

void hush_yaml_line(struct hush_buffer *out, unsigned indent, const char *line)
{
	put_indent(out, indent);
	hush_buffer_text(out, line);
	hush_buffer_byte(out, '\n');
}
