/*
 * bench-floor: what reading a file costs at the least, for `scripts/bench scan`.
 *
 *     bench-floor feeds FILE    read() and count line feeds
 *     bench-floor libcsv FILE   read() and let libcsv parse it, counting fields and rows
 */
#include <csv.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static uint64_t fields;
static uint64_t rows;

static void on_field(void *bytes, size_t length, void *context)
{
	(void)bytes;
	(void)length;
	(void)context;
	fields++;
}

static void on_row(int end, void *context)
{
	(void)end;
	(void)context;
	rows++;
}

int main(int argc, char **argv)
{
	static char buffer[256 * 1024];
	struct csv_parser parser;
	int file = argc == 3 ? open(argv[2], O_RDONLY) : -1;
	int whole = argc == 3 && strcmp(argv[1], "libcsv") == 0;
	ssize_t got = 0;

	if (file < 0 || csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
		fputs("usage: bench-floor feeds|libcsv FILE\n", stderr);
		return 64;
	}
	while ((got = read(file, buffer, sizeof buffer)) > 0) {
		const char *end = buffer + got;

		if (whole) {
			if (csv_parse(&parser, buffer, (size_t)got, on_field, on_row, NULL) != (size_t)got) {
				return 65;
			}
			continue;
		}
		for (const char *at = buffer; (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++) {
			rows++;
		}
	}
	csv_free(&parser);
	close(file);
	printf("%llu rows, %llu fields\n", (unsigned long long)rows, (unsigned long long)fields);
	return got == 0 ? 0 : 74;
}
