/* page_method: how the numbers were made, how to check them, and what no release covers. */
#include "publish/page.h"

#include <inttypes.h>

#include "publish/figures.h"
#include "publish/html.h"
#include "publish/words.h"

static void put_method(const struct hush_release *release, struct hush_buffer *out)
{
	hush_page_section(out, "method", "How it was made");
	hush_buffer_text(out, "<ol>\n"
	                      "<li>Everything that decides (places, times, limits, noise) is fixed in a written specification; the tool "
	                      "chose nothing by looking at the records. Whether its authors looked cannot be checked. It is part of <a href=\"release.json\">release.json</a>.</li>\n"
	                      "<li>The cost of the release was charged to the privacy ledger before any noise was drawn.</li>\n"
	                      "<li>Each record was assigned to its vehicle or user, and what each adds was limited. Which records "
	                      "stay is decided by a secret pseudo-random order (");
	hush_html_text(out, release->plan->method);
	hush_buffer_text(out, "), and does not depend on anyone else\xE2\x80\x99s records.</li>\n"
	                      "<li>Records were counted into every cell of the tables, cells without records included.</li>\n"
	                      "<li>Exact whole-number noise from secure random bits was added to every cell. Nothing was rounded, "
	                      "cut off or corrected afterwards.</li>\n"
	                      "<li>All files were signed.</li>\n</ol>\n");
	hush_buffer_text(out, "<p>For programs: <a href=\"datapackage.json\">datapackage.json</a> describes every column and its "
	                      "noise.</p>\n</section>\n");
}

static void put_verify(const struct hush_release *release, struct hush_buffer *out)
{
	hush_page_section(out, "verify", "Check it yourself");
	hush_page_wrap(out, "<p>Get the public key of ", release->spec->publisher,
	               " from a place you trust other than this page, and save it as <code>agency.pub</code>. Then one command "
	               "checks the signature, every file, and that noise, charges and margins are what they claim to be:</p>\n");
	hush_page_wrap(out, "<pre><code>hushcount verify ", release->spec->id, " --key agency.pub</code></pre>\n");
	hush_buffer_text(out, "<p>Without hushcount, these two, run inside the folder, check the files and the signature:</p>\n");
	hush_buffer_text(out, "<pre><code>sha256sum -c SHA256SUMS\nminisign -Vm SHA256SUMS -p ../agency.pub</code></pre>\n");
	hush_buffer_text(out, "<p class=\"soft\">Ledger <code>");
	hush_html_text(out, release->ledger_id);
	hush_buffer_format(out, "</code>, entry %" PRIu64 ", head <code>", release->sequence);
	hush_html_text(out, release->head);
	hush_page_wrap(out, "</code>. Specification <code>", release->spec->digest, "</code>.</p>\n");
	hush_buffer_text(out, "<p>What cannot be checked from outside: that the records were read as the specification says, that "
	                      "the noise was drawn honestly, and that there is no second ledger.</p>\n</section>\n");
}

void hush_page_method(const struct hush_release *release, struct hush_buffer *out)
{
	put_method(release, out);
	put_verify(release, out);
	hush_page_section(out, "not-covered", "What this does not cover");
	hush_buffer_text(out, "<ul>\n");
	for (const char *const *line = hush_words_not_covered; *line; line++) {
		hush_page_wrap(out, "<li>", *line, "</li>\n");
	}
	hush_buffer_text(out, "</ul>\n</section>\n");
}
