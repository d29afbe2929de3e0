/* html: see html.h. */
#include "publish/html.h"

#include <stdbool.h>
#include <string.h>

void hush_html_text(struct hush_buffer *out, const char *text)
{
	for (const char *c = text; *c; c++) {
		unsigned char byte = (unsigned char)*c;

		switch (byte) {
		case '&': hush_buffer_text(out, "&amp;"); break;
		case '<': hush_buffer_text(out, "&lt;"); break;
		case '>': hush_buffer_text(out, "&gt;"); break;
		case '"': hush_buffer_text(out, "&quot;"); break;
		case '\'': hush_buffer_text(out, "&#39;"); break;
		default:
			if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f) {
				hush_buffer_text(out, "\xEF\xBF\xBD");
			} else {
				hush_buffer_byte(out, byte);
			}
		}
	}
}

/* Characters that need no thought in an address; anything else and the contact stays plain text. */
static bool plain_address(const char *text)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_+@:/#~";

	return strspn(text, safe) == strlen(text);
}

void hush_html_contact(struct hush_buffer *out, const char *contact)
{
	const char *at = strchr(contact, '@');
	bool plain = plain_address(contact);
	bool web = plain && strncmp(contact, "https://", 8) == 0;
	bool mail = plain && at && at != contact && at[1] && !strchr(at + 1, '@') && !strpbrk(contact, ":/#~");

	if (web || mail) {
		hush_buffer_text(out, mail ? "<a href=\"mailto:" : "<a href=\"");
		hush_html_text(out, contact);
		hush_buffer_text(out, "\">");
	}
	hush_html_text(out, contact);
	if (web || mail) {
		hush_buffer_text(out, "</a>");
	}
}
