/*
 * reader: the whole way from a file to records, its fast lane included, against libcsv alone (../read/reference.h).
 *
 * Input: the form of plates, how many bytes a piece spans, whether the file is packed and unpacked ahead; then the file
 * behind its header line.
 */
#include "fuzz.h"

#include "../read/reference.h"

enum { HEAD = 3, MOST = 4000 }; /* the reference has room for plates of so many bytes */

static const char header[] = "t,p,x\n";

static struct hush_spec *spec_of(unsigned form)
{
	static const char *const forms[] = {"plate", "exact", "lookalike"};
	static struct hush_spec *specs[3];

	if (!specs[form]) {
		char json[2048];

		snprintf(json, sizeof json,
		         SPEC_HEAD("2025-01-01", "2025-02-01", "week") "\"sources\": {\"s\": {\"files\": [\"f.csv\"], \"entity\": "
		                                                       "{\"vehicle\": [\"p\"], \"form\": \"%s\"}, \"time\": "
		                                                       "{\"column\": \"t\"}}}, \"dimensions\": {\"site\": "
		                                                       "{\"column\": \"x\", \"values\": [\"a\", \"aa\", "
		                                                       "\"\xC3\xA9\", \"a a\", \"a,a\", \"a\\\"a\", "
		                                                       "\"north gate 7\"], \"origin\": \"policy\"}}, "
		                                                       "\"tables\": [{\"name\": \"t\", \"source\": \"s\", "
		                                                       "\"measure\": \"rows\", \"by\": [\"site\"], " LIMITS "}]}",
		         forms[form]);
		specs[form] = load_spec(json);
	}
	return specs[form];
}

static void put_file(const char *text, size_t length, unsigned kind)
{
	static char file[sizeof header + MOST];
	static unsigned char packed[4 * MOST];
	size_t size = sizeof header - 1 + length;

	memcpy(file, header, sizeof header - 1);
	memcpy(file + sizeof header - 1, text, length);
	if (kind == 0) {
		put_bytes("f.csv", file, size);
	} else {
		put_bytes("f.csv", packed, (kind == 1 ? pack_gzip : pack_zstd)(file, size, packed, sizeof packed));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hush_spec *spec;
	struct story wanted;
	struct story got;
	unsigned kind;
	size_t piece;
	char *text;

	if (size < HEAD || size > HEAD + MOST) {
		return 0;
	}
	if (folder[0] == 0) {
		make_folder();
		(void)atexit(remove_folder);
	}
	spec = spec_of(data[0] % 3);
	kind = data[0] / 3 % 8 > 1 ? 0 : data[0] / 3 % 8 + 1; /* plain ones are the commonest by far */
	read_ahead = kind != 0 && data[0] & 0x80;
	piece = 1 + data[1] + 256 * (size_t)data[2];
	size -= HEAD;
	text = malloc(size + 1);
	MUST(text);
	memcpy(text, data + HEAD, size);
	put_file(text, size, kind);
	read_slowly(spec, text, size, &wanted);
	MUST(read_with(spec, piece, &got, NULL) == HUSH_OK);
	MUST(wanted.length == got.length && memcmp(wanted.text, got.text, got.length) == 0);
	MUST(memcmp(&wanted.tally, &got.tally, sizeof wanted.tally) == 0);
	free(wanted.text);
	free(got.text);
	free(text);
	return 0;
}
