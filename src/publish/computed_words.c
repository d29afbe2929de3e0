/* computed_words: see computed_words.h. */
#include "publish/computed_words.h"

#include "publish/release_json.h"
#include "spec/quotient_words.h"

enum { SENTENCE_LIMIT = 64 * 1024 };

const char hush_words_fieller[] =
    "Fieller's interval at 95 %, widened by half a count of numerator and denominator; it covers noise only, of the quotient of "
    "the limited counts";

static void put_quotient_words(struct hush_json_writer *json, const char *key, const struct hush_spec *spec,
                               const struct hush_quotient *quotient)
{
	struct hush_buffer text;

	hush_buffer_init(&text, SENTENCE_LIMIT);
	hush_quotient_say(spec, quotient, &text);
	hush_release_put_scratch(json, key, &text);
}

void hush_computed_put_rule(struct hush_json_writer *json, const struct hush_quotient *quotient)
{
	struct hush_buffer text;

	hush_buffer_init(&text, SENTENCE_LIMIT);
	hush_quotient_say_rule(quotient, &text);
	hush_release_put_scratch(json, "rule", &text);
}

void hush_computed_put_statement(struct hush_json_writer *json, const struct hush_spec *spec)
{
	if (!spec->quotient_count) {
		return;
	}
	hush_json_array(json, "computed");
	for (uint32_t i = 0; i < spec->quotient_count; i++) {
		hush_json_object(json, NULL);
		hush_json_put_string(json, "name", spec->quotients[i].name);
		put_quotient_words(json, "is", spec, &spec->quotients[i]);
		hush_computed_put_rule(json, &spec->quotients[i]);
		hush_json_put_string(json, "interval", hush_words_fieller);
		hush_json_put_string(json, "cost", "none: computed from the published tables");
		hush_json_end(json);
	}
	hush_json_end(json);
}
