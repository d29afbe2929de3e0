/* messages: see messages.h. */
#include "publish/messages.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "publish/html.h"

enum { MOST_TEXTS = 10 };

const struct hush_messages *hush_messages_in(const char *language)
{
	return strcmp(language, hush_messages_es.language) == 0 ? &hush_messages_es : &hush_messages_en;
}

static void fill(struct hush_buffer *out, const char *message, const char *const *texts, bool html)
{
	for (const char *c = message; *c; c++) {
		bool place = c[0] == '{' && c[1] >= '0' && c[1] <= '9' && c[2] == '}';

		if (!place) {
			hush_buffer_byte(out, (unsigned char)*c);
			continue;
		}
		if (texts[c[1] - '0'] && html) {
			hush_html_text(out, texts[c[1] - '0']);
		} else if (texts[c[1] - '0']) {
			hush_buffer_text(out, texts[c[1] - '0']);
		}
		c += 2;
	}
}

/* Texts until NULL; the places behind them stay NULL. */
static void gather(va_list list, const char *texts[MOST_TEXTS])
{
	for (int i = 0; i < MOST_TEXTS; i++) {
		texts[i] = va_arg(list, const char *);
		if (!texts[i]) {
			return;
		}
	}
}

void hush_say(struct hush_buffer *out, const char *message, ...)
{
	const char *texts[MOST_TEXTS] = {NULL};
	va_list list;

	va_start(list, message);
	gather(list, texts);
	va_end(list);
	fill(out, message, texts, false);
}

void hush_say_html(struct hush_buffer *out, const char *message, ...)
{
	const char *texts[MOST_TEXTS] = {NULL};
	va_list list;

	va_start(list, message);
	gather(list, texts);
	va_end(list);
	fill(out, message, texts, true);
}
