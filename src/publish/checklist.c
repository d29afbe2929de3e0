/* checklist: see checklist.h. */
#include "publish/checklist.h"

#include <string.h>

#include "publish/about.h"
#include "publish/registry.h"
#include "publish/messages.h"
#include "publish/origins.h"
#include "publish/odds_words.h"
#include "publish/words.h"
#include "spec/resolved.h"

enum { TEXT_LIMIT = 4 * 1024 * 1024 };

/* Text within Markdown: every character that could mean something there gets a backslash. */
static void put_text(const char *text, struct hush_buffer *out)
{
	for (const char *c = text; *c; c++) {
		if (strchr("\\`*_{}[]<>()#+-!|~&$", *c)) {
			hush_buffer_byte(out, '\\');
		}
		hush_buffer_byte(out, (unsigned char)*c);
	}
}

/* A question with the answer that follows from the release; a literal. */
static void answered(struct hush_buffer *out, const char *question, const char *answer)
{
	hush_buffer_format(out, "- [x] **%s** ", question);
	put_text(answer, out);
	hush_buffer_byte(out, '\n');
}

static void answered_by(struct hush_buffer *out, const char *question, hush_about_text write,
						const struct hush_release *release)
{
	struct hush_buffer text;

	hush_buffer_init(&text, TEXT_LIMIT);
	write(release, &text);
	if (text.failed) {
		out->failed = true;
	} else {
		answered(out, question, text.bytes);
	}
	hush_buffer_release(&text);
}

/* A question that is not for the tool to answer. */
static void open_question(struct hush_buffer *out, const char *question, const char *why)
{
	hush_buffer_format(out, "- [ ] **%s** For the agency: %s\n", question, why);
}

static void heading(struct hush_buffer *out, const char *title)
{
	hush_buffer_format(out, "\n## %s\n\n", title);
}

/* A guarantee that fails with a chance near one in the number of people would be none. */
static void put_delta(const struct hush_release *release, struct hush_buffer *out)
{
	for (uint32_t i = 0; i < release->plan->account_count; i++) {
		hush_buffer_format(out, "%sAccount %s: ", i == 0 ? "" : " ", release->plan->accounts[i].name);
		if (hush_rational_is_zero(&release->plan->accounts[i].delta)) {
			hush_buffer_text(out, "no delta; the guarantee holds without exception.");
		} else {
			hush_words_chance(hush_messages_in("en"), &release->plan->accounts[i].delta, out);
			hush_buffer_text(out, ".");
		}
	}
	hush_buffer_text(out,
					 " It should be far below one in the number of vehicles; above 1 in 100,000 it is suspicious.");
}

static void put_odds(const struct hush_release *release, struct hush_buffer *out)
{
	for (uint32_t i = 0; i < release->plan->account_count; i++) {
		hush_buffer_text(out, i == 0 ? "" : " ");
		hush_words_odds(release->plan, i, out);
	}
}

static void put_window(const struct hush_release *release, struct hush_buffer *out)
{
	const char *window = hush_window_name(release->spec->window);
	bool entities = false;
	bool declared = false;

	for (uint32_t i = 0; i < release->plan->account_count; i++) {
		bool counts = release->plan->accounts[i].entity == HUSH_ENTITY_DECLARED;

		declared = declared || counts;
		entities = entities || !counts;
	}
	if (entities) {
		hush_buffer_format(out, "Everything of one vehicle or user within one %s is protected together, not a single record.",
		                   window);
	}
	if (declared) {
		hush_buffer_format(out, "%sOf counts that come without plates a stated number of records is protected, not a vehicle.",
		                   entities ? " " : "");
	}
	hush_buffer_format(out, " Over several %ss the loss adds up.", window);
}

static void put_withheld(const struct hush_release *release, struct hush_buffer *out)
{
	const struct hush_spec *spec = release->spec;

	hush_registry_unprotected(release, out);
	for (uint32_t i = 0; i < spec->withheld_count; i++) {
		hush_buffer_format(out, "%s%s (%s)", i == 0 ? " Not published at all: " : "; ", spec->withheld[i].name,
						   spec->withheld[i].why);
	}
	hush_buffer_text(out, spec->withheld_count > 0 ? "." : "");
}

static void put_top(const struct hush_release *release, struct hush_buffer *out)
{
	heading(out, "The guarantee");
	answered_by(out, "Privacy parameters, as measured and as converted.", hush_registry_parameters, release);
	answered_by(out, "Unit of privacy and neighbouring inputs.", hush_registry_unit, release);
	answered_by(out, "Records or people?", put_window, release);
	answered_by(out, "Delta.", put_delta, release);
	answered_by(out, "What it means.", put_odds, release);
	answered_by(out, "Composition over tables and releases.", hush_registry_composition, release);
	answered_by(out, "What is published without noise, or not protected.", put_withheld, release);
}

/* Ticked only when the spec says of nothing that it was chosen by looking at data. */
static void put_choices(const struct hush_release *release, struct hush_buffer *out)
{
	static const char question[] = "Cells, bins and limits chosen without the data.";
	struct hush_buffer text;

	hush_buffer_init(&text, TEXT_LIMIT);
	if (!hush_origins_looked(release->spec, hush_messages_in("en"), &text)) {
		answered(out, question,
		         hush_spec_discovers(release->spec)
		             ? "Yes, by the spec's word: it states an origin for each, and none is a look at data. All cells of the public "
		               "lists are published, zeros included; values that no list names are chosen by a threshold on noisy counts, "
		               "which the guarantee covers (see the mechanisms)."
		             : "Yes, by the spec's word: it states an origin for each, and none is a look at data. All cells of the public "
		               "lists are published, zeros included.");
	} else if (text.failed) {
		out->failed = true;
	} else {
		hush_buffer_format(out, "- [ ] **%s** No. ", question);
		put_text(text.bytes, out);
		hush_buffer_byte(out, '\n');
	}
	hush_buffer_release(&text);
}

static void put_uncertainty(const struct hush_release *release, struct hush_buffer *out)
{
	hush_buffer_text(out, "Every number with added noise has its standard deviation and 95 % interval. They cover the noise, not what the "
	                      "limits leave out.");
	if (hush_spec_chooses(release->spec)) {
		hush_buffer_text(out, " Quantiles, which are chosen, have an interval in shares of the values.");
	}
}

static void put_bias(const struct hush_release *release, struct hush_buffer *out)
{
	hush_buffer_text(out, "The noise has mean zero. The limits leave out records of those recorded very often, so totals may be too low; "
	                      "small cells have large relative errors.");
	if (hush_spec_discovers(release->spec)) {
		hush_buffer_text(out, " Of values that no list names, counts near the threshold tend to be too high, for those that the noise "
		                      "lowered are not shown.");
	}
}

static void put_middle(const struct hush_release *release, struct hush_buffer *out)
{
	heading(out, "Algorithms, correctness, utility");
	answered_by(out, "Mechanisms and their exact parameters.", hush_registry_mechanisms, release);
	answered_by(out, "How much one unit can contribute, and where the limits come from.", hush_registry_limits,
				release);
	put_choices(release, out);
	answered(out, "Totals mended to agree with true ones.", "No: numbers are published as the noise left them.");
	answered_by(out, "What was done with the noisy numbers.", hush_registry_processing, release);
	answered_by(out, "Uncertainty stated.", put_uncertainty, release);
	answered_by(out, "Bias.", put_bias, release);
	answered(out, "Negative numbers.", "They are noise below zero and stay: setting them to zero pushes totals up.");
	answered(out, "Implementation.",
			 "Exact samplers, no floating point between input and output; argued in proof notes and tested against the "
			 "law.");
	open_question(out, "Are these parameters right for this use?", "say why, and who decided.");
}

static void put_timing(const struct hush_release *release, struct hush_buffer *out)
{
	hush_registry_timing(release, out);
	hush_buffer_text(out, " Who can watch the machine is not covered.");
}

static void put_bottom(const struct hush_release *release, struct hush_buffer *out)
{
	heading(out, "What it rests on");
	answered(out, "Trust model.", "Central: the agency holds the records and is trusted with them; readers are not.");
	answered(out, "Floating point.", "None between input and output.");
	answered_by(out, "Timing.", put_timing, release);
	answered(out, "Random bits.",
			 "ChaCha20, seeded from the operating system for each release. Not covered: a predictable one.");
	answered(out, "Messages that depend on data.",
			 "Rows that cannot be read are left out silently: no message, no exit code and no file tells of them.");
	answered(out, "Verification.",
			 "hushcount verify, sha256sum and minisign; what they cannot show is listed by verify.");
	open_question(out, "Who can reach the raw records?", "access control, and for how long they are kept.");
	open_question(out, "Is collection itself limited to what is needed?", "differential privacy does not answer this.");
	open_question(out, "Are other statistics of the same records published elsewhere?",
				  "list them; this guarantee does not "
				  "cover them.");
}

void hush_checklist_write(const struct hush_release *release, struct hush_buffer *out)
{
	hush_buffer_text(out, "# Checklist after NIST SP 800-226\n\n");
	put_text(release->spec->title, out);
	hush_buffer_format(
		out,
		"  \nRelease `%s`, published %s. Written by hushcount from the signed release: a ticked line follows "
		"from `release.json` and can be checked with `hushcount verify`; an open one is for the agency to "
		"answer.\n",
		release->spec->id, release->day);
	put_top(release, out);
	put_middle(release, out);
	put_bottom(release, out);
	heading(out, "Not covered");
	for (const char *const *line = hush_words_not_covered(release->plan->spec); *line; line++) {
		hush_buffer_text(out, "- ");
		put_text(*line, out);
		hush_buffer_byte(out, '\n');
	}
}
