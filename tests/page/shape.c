/* shape: see shape.h. */
#include "shape.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/file.h"
#include "base/memory.h"
#include "spec/resolved.h"

static void must(hush_status status, const hush_error *err)
{
	if (status != HUSH_OK) {
		fprintf(stderr, "shape: %s:%lu:%lu: %s (%s)\n", err->file, err->line, err->column, err->message, err->hint);
		abort();
	}
}

static void make_plan(struct shape *shape)
{
	char *names[HUSH_MAX_SOURCES + 2];
	struct hush_account_choice choices[HUSH_MAX_SOURCES + 2];
	uint32_t count = 0;
	hush_error err = {0};

	must(hush_plan_account_names(shape->spec, names, &count, &err), &err);
	for (uint32_t i = 0; i < count; i++) {
		choices[i].name = names[i];
		choices[i].kind = hush_plan_default_kind(shape->spec);
	}
	must(hush_plan_make(shape->spec, choices, count, &shape->plan, &err), &err);
	for (uint32_t i = 0; i < count; i++) {
		hush_free(names[i]);
	}
	shape->accounts = hush_calloc(count, sizeof *shape->accounts);
	for (uint32_t i = 0; i < count; i++) {
		struct hush_buffer text;

		hush_buffer_init(&text, 65536);
		hush_rational_text(&shape->plan->accounts[i].charge.rho, &text);
		shape->accounts[i].spent_text = hush_buffer_take(&text, NULL);
		shape->accounts[i].budget_text = hush_strdup("1/2");
	}
}

/* Values that no list names are called "agency 1" to "agency 3". */
static void resolve(struct shape *shape)
{
	struct hush_names values[HUSH_MAX_DIMENSIONS] = {{0}};
	hush_error err = {0};

	if (!hush_spec_discovers(shape->spec)) {
		return;
	}
	for (uint32_t d = 0; d < shape->spec->dimension_count; d++) {
		if (shape->spec->dimensions[d].at_most) {
			values[d].names = hush_calloc(3, sizeof *values[d].names);
			for (; values[d].count < 3; values[d].count++) {
				char name[16];

				snprintf(name, sizeof name, "agency %u", values[d].count + 1);
				values[d].names[values[d].count] = hush_strdup(name);
			}
		}
	}
	must(hush_spec_resolve(shape->spec, values, &shape->resolved, &err), &err);
	shape->plan->spec = shape->resolved;
}

void shape_open(struct shape *shape, const char *spec_text)
{
	char path[128];
	hush_error err = {0};

	memset(shape, 0, sizeof *shape);
	must(hush_crypto_start(&err), &err);
	strcpy(shape->folder, "/tmp/hush-page-XXXXXX");
	if (!mkdtemp(shape->folder)) {
		abort();
	}
	snprintf(path, sizeof path, "%s/spec.json", shape->folder);
	must(hush_file_write_new(path, 0644, spec_text, strlen(spec_text), &err), &err);
	must(hush_spec_load_file(path, &shape->spec, &err), &err);
	make_plan(shape);
	resolve(shape);
	must(hush_noisy_invent(shape->plan, &shape->noisy, &err), &err);
	shape->release = (struct hush_release){.spec = shape->plan->spec,
	                                       .plan = shape->plan,
	                                       .noisy = shape->noisy,
	                                       .accounts = shape->accounts,
	                                       .sequence = 3,
	                                       .head = "6f1e8d0c6f1e8d0c6f1e8d0c6f1e8d0c6f1e8d0c6f1e8d0c6f1e8d0c6f1e8d0c",
	                                       .ledger_id = "00112233445566778899aabbccddeeff",
	                                       .day = "2025-03-04",
	                                       .version = "9.9.9",
	                                       .formats = hush_formats_now()};
}

static int remove_entry(const char *path, const struct stat *found, int kind, struct FTW *walk)
{
	(void)found;
	(void)kind;
	(void)walk;
	return remove(path);
}

void shape_close(struct shape *shape)
{
	for (uint32_t i = 0; i < shape->plan->account_count; i++) {
		hush_free(shape->accounts[i].budget_text);
		hush_free(shape->accounts[i].spent_text);
	}
	hush_free(shape->accounts);
	hush_noisy_free(shape->noisy);
	hush_plan_free(shape->plan);
	hush_spec_resolved_free(shape->resolved);
	hush_spec_free(shape->spec);
	(void)nftw(shape->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

void shape_page(const struct shape *shape, struct hush_buffer *page)
{
	hush_error err = {0};

	hush_buffer_init(page, SIZE_MAX / 2);
	must(hush_page_write(&shape->release, NULL, page, &err), &err);
}

char *shape_spec(const char *release, const char *sources, const char *dimensions, const char *tables)
{
	struct hush_buffer text;

	hush_buffer_init(&text, 16 * 1024 * 1024);
	hush_buffer_format(&text,
	                   "{\"hushcount\": 1, \"release\": {\"publisher\": \"Riverton Police Department\", "
	                   "\"contact\": \"transparency@riverton.example\", \"reason\": \"Test of the page\", %s},\n"
	                   "\"privacy\": {\"ledger\": \"l.ledger\", \"window\": \"month\", \"timezone\": \"America/Los_Angeles\", "
	                   "\"guarantee\": {\"epsilon\": \"1\", \"delta\": \"1e-9\"}},\n"
	                   "\"sources\": {%s},\n\"dimensions\": {%s},\n\"tables\": [%s]}\n",
	                   release, sources, dimensions, tables);
	return hush_buffer_take(&text, NULL);
}

static const char by_vehicle[] = "\"entity\": {\"vehicle\": [\"plate\"], \"form\": \"plate\"}, \"time\": {\"column\": \"at\"}";

char *shape_city(const char *id, const char *language, int month)
{
	static const char dimensions[] =
	    "\"site\": {\"column\": \"camera\", \"values\": [\"Alder & 3rd\", \"Birch & 10th\", \"<b>Cedar</b>\", \"Dogwood \\\"24th\\\"\", "
	    "\"Elm & a very long name of a place that does not fit beside its mark\", \"Fir\", \"Garnet\", \"Hazel\"]},"
	    "\"many\": {\"column\": \"reader\", \"values\": [\"r01\",\"r02\",\"r03\",\"r04\",\"r05\",\"r06\",\"r07\",\"r08\",\"r09\",\"r10\","
	    "\"r11\",\"r12\",\"r13\",\"r14\",\"r15\",\"r16\",\"r17\",\"r18\",\"r19\",\"r20\",\"r21\",\"r22\",\"r23\",\"r24\",\"r25\",\"r26\","
	    "\"r27\",\"r28\",\"r29\",\"r30\",\"r31\",\"r32\",\"r33\",\"r34\",\"r35\",\"r36\",\"r37\",\"r38\",\"r39\",\"r40\",\"r41\",\"r42\","
	    "\"r43\",\"r44\",\"r45\",\"r46\",\"r47\",\"r48\",\"r49\",\"r50\",\"r51\",\"r52\",\"r53\",\"r54\",\"r55\",\"r56\",\"r57\",\"r58\","
	    "\"r59\",\"r60\",\"r61\",\"r62\",\"r63\",\"r64\",\"r65\",\"r66\",\"r67\",\"r68\",\"r69\",\"r70\"]},"
	    "\"side\": {\"values\": [\"East\", \"West\"]}, \"outcome\": {\"column\": \"outcome\", \"values\": [\"kept\", \"dropped\"]},"
	    "\"day\": {\"time\": \"day\"}, \"hour\": {\"time\": \"hour\"}, \"hour_of_day\": {\"time\": \"hour_of_day\"}, "
	    "\"weekday\": {\"time\": \"weekday\"}";
	static const char tables[] =
	    "{\"name\": \"scans_by_site_day\", \"title\": \"Scans by site & day\", \"source\": \"scans\", \"measure\": \"rows\", "
	    "\"by\": [\"site\", \"day\"], \"limits\": {\"cells\": 6, \"per_cell\": 2, \"origin\": \"policy\"}, \"share\": 3},"
	    "{\"name\": \"scans_by_weekday_hour\", \"source\": \"scans\", \"measure\": \"rows\", \"by\": [\"weekday\", \"hour_of_day\"], "
	    "\"limits\": {\"cells\": 6, \"per_cell\": 2, \"origin\": \"policy\"}},"
	    "{\"name\": \"scans_by_reader_hour\", \"source\": \"scans\", \"measure\": \"rows\", \"by\": [\"many\", \"hour_of_day\"], "
	    "\"limits\": {\"cells\": 6, \"per_cell\": 1, \"origin\": \"policy\"}},"
	    "{\"name\": \"vehicles_by_site\", \"source\": \"scans\", \"measure\": \"vehicles\", \"by\": [\"site\"], "
	    "\"limits\": {\"cells\": 3, \"origin\": \"policy\"}},"
	    "{\"name\": \"vehicles_by_reader_day\", \"source\": \"scans\", \"measure\": \"vehicles\", \"by\": [\"many\", \"day\"], "
	    "\"limits\": {\"cells\": 3, \"origin\": \"policy\"}},"
	    "{\"name\": \"vehicles_by_weekday\", \"source\": \"scans\", \"measure\": \"vehicles\", \"by\": [\"weekday\"], "
	    "\"limits\": {\"cells\": 7, \"origin\": \"policy\"}},"
	    "{\"name\": \"vehicles\", \"source\": \"scans\", \"measure\": \"vehicles\", \"by\": [], "
	    "\"limits\": {\"cells\": 1, \"origin\": \"policy\"}},"
	    "{\"name\": \"hits\", \"source\": \"hits\", \"measure\": \"rows\", \"by\": [], "
	    "\"limits\": {\"cells\": 1, \"per_cell\": 1, \"origin\": \"policy\"}, \"share\": 20},"
	    "{\"name\": \"verified_hits\", \"source\": \"verified\", \"measure\": \"rows\", \"by\": [\"outcome\"], "
	    "\"limits\": {\"cells\": 1, \"per_cell\": 1, \"origin\": \"policy\"}, \"share\": 20},"
	    "{\"name\": \"searches\", \"source\": \"searches\", \"measure\": \"rows\", \"by\": [\"outcome\", \"weekday\"], "
	    "\"limits\": {\"cells\": 2, \"per_cell\": 5, \"origin\": \"policy\"}},"
	    "{\"name\": \"bridge\", \"title\": \"Bridge counter\", \"source\": \"bridge\", \"measure\": \"rows\", \"by\": [\"side\", \"day\", "
	    "\"hour_of_day\"]}";
	struct hush_buffer sources;
	struct hush_buffer release;
	char *text;

	hush_buffer_init(&sources, 65536);
	hush_buffer_init(&release, 65536);
	hush_buffer_format(&sources,
	                   "\"scans\": {\"files\": [\"s.csv\"], %s}, \"hits\": {\"files\": [\"h.csv\"], %s}, "
	                   "\"verified\": {\"files\": [\"v.csv\"], %s}, "
	                   "\"searches\": {\"files\": [\"q.csv\"], \"entity\": {\"user\": [\"officer\"], \"form\": \"exact\"}, "
	                   "\"time\": {\"column\": \"at\"}}, "
	                   "\"bridge\": {\"files\": [\"b.csv\"], \"declared\": {\"at_most\": 4}, \"time\": {\"column\": \"at\"}, "
	                   "\"counts\": [{\"column\": \"E\", \"as\": {\"side\": \"East\"}}, {\"column\": \"W\", \"as\": {\"side\": \"West\"}}]}",
	                   by_vehicle, by_vehicle, by_vehicle);
	hush_buffer_format(&release,
	                   "\"id\": \"%s\", \"title\": \"Plate readers in Riverton\", \"language\": \"%s\", "
	                   "\"period\": {\"from\": \"2025-%02d-01\", \"to\": \"2025-%02d-01\"}",
	                   id, language, month, month + 1);
	text = shape_spec(release.bytes, sources.bytes, dimensions, tables);
	hush_buffer_release(&sources);
	hush_buffer_release(&release);
	return text;
}

char *shape_rates(const char *language)
{
	static const char sources[] =
	    "\"scans\": {\"files\": [\"s.csv\"], \"entity\": {\"vehicle\": [\"plate\"], \"form\": \"plate\"}, "
	    "\"time\": {\"column\": \"at\"}}, "
	    "\"hits\": {\"files\": [\"h.csv\"], \"entity\": {\"vehicle\": [\"plate\"], \"form\": \"plate\"}, "
	    "\"time\": {\"column\": \"at\"}}, "
	    "\"searches\": {\"files\": [\"q.csv\"], \"entity\": {\"user\": [\"officer\"], \"form\": \"exact\"}, "
	    "\"time\": {\"column\": \"at\"}}";
	static const char dimensions[] =
	    "\"site\": {\"description\": \"Where <the> reader stands\", \"column\": \"camera\", \"values\": [\"North\", \"South\", "
	    "\"A place with a name of well over fifty characters, at the river\"]}, "
	    "\"month\": {\"time\": \"month\"}, "
	    "\"cameras\": {\"column\": \"n\", \"bins\": [0, 1, \"1.5\", 1000]}";
	static const char tables[] =
	    "{\"name\": \"hits_by_site\", \"title\": \"Hits by site\", \"source\": \"hits\", \"measure\": \"rows\", \"by\": [\"site\"], "
	    "\"limits\": {\"cells\": 2, \"per_cell\": 2, \"origin\": \"policy\"}}, "
	    "{\"name\": \"scans_by_site\", \"title\": \"Scans by site\", \"description\": \"What the readers <saw>\", "
	    "\"source\": \"scans\", \"measure\": \"rows\", \"by\": [\"site\"], "
	    "\"limits\": {\"cells\": 2, \"per_cell\": 2, \"origin\": \"looked at data\"}}, "
	    "{\"name\": \"scans_by_month\", \"source\": \"scans\", \"measure\": \"rows\", \"by\": [\"month\"], "
	    "\"limits\": {\"cells\": 1, \"per_cell\": 8, \"origin\": \"policy\"}}, "
	    "{\"name\": \"searches_by_cameras\", \"source\": \"searches\", \"measure\": \"rows\", \"by\": [\"cameras\"], "
	    "\"limits\": {\"cells\": 1, \"per_cell\": 5, \"origin\": \"policy\"}}, "
	    "{\"name\": \"cameras_searched\", \"title\": \"Cameras of a search, on average\", \"source\": \"searches\", "
	    "\"measure\": \"mean\", \"of\": {\"column\": \"camera_count\", \"clamp\": [0, 300], \"grid\": 10}, \"by\": [], "
	    "\"limits\": {\"cells\": 1, \"per_cell\": 4, \"origin\": \"synthetic\"}}, "
	    "{\"name\": \"hit_rate\", \"title\": \"Hits per thousand scans\", \"description\": \"How often a scan is <met>\", "
	    "\"measure\": \"ratio\", \"of\": {\"numerator\": \"hits_by_site\", \"denominator\": \"scans_by_site\", \"per\": 1000}}, "
	    "{\"name\": \"north\", \"title\": \"Share of the north\", \"measure\": \"share\", \"of\": {\"table\": \"scans_by_site\", "
	    "\"where\": {\"site\": \"North\"}}}, "
	    "{\"name\": \"per_camera\", \"measure\": \"ratio\", \"of\": {\"numerator\": \"scans_by_site\", \"denominator\": \"inventory\", "
	    "\"column\": \"camera_days\"}}";
	struct hush_buffer release;
	char *spec;
	char *text;
	size_t length;

	hush_buffer_init(&release, 4096);
	hush_buffer_format(&release,
	                   "\"id\": \"rates\", \"title\": \"Rates\", \"language\": \"%s\", "
	                   "\"period\": {\"from\": \"2025-01-01\", \"to\": \"2025-04-01\"}",
	                   language);
	spec = shape_spec(release.bytes, sources, dimensions, tables);
	hush_buffer_release(&release);
	/* The exact table goes in before the last brace. */
	length = strlen(spec) - 2;
	hush_buffer_init(&release, 65536);
	hush_buffer_put(&release, spec, length);
	hush_buffer_text(&release,
	                 ",\n\"exact\": [{\"name\": \"inventory\", \"by\": [\"site\"], \"columns\": [\"camera_days\"], "
	                 "\"rows\": [[28], [0], [14]], \"why\": \"an inventory\"}]}\n");
	hush_free(spec);
	text = hush_buffer_take(&release, NULL);
	return text;
}

static const char january[] = "\"id\": \"large\", \"title\": \"A large release\", \"language\": \"en\", "
                              "\"period\": {\"from\": \"2025-01-01\", \"to\": \"2025-02-01\"}";

char *shape_large(void)
{
	struct hush_buffer dimensions;
	struct hush_buffer source;
	char *text;

	hush_buffer_init(&dimensions, 1024 * 1024);
	hush_buffer_init(&source, 4096);
	hush_buffer_text(&dimensions, "\"day\": {\"time\": \"day\"}, \"hour\": {\"time\": \"hour_of_day\"}, "
	                              "\"site\": {\"column\": \"camera\", \"values\": [");
	for (int i = 0; i < 500; i++) {
		hush_buffer_format(&dimensions, "%s\"Site %03d, corner of two streets\"", i > 0 ? ", " : "", i);
	}
	hush_buffer_text(&dimensions, "]}");
	hush_buffer_format(&source, "\"scans\": {\"files\": [\"s.csv\"], %s}", by_vehicle);
	text = shape_spec(january, source.bytes, dimensions.bytes,
	                  "{\"name\": \"scans\", \"title\": \"Scans by site, day and hour\", \"source\": \"scans\", \"measure\": \"rows\", "
	                  "\"by\": [\"site\", \"day\", \"hour\"], \"limits\": {\"cells\": 16, \"per_cell\": 2, \"origin\": \"policy\"}}");
	hush_buffer_release(&source);
	hush_buffer_release(&dimensions);
	return text;
}

char *shape_many_tables(void)
{
	struct hush_buffer tables;
	struct hush_buffer source;
	char *text;

	hush_buffer_init(&tables, 1024 * 1024);
	hush_buffer_init(&source, 4096);
	for (int i = 0; i < 120; i++) {
		hush_buffer_format(&tables,
		                   "%s{\"name\": \"table_%03d\", \"source\": \"scans\", \"measure\": \"rows\", \"by\": [\"day\", \"hour\"], "
		                   "\"limits\": {\"cells\": %d, \"per_cell\": 1, \"origin\": \"policy\"}}",
		                   i > 0 ? ", " : "", i, i % 7 + 1);
	}
	hush_buffer_format(&source, "\"scans\": {\"files\": [\"s.csv\"], %s}", by_vehicle);
	text = shape_spec(january, source.bytes, "\"day\": {\"time\": \"day\"}, \"hour\": {\"time\": \"hour_of_day\"}", tables.bytes);
	hush_buffer_release(&source);
	hush_buffer_release(&tables);
	return text;
}
