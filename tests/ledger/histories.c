/*
 * histories: random lives of a ledger and its copies, against a model that knows everything.
 *
 *     test-ledger-histories [COUNT [FIRST]]        prints what was done and found; the default is 200 from 1
 *
 * In each history, a few copies of one ledger file publish, finish and hold back, sign off, are cut short, cancelled, copied,
 * backed up, put back, brought forward and edited by hand, and another ledger publishes under the same names.  After every step, some copy is held against every release that was ever published: it must name
 * each one that it does not know or holds back, as what it is, and no other; the charges that stand must be those of the model; and an
 * edited file must not open.  So every fork with two published releases is found, in whichever copy, and nothing else is.
 */
#include "base/sql.h"
#include "ledger/claim_weigh.h"
#include "world.h"

enum { COPIES = 4, RELEASES = 24, IDS = 6, STEPS = 20, UNITS = 30, BUDGET = 45 };

/* What a copy does with an id. */
struct life {
	enum hush_release_state state;
	bool taken;     /* its reservation is not its own: it was brought in under its own id */
	unsigned units; /* of the charge: thirtieths of epsilon */
	char head[65];
	uint64_t sequence;
	bool twin;      /* another answer was brought in under another name */
	bool hold;      /* it was reserved to be held back */
};

/* Everything that a file holds. */
struct copy {
	bool there;
	char path[128];
	struct life lives[IDS];
	bool knows[RELEASES];
	bool held[RELEASES];    /* it keeps the release, and nobody signed it off */
	bool by_id[RELEASES];   /* it keeps the release under its id, and not under another name */
	bool has_other;         /* the other ledger is on record */
	unsigned brought_units; /* of releases that were brought in */
};

struct history {
	uint64_t random;
	char folder[64];
	struct copy copies[COPIES];
	struct copy saved; /* a backup, with its model */
	struct published releases[RELEASES];
	unsigned units[RELEASES];
	unsigned id_of[RELEASES];
	bool foreign[RELEASES]; /* the other ledger charged it */
	unsigned released;
	char other[128]; /* the other ledger */
	char other_id[33];
	bool other_used[IDS];
	char what[4096]; /* the steps, for the one who reads a failure */
};

static struct totals {
	unsigned long steps, published, cut, cancelled, copied, restored, caught_up, edited, weighed, forks, overspent,
		held, signed_off, foreign, seen_held;
} totals;

static unsigned chance(struct history *history, unsigned below)
{
	/* xorshift64* */
	history->random ^= history->random >> 12;
	history->random ^= history->random << 25;
	history->random ^= history->random >> 27;
	return (unsigned)((history->random * UINT64_C(2685821657736338717)) >> 33) % below;
}

static void tell(struct history *history, const char *what, unsigned copy, unsigned number)
{
	size_t used = strlen(history->what);

	snprintf(history->what + used, sizeof history->what - used, "%s copy %u (%u); ", what, copy, number);
	totals.steps++;
}

#define must(condition, ...)                                              \
	do {                                                                  \
		if (!(condition)) {                                               \
			fprintf(stderr, "failed: %s:%d: ", __FILE__, __LINE__);       \
			fprintf(stderr, __VA_ARGS__);                                 \
			fprintf(stderr, "\nafter: %s\n", history->what);              \
			exit(1);                                                      \
		}                                                                 \
	} while (0)

static const unsigned unit_choices[] = {15, 10, 6};
static const char *const scales[] = {"2", "3", "5"};

/* One id has one spec, everywhere: its scale follows from it. */
static struct fixture_ask ask_for(unsigned id, char name[16])
{
	snprintf(name, 16, "release-%u", id);
	return (struct fixture_ask){.id = name, .scale = scales[id % 3], .timezone = "UTC"};
}

static unsigned spent_units(const struct copy *copy)
{
	unsigned sum = copy->brought_units;

	for (unsigned i = 0; i < IDS; i++) {
		const struct life *life = &copy->lives[i];

		sum += life->state != HUSH_RELEASE_NONE && life->state != HUSH_RELEASE_CANCELLED && !life->taken ? life->units : 0;
	}
	return sum;
}

static struct hush_ledger *open_copy(struct history *history, const struct copy *copy)
{
	struct hush_ledger *ledger = NULL;
	hush_error err = {0};

	must(hush_ledger_open(copy->path, &ledger, &err) == HUSH_OK, "%s does not open: %s", copy->path, err.message);
	return ledger;
}

/* A release that was finished is known to all who judge, also where it is held back: somebody may have copied it. */
static void note_release(struct history *history, struct copy *copy, unsigned id, bool held)
{
	unsigned number = history->released++;

	history->units[number] = unit_choices[id % 3];
	history->id_of[number] = id;
	if (copy) {
		copy->knows[number] = true;
		copy->by_id[number] = true;
		copy->held[number] = held;
	}
	totals.published += !held;
	totals.held += held;
}

/* Which release a copy keeps under an id. */
static unsigned kept_under(const struct history *history, const struct copy *copy, unsigned id)
{
	unsigned number = 0;

	while (number < history->released && !(copy->by_id[number] && history->id_of[number] == id)) {
		number++;
	}
	return number;
}

/* STAGED: published where it was signed off, and not otherwise. */
static void step_publish_staged(struct history *history, struct copy *copy, unsigned id)
{
	char name[16];
	struct hush_ledger *ledger = open_copy(history, copy);
	unsigned number = kept_under(history, copy, id);
	hush_status status;

	must(number < history->released, "nothing is kept");
	(void)ask_for(id, name);
	status = hush_ledger_published(ledger, name, NULL);
	must(status == (copy->held[number] ? HUSH_E_PERMISSION : HUSH_OK), "publishing what is staged: %d", (int)status);
	if (status == HUSH_OK) {
		copy->lives[id].state = HUSH_RELEASE_PUBLISHED;
	}
	hush_ledger_close(ledger);
}

/* Reserves an id, and finishes it unless it is to be cut short. */
static void step_publish(struct history *history, struct copy *copy, unsigned number, bool cut, bool hold)
{
	unsigned id = chance(history, IDS);
	struct life *life = &copy->lives[id];
	const char *const beside[] = {history->other_id};
	const struct hush_reserve_terms terms = {
	    .who = "somebody", .hold = hold, .beside = beside, .beside_count = chance(history, 4) == 0};
	char name[16];
	struct fixture_ask ask = ask_for(id, name);
	struct fixture_plan *plan;
	struct hush_ledger *ledger;
	struct hush_receipt *receipt = NULL;
	hush_error err = {0};
	hush_status expected = HUSH_OK;
	hush_status status;

	if (life->state == HUSH_RELEASE_PUBLISHED || history->released == RELEASES) {
		return;
	}
	tell(history, cut ? "cut" : hold ? "hold" : "publish", number, id);
	if (life->state == HUSH_RELEASE_STAGED) {
		step_publish_staged(history, copy, id);
		return;
	}
	if (life->state == HUSH_RELEASE_CANCELLED || (life->state == HUSH_RELEASE_RESERVED && life->twin)) {
		expected = HUSH_E_SPEC;
	} else if (life->state == HUSH_RELEASE_NONE && spent_units(copy) + unit_choices[id % 3] > BUDGET) {
		expected = HUSH_E_BUDGET;
	}
	plan = fixture_plan(&ask);
	ledger = open_copy(history, copy);
	status = hush_ledger_reserve_on(ledger, &plan->plan, &terms, &receipt, &err);
	must(status == expected, "reserving: %d in place of %d: %s", (int)status, (int)expected, err.message);
	if (status == HUSH_OK) {
		if (life->state == HUSH_RELEASE_NONE) {
			*life = (struct life){.state = HUSH_RELEASE_RESERVED, .units = unit_choices[id % 3], .hold = hold};
			snprintf(life->head, sizeof life->head, "%s", hush_receipt_head(receipt));
			life->sequence = hush_receipt_sequence(receipt);
			copy->has_other = copy->has_other || terms.beside_count;
		}
		must(strcmp(life->head, hush_receipt_head(receipt)) == 0, "another head than it was reserved with");
		must(hush_receipt_held(receipt) == (life->hold || hold), "held is %d", hush_receipt_held(receipt));
		totals.cut += cut;
	}
	if (status == HUSH_OK && !cut) {
		struct published *release = &history->releases[history->released];
		bool held = hush_receipt_held(receipt);

		publish_as(release, receipt, plan, (unsigned)totals.steps);
		must(hush_ledger_stage(ledger, receipt, release->bytes, release->length, &err) == HUSH_OK, "%s", err.message);
		status = hush_ledger_published(ledger, name, &err);
		must(status == (held ? HUSH_E_PERMISSION : HUSH_OK), "%s", err.message);
		life->state = held ? HUSH_RELEASE_STAGED : HUSH_RELEASE_PUBLISHED;
		note_release(history, copy, id, held);
		plan = NULL; /* the release's now */
	}
	if (plan) {
		fixture_free(plan);
	}
	hush_receipt_free(receipt);
	hush_ledger_close(ledger);
}

/* Somebody signs off what a copy holds back; the folder may not get as far as to be seen in place. */
static void step_sign(struct history *history, struct copy *copy, unsigned number)
{
	unsigned release = 0;
	struct hush_buffer name;
	struct hush_ledger *ledger;
	struct hush_claim claim;
	struct life *life;
	hush_status status;
	hush_error err = {0};

	while (release < history->released && !copy->held[release]) {
		release++;
	}
	if (release == history->released) {
		return;
	}
	tell(history, "sign", number, release);
	claim = claim_of(&history->releases[release]);
	life = &copy->lives[history->id_of[release]];
	hush_buffer_init(&name, 256);
	if (copy->by_id[release]) {
		hush_buffer_text(&name, claim.release);
	} else {
		hush_claim_twin_name(&claim, &name);
	}
	ledger = open_copy(history, copy);
	status = hush_ledger_check_only_answer(ledger, name.bytes, &err);
	must(status == (!copy->by_id[release] || life->twin ? HUSH_E_SPEC : HUSH_OK), "only answer: %s", err.message);
	if (status == HUSH_OK) {
		must(hush_ledger_sign_off(ledger, name.bytes, "the chief", &err) == HUSH_OK, "%s", err.message);
		copy->held[release] = false;
		totals.signed_off++;
		if (chance(history, 2)) {
			must(hush_ledger_published(ledger, name.bytes, &err) == HUSH_OK, "%s", err.message);
			life->state = HUSH_RELEASE_PUBLISHED;
		}
	}
	hush_ledger_close(ledger);
	hush_buffer_release(&name);
}

/* The other ledger publishes under a name that this one uses too. */
static void step_foreign(struct history *history)
{
	unsigned id = chance(history, IDS);
	char name[16];
	struct fixture_ask ask = ask_for(id, name);
	struct hush_ledger *ledger = NULL;
	hush_error err = {0};

	if (history->other_used[id] || history->released == RELEASES) {
		return;
	}
	tell(history, "foreign", 0, id);
	must(hush_ledger_open(history->other, &ledger, &err) == HUSH_OK, "%s", err.message);
	publish_in(ledger, &ask, (unsigned)totals.steps, &history->releases[history->released]);
	for (unsigned i = 0; i < history->released; i++) {
		must((verdict_of(ledger, &history->releases[i]) == HUSH_CLAIM_OTHER_LEDGER) == !history->foreign[i],
		     "the other ledger takes release %u for what it is not", i);
	}
	hush_ledger_close(ledger);
	history->other_used[id] = true;
	history->foreign[history->released] = true;
	note_release(history, NULL, id, false);
	totals.foreign++;
}

static void step_cancel(struct history *history, struct copy *copy, unsigned number)
{
	unsigned id = chance(history, IDS);
	struct life *life = &copy->lives[id];
	char name[16];
	struct hush_ledger *ledger;
	hush_error err = {0};

	for (unsigned i = 0; i < IDS && life->state != HUSH_RELEASE_RESERVED; i++) {
		id = (id + 1) % IDS;
		life = &copy->lives[id];
	}
	if (life->state != HUSH_RELEASE_RESERVED) {
		return;
	}
	tell(history, "cancel", number, id);
	(void)ask_for(id, name);
	ledger = open_copy(history, copy);
	must(hush_ledger_cancel(ledger, name, "somebody", &err) == HUSH_OK, "%s", err.message);
	hush_ledger_close(ledger);
	life->state = HUSH_RELEASE_CANCELLED;
	totals.cancelled++;
}

/* The model of one file becomes that of another; the paths stay. */
static void copy_model(const struct copy *from, struct copy *to)
{
	char path[sizeof to->path];

	memcpy(path, to->path, sizeof path);
	*to = *from;
	memcpy(to->path, path, sizeof path);
}

static void step_copy(struct history *history, struct copy *copy, unsigned number)
{
	struct copy *to = &history->copies[chance(history, COPIES)];

	if (to == copy) {
		return;
	}
	tell(history, "copy", number, (unsigned)(to - history->copies));
	copy_file(copy->path, to->path);
	copy_model(copy, to);
	totals.copied++;
}

static void step_backup(struct history *history, struct copy *copy, unsigned number)
{
	struct hush_ledger *ledger;
	hush_error err = {0};

	tell(history, "backup", number, 0);
	unlink(history->saved.path);
	ledger = open_copy(history, copy);
	must(hush_ledger_backup(ledger, history->saved.path, &err) == HUSH_OK, "%s", err.message);
	copy_model(copy, &history->saved);
	hush_ledger_close(ledger);
}

static void step_restore(struct history *history, struct copy *copy, unsigned number)
{
	if (!history->saved.there) {
		return;
	}
	tell(history, "restore", number, 0);
	copy_file(history->saved.path, copy->path);
	copy_model(&history->saved, copy);
	totals.restored++;
}

/* Is this release's reservation the copy's own? */
static bool own_reservation(const struct copy *copy, const struct published *release, unsigned id)
{
	const struct life *life = &copy->lives[id];

	return life->state != HUSH_RELEASE_NONE && !life->taken && life->sequence == release->sequence &&
	       strcmp(life->head, release->head) == 0;
}

static void model_catch_up(struct history *history, struct copy *copy, unsigned number, bool hold)
{
	unsigned id = history->id_of[number];
	struct life *life = &copy->lives[id];
	bool own = own_reservation(copy, &history->releases[number], id) && life->state == HUSH_RELEASE_RESERVED;
	enum hush_release_state state;

	hold = hold || (own && life->hold);
	state = hold ? HUSH_RELEASE_STAGED : HUSH_RELEASE_PUBLISHED;
	copy->knows[number] = true;
	copy->held[number] = hold;
	copy->by_id[number] = own || life->state == HUSH_RELEASE_NONE;
	if (own) {
		life->state = state; /* its charge stands already */
		return;
	}
	copy->brought_units += history->units[number];
	if (life->state == HUSH_RELEASE_NONE) {
		*life = (struct life){.state = state, .taken = true, .hold = hold};
	} else {
		life->twin = true;
	}
}

static void step_catch_up(struct history *history, struct copy *copy, unsigned number)
{
	bool all = chance(history, 3) == 0;
	bool hold = chance(history, 4) == 0;
	unsigned one = history->released ? chance(history, history->released) : 0;
	struct hush_ledger *ledger = open_copy(history, copy);

	for (unsigned i = 0; i < history->released; i++) {
		struct hush_claim claim = claim_of(&history->releases[i]);
		hush_error err = {0};
		bool brought = false;
		hush_status status;

		if (!all && i != one) {
			continue;
		}
		tell(history, hold ? "catch up, held" : "catch up", number, i);
		status = hush_ledger_catch_up(ledger, &claim, "somebody", hold, &brought, &err);
		must(status == (history->foreign[i] ? HUSH_E_USAGE : HUSH_OK), "%s", err.message);
		must(brought == (!copy->knows[i] && !history->foreign[i]), "release %u was %s", i,
		     brought ? "brought in" : "not brought in");
		if (brought) {
			model_catch_up(history, copy, i, hold);
			totals.caught_up++;
		}
	}
	hush_ledger_close(ledger);
}

/* What somebody with another program may do: each must keep the file from opening, or from being verified. */
static const char *const edits[] = {
	"DELETE FROM entry WHERE sequence = (SELECT max(sequence) FROM entry) AND kind IN ('reserved', 'staged')",
	"UPDATE charge SET epsilon = '1/1000'",
	"DELETE FROM charge",
	"UPDATE entry SET payload = replace(payload, 'epsilon 1/2', 'epsilon 1/4') WHERE instr(payload, 'epsilon 1/2')",
	"UPDATE entry SET kind = 'cancelled' WHERE kind = 'published'",
	"UPDATE vault SET bytes = zeroblob(length(bytes))",
	"DELETE FROM vault",
	"UPDATE entry SET release = 'release-99' WHERE release = 'release-1'",
	"UPDATE ledger SET secret = zeroblob(32)",
};

/* 1 when the edit changed something. The rules are taken away and put back to the letter. */
static bool edit_file(struct history *history, const char *path, const char *sql)
{
	static const char *const tables[] = {"entry", "charge", "vault", "ledger"};
	char text[2048] = "";
	struct hush_sql *db;
	char *rules[8] = {NULL};
	bool changed = false;
	hush_error err = {0};

	must(hush_sql_open(path, &db, &err) == HUSH_OK, "%s", err.message);
	for (unsigned i = 0; i < 8; i++) {
		struct hush_sql_statement *statement;
		bool row = false;

		snprintf(text, sizeof text, "SELECT sql FROM sqlite_schema WHERE name = '%s_%s'", tables[i / 2],
		         i % 2 ? "delete" : "update");
		must(hush_sql_prepare(db, text, &statement, &err) == HUSH_OK, "%s", err.message);
		must(hush_sql_step(statement, &row, &err) == HUSH_OK && row, "%s", err.message);
		must(hush_sql_text(statement, 0, &rules[i], &err) == HUSH_OK, "%s", err.message);
		hush_sql_finish(statement);
		snprintf(text, sizeof text, "DROP TRIGGER %s_%s", tables[i / 2], i % 2 ? "delete" : "update");
		must(hush_sql_run(db, text, &err) == HUSH_OK, "%s", err.message);
	}
	must(hush_sql_run(db, "PRAGMA foreign_keys = OFF", &err) == HUSH_OK, "%s", err.message);
	must(hush_sql_run(db, sql, &err) == HUSH_OK, "%s: %s", sql, err.message);
	{
		struct hush_sql_statement *statement;
		bool row = false;

		must(hush_sql_prepare(db, "SELECT total_changes()", &statement, &err) == HUSH_OK, "%s", err.message);
		must(hush_sql_step(statement, &row, &err) == HUSH_OK, "%s", err.message);
		changed = hush_sql_i64(statement, 0) > 0;
		hush_sql_finish(statement);
	}
	for (unsigned i = 0; i < 8; i++) {
		must(hush_sql_run(db, rules[i], &err) == HUSH_OK, "%s", err.message);
		hush_free(rules[i]);
	}
	hush_sql_close(db);
	return changed;
}

static void step_edit(struct history *history, struct copy *copy, unsigned number)
{
	unsigned which = chance(history, sizeof edits / sizeof edits[0]);
	char good[160];
	struct hush_ledger *ledger = NULL;
	hush_status status;
	bool changed;

	tell(history, "edit", number, which);
	snprintf(good, sizeof good, "%s.good", copy->path);
	copy_file(copy->path, good);
	changed = edit_file(history, copy->path, edits[which]);
	status = hush_ledger_open(copy->path, &ledger, NULL);
	if (status == HUSH_OK) {
		status = hush_ledger_verify(ledger, NULL);
		hush_ledger_close(ledger);
	}
	if (changed) {
		must(status == HUSH_E_LEDGER, "not found: %s", edits[which]);
		totals.edited++;
	}
	copy_file(good, copy->path);
	unlink(good);
}

/* What the copy must say of a release. */
static enum hush_claim_verdict expected_verdict(const struct history *history, const struct copy *copy, unsigned number)
{
	const struct published *release = &history->releases[number];
	unsigned id = history->id_of[number];
	bool own = own_reservation(copy, release, id);

	if (history->foreign[number]) {
		return HUSH_CLAIM_OTHER_LEDGER;
	}
	if (copy->held[number]) {
		return HUSH_CLAIM_HELD;
	}
	if (copy->knows[number]) {
		return own && copy->by_id[number] ? HUSH_CLAIM_HOLDS : HUSH_CLAIM_CAUGHT_UP;
	}
	if (own && copy->lives[id].state == HUSH_RELEASE_RESERVED) {
		return HUSH_CLAIM_UNFINISHED;
	}
	if (own && copy->lives[id].state != HUSH_RELEASE_CANCELLED) {
		return HUSH_CLAIM_OTHER_ANSWER;
	}
	return own ? HUSH_CLAIM_CANCELLED : HUSH_CLAIM_FORKED; /* or ahead, which the caller allows for */
}

static void check_release(struct history *history, struct hush_ledger *ledger, const struct copy *copy, unsigned number)
{
	enum hush_claim_verdict expected = expected_verdict(history, copy, number);
	enum hush_claim_verdict found = verdict_of(ledger, &history->releases[number]);
	bool fits = found == expected;

	if (copy->held[number]) {
		totals.seen_held++;
	} else if (copy->knows[number]) {
		/* The same answer can be known twice, when its own reservation was cancelled or had another answer. */
		fits = found == HUSH_CLAIM_HOLDS || found == HUSH_CLAIM_CAUGHT_UP;
	} else if (expected == HUSH_CLAIM_FORKED) {
		fits = found == HUSH_CLAIM_FORKED || found == HUSH_CLAIM_AHEAD || found == HUSH_CLAIM_OTHER_ANSWER;
	} else if (expected == HUSH_CLAIM_CANCELLED) {
		fits = found == HUSH_CLAIM_CANCELLED || found == HUSH_CLAIM_OTHER_ANSWER;
	}
	must(fits, "release %u of %s: found %s, expected %s", number, history->releases[number].id,
	     hush_claim_verdict_name(found), hush_claim_verdict_name(expected));
	totals.weighed++;
	totals.forks += !hush_claim_fine(found);
}

static void check_spent(struct history *history, struct hush_ledger *ledger, const struct copy *copy, bool whole)
{
	struct hush_cost spent;
	struct hush_rational expected;
	hush_error err = {0};

	hush_cost_init(&spent);
	hush_rational_init(&expected);
	hush_rational_set_u64(&expected, spent_units(copy), UNITS);
	mpq_canonicalize(expected.q);
	must(hush_ledger_spent(ledger, "vehicle", fixture_day("2025-01-01"), &spent, &err) == HUSH_OK, "%s", err.message);
	must(hush_rational_compare(&spent.epsilon, &expected) == 0, "charged otherwise than %u/%u", spent_units(copy), UNITS);
	if (whole) {
		hush_status status = hush_ledger_verify(ledger, &err);

		must(status == (spent_units(copy) > BUDGET ? HUSH_E_LEDGER : HUSH_OK), "verify: %s", err.message);
		totals.overspent += status != HUSH_OK;
	}
	hush_rational_clear(&expected);
	hush_cost_clear(&spent);
}

static void check_others(struct history *history, struct hush_ledger *ledger, const struct copy *copy)
{
	struct hush_ledger_others others = {0};
	hush_error err = {0};

	must(hush_ledger_others(ledger, UINT64_MAX, &others, &err) == HUSH_OK, "%s", err.message);
	must(others.count == copy->has_other && hush_ledger_others_have(&others, history->other_id) == copy->has_other,
	     "%u other ledgers on record", others.count);
	hush_ledger_others_free(&others);
}

static void check_copy(struct history *history, const struct copy *copy, bool whole)
{
	struct hush_ledger *ledger = open_copy(history, copy);

	for (unsigned i = 0; i < history->released; i++) {
		check_release(history, ledger, copy, i);
	}
	check_spent(history, ledger, copy, whole);
	check_others(history, ledger, copy);
	hush_ledger_close(ledger);
}

static void step(struct history *history)
{
	unsigned number = chance(history, COPIES);
	struct copy *copy = &history->copies[number];

	if (!copy->there) {
		number = 0; /* the first one always is */
		copy = &history->copies[0];
	}
	switch (chance(history, 20)) {
	case 0: step_cancel(history, copy, number); break;
	case 1:
	case 2: step_publish(history, copy, number, true, chance(history, 3) == 0); break;
	case 3:
	case 4: step_copy(history, copy, number); break;
	case 5: step_backup(history, copy, number); break;
	case 6: step_restore(history, copy, number); break;
	case 7:
	case 8:
	case 9: step_catch_up(history, copy, number); break;
	case 10: step_edit(history, copy, number); break;
	case 11:
	case 12: step_sign(history, copy, number); break;
	case 13: step_foreign(history); break;
	case 14:
	case 15: step_publish(history, copy, number, false, true); break;
	default: step_publish(history, copy, number, false, false); break;
	}
	check_copy(history, copy, false);
}

static void begin_other(struct history *history, const struct hush_account_terms *terms)
{
	struct hush_account_terms rich = *terms;
	struct hush_ledger *ledger = NULL;
	hush_error err = {0};

	snprintf(rich.epsilon, sizeof rich.epsilon, "100");
	snprintf(history->other, sizeof history->other, "%s/other.ledger", history->folder);
	unlink(history->other);
	must(hush_ledger_create(history->other, &rich, 1, &err) == HUSH_OK, "%s", err.message);
	must(hush_ledger_open(history->other, &ledger, &err) == HUSH_OK, "%s", err.message);
	snprintf(history->other_id, sizeof history->other_id, "%s", hush_ledger_id(ledger));
	hush_ledger_close(ledger);
}

static void run(uint64_t seed, const char *folder)
{
	static struct history history;
	struct hush_account_terms terms = fixture_terms(HUSH_ACCOUNT_PURE, "1.5", "", "");
	hush_error err = {0};

	snprintf(terms.timezone, sizeof terms.timezone, "UTC"); /* the table of a real zone takes longer than all else */
	history = (struct history){.random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1};
	snprintf(history.folder, sizeof history.folder, "%s", folder);
	snprintf(history.what, sizeof history.what, "seed %llu: ", (unsigned long long)seed);
	for (unsigned i = 0; i < COPIES; i++) {
		snprintf(history.copies[i].path, sizeof history.copies[i].path, "%s/%u.ledger", folder, i);
		unlink(history.copies[i].path);
	}
	snprintf(history.saved.path, sizeof history.saved.path, "%s/saved.ledger", folder);
	unlink(history.saved.path);
	if (hush_ledger_create(history.copies[0].path, &terms, 1, &err) != HUSH_OK) {
		fprintf(stderr, "failed: %s\n", err.message);
		exit(1);
	}
	history.copies[0].there = true;
	begin_other(&history, &terms);
	for (unsigned i = 0; i < STEPS; i++) {
		step(&history);
	}
	for (unsigned i = 0; i < COPIES; i++) {
		if (history.copies[i].there) {
			check_copy(&history, &history.copies[i], true);
		}
	}
	for (unsigned i = 0; i < history.released; i++) {
		fixture_free(history.releases[i].plan);
	}
}

static unsigned long count = 200;
static unsigned long first = 1;

START_TEST(every_fork_is_found_and_nothing_else)
{
	/* Memory where there is a file system in it: thousands of syncs are not what is tested here. */
	char memory[] = "/dev/shm/hushcount-histories-XXXXXX";
	char disk[] = "/tmp/hushcount-histories-XXXXXX";
	const char *folder = mkdtemp(memory) ? memory : mkdtemp(disk);

	ck_assert_ptr_nonnull(folder);
	fixture_remember(folder);
	for (unsigned long i = 0; i < count; i++) {
		run(first + i, folder);
	}
	printf("%lu histories, %lu steps: %lu releases published, %lu held back, %lu signed off, %lu of another ledger, %lu cut short, %lu cancelled, %lu copies, %lu restored, "
	       "%lu caught up, %lu edits found\n",
	       count, totals.steps, totals.published, totals.held, totals.signed_off, totals.foreign, totals.cut, totals.cancelled, totals.copied, totals.restored,
	       totals.caught_up, totals.edited);
	printf("%lu releases weighed, %lu of them unknown to the copy or held back by it and named (%lu held back), no false "
	       "alarm; %lu looks at an overspent copy\n",
	       totals.weighed, totals.forks, totals.seen_held, totals.overspent);
	/* A test that meets nothing finds nothing. */
	ck_assert(count < 100 || (totals.published && totals.cut && totals.cancelled && totals.restored && totals.caught_up &&
	                          totals.edited && totals.forks && totals.overspent && totals.held && totals.signed_off &&
	                          totals.foreign && totals.seen_held));
	fflush(stdout);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("histories");
	TCase *cases = tcase_create("histories");

	count = argc > 1 ? strtoul(argv[1], NULL, 10) : count;
	first = argc > 2 ? strtoul(argv[2], NULL, 10) : first;
	tcase_add_test(cases, every_fork_is_found_and_nothing_else);
	tcase_set_timeout(cases, 3600);
	suite_add_tcase(suite, cases);
	return fixture_run(suite);
}
