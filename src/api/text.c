/* text: the texts that public functions return; see include/hushcount/text.h. */
#include <hushcount/text.h>

#include "api/answer.h"
#include "base/memory.h"

void hush_text_free(char *text)
{
	hush_free(text);
}

const char *hush_version(void)
{
	return HUSH_VERSION;
}

hush_status hush_answer_give(struct hush_buffer *answer, char **text, hush_error *err)
{
	char *taken = hush_buffer_take(answer, NULL);

	if (!taken) {
		hush_buffer_release(answer);
		return hush_fail_memory(err);
	}
	*text = taken;
	return HUSH_OK;
}

hush_status hush_answer_finish(hush_status status, struct hush_buffer *answer, char **text, hush_error *err)
{
	if (status == HUSH_OK) {
		return hush_answer_give(answer, text, err);
	}
	hush_buffer_release(answer);
	return status;
}

void hush_answer_begin(struct hush_json_writer *writer, struct hush_buffer *answer, const char *schema)
{
	hush_json_begin(writer, answer);
	hush_json_object(writer, NULL);
	hush_json_put_string(writer, "schema", schema);
	hush_json_put_bool(writer, "ok", true);
}
