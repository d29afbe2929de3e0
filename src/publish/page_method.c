/* page_method: how the numbers were made, how to check them, how they are corrected, and whom to ask. */
#include "publish/page.h"

#include "publish/figures.h"
#include "publish/html.h"
#include "publish/words.h"

/* The law of every table, for those who compute with it. */
static void put_noise(const struct hush_page *page)
{
	const struct hush_release *release = page->release;

	hush_buffer_format(page->out, "<details>\n<summary>%s</summary>\n<div class=\"scroll\" role=\"group\" tabindex=\"0\" "
	                              "aria-labelledby=\"noise-c\">\n<table class=\"words\">\n<caption id=\"noise-c\">%s</caption>\n"
	                              "<thead><tr>", page->m->noise, page->m->noise);
	for (size_t i = 0; i < sizeof page->m->noise_head / sizeof page->m->noise_head[0]; i++) {
		hush_buffer_format(page->out, "<th scope=\"col\">%s</th>", page->m->noise_head[i]);
	}
	hush_buffer_text(page->out, "</tr></thead>\n<tbody>\n");
	for (uint32_t i = 0; i < release->plan->table_count; i++) {
		hush_page_wrap(page, "<tr><th scope=\"row\">", release->spec->tables[i].title, "</th><td>");
		hush_page_say(page, hush_words_mechanism, i);
		hush_page_wrap(page, "</td><td>", release->plan->tables[i].std_dev[0] ? release->plan->tables[i].std_dev : "\xE2\x80\x93",
		               "</td></tr>\n");
	}
	hush_buffer_text(page->out, "</tbody>\n</table>\n</div>\n");
	for (uint32_t i = 0; i < release->plan->account_count; i++) {
		hush_page_paragraph(page, "soft", page->m->account_kind, release->plan->accounts[i].name,
		                    hush_account_kind_name(release->plan->accounts[i].kind), NULL);
	}
	hush_buffer_text(page->out, "</details>\n");
}

static void put_method(const struct hush_page *page)
{
	hush_page_section(page, "method", page->m->method);
	hush_buffer_text(page->out, "<ol>\n");
	for (size_t i = 0; i < sizeof page->m->method_steps / sizeof page->m->method_steps[0]; i++) {
		hush_buffer_format(page->out, "<li>%s</li>\n", page->m->method_steps[i]);
	}
	hush_buffer_text(page->out, "</ol>\n");
	put_noise(page);
	hush_buffer_format(page->out, "<p>%s ", page->m->method_programs);
	hush_page_file(page, "release.json");
	hush_buffer_text(page->out, ", ");
	hush_page_file(page, "datapackage.json");
	hush_buffer_text(page->out, "</p>\n</section>\n");
}

static void put_verify(const struct hush_page *page)
{
	const struct hush_release *release = page->release;
	struct hush_figure entry = hush_figure_of_count(release->sequence);

	hush_page_section(page, "verify", page->m->verify);
	hush_page_paragraph(page, NULL, page->m->verify_key, release->spec->publisher, release->spec->id, NULL);
	hush_buffer_text(page->out, "<pre><code>sha256sum -c SHA256SUMS\nminisign -Vm SHA256SUMS -p ../agency.pub</code></pre>\n");
	hush_page_paragraph(page, NULL, page->m->verify_own, NULL, NULL, NULL);
	hush_page_wrap(page, "<pre><code>hushcount verify ", release->spec->id, " --key agency.pub</code></pre>\n");
	hush_page_paragraph(page, NULL, page->m->verify_tools, release->version, NULL, NULL);
	hush_page_paragraph(page, NULL, page->m->verify_limits, NULL, NULL, NULL);
	if (!release->draft) {
		hush_buffer_text(page->out, "<p class=\"soft\">");
		hush_say_html(page->out, page->m->verify_ledger, release->ledger_id, entry.text, release->head, release->spec->digest,
		              NULL);
		hush_buffer_text(page->out, "</p>\n");
	}
	hush_buffer_text(page->out, "</section>\n");
}

static void put_corrections(const struct hush_page *page)
{
	const char *replaced = page->release->spec->supersedes;

	hush_page_section(page, "corrections", page->m->corrections);
	hush_page_paragraph(page, NULL, replaced ? page->m->corrections_replaces : page->m->corrections_none, replaced, NULL, NULL);
	hush_page_paragraph(page, NULL, page->m->corrections_how, NULL, NULL, NULL);
	hush_buffer_text(page->out, "</section>\n");
}

static void put_contact(const struct hush_page *page)
{
	const struct hush_spec *spec = page->release->spec;

	hush_page_section(page, "contact", page->m->contact);
	hush_buffer_format(page->out, "<p>%s", page->m->contact_says);
	hush_page_wrap(page, "", spec->publisher, ", ");
	hush_html_contact(page->out, spec->contact);
	hush_buffer_text(page->out, "</p>\n</section>\n");
}

void hush_page_method(const struct hush_page *page)
{
	put_method(page);
	put_verify(page);
	put_corrections(page);
	put_contact(page);
}
