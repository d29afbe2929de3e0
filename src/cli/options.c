/* options: see options.h. */
#include "cli/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/suggest.h"

enum { HELP = HUSH_OPTIONS_MAX, JSON, FIRST = 256, TEXT = 240, MARGIN = 24, WIDTH = 79 };

static const struct hush_option json_option = {
	.name = "json", .help = "answer with one JSON object, also when something is wrong"};
static const struct hush_option help_option = {.name = "help", .help = "print this help"};

hush_format hush_options_format(int argc, char **argv)
{
	for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "--json") == 0) {
			return HUSH_FORMAT_JSON;
		}
	}
	return HUSH_FORMAT_PLAIN;
}

/* Prints words from `indent` on, where the line already stands; lines are broken at WIDTH. */
static void wrap(const char *text, int indent)
{
	int column = indent;

	while (*text) {
		int length = (int)strcspn(text, " ");

		if (column > indent && column + 1 + length > WIDTH) {
			printf("\n%*s", indent, "");
			column = indent;
		} else if (column > indent) {
			putchar(' ');
			column++;
		}
		printf("%.*s", length, text);
		column += length;
		text += length + (text[length] == ' ');
	}
}

static void print_option(const struct hush_option *option, const char *start)
{
	int column = printf("  %s--%s%s%s", start, option->name, option->value ? " " : "", option->value ? option->value : "");

	if (column >= MARGIN) {
		putchar('\n');
		column = 0;
	}
	printf("%*s", MARGIN - column, "");
	wrap(option->help, MARGIN);
	putchar('\n');
}

/* One bracketed option of the synopsis, kept on one line. */
static int print_synopsis_option(const struct hush_option *option, int column, int indent)
{
	int length = (int)strlen(option->name) + 4 + (option->value ? (int)strlen(option->value) + 1 : 0);

	length += option->list ? 3 : 0;
	if (column + 1 + length > WIDTH) {
		printf("\n%*s", indent - 1, "");
		column = indent - 1;
	}
	printf(" [--%s%s%s]%s", option->name, option->value ? " " : "", option->value ? option->value : "",
	       option->list ? "..." : "");
	return column + 1 + length;
}

static void print_help(const struct hush_command *self, const struct hush_usage *usage)
{
	int indent = (int)strlen("  hushcount ") + (int)strlen(self->name) + 1;
	int column;

	printf("hushcount %s: %s\n\nExamples\n", self->name, self->summary);
	for (const char *const *example = usage->examples; *example; example += 2) {
		printf("  hushcount %s\n      ", example[0]);
		wrap(example[1], 6);
		putchar('\n');
	}
	column = printf("\nUsage\n  hushcount %s%s%s", self->name, usage->operands[0] ? " " : "", usage->operands) - 7;
	for (const struct hush_option *option = usage->options; option && option->name; option++) {
		column = print_synopsis_option(option, column, indent);
	}
	print_synopsis_option(&json_option, column, indent);
	fputs("\n\n", stdout);
	wrap(usage->about, 0);
	fputs("\n\nOptions\n", stdout);
	for (const struct hush_option *option = usage->options; option && option->name; option++) {
		print_option(option, "");
	}
	print_option(&json_option, "");
	print_option(&help_option, "-h, ");
}

/* Digits only, no sign, no blank: what the range check then sees is what was typed. */
static bool parse_number(const char *text, uint64_t least, uint64_t most, uint64_t *number)
{
	uint64_t value = 0;

	if (!*text) {
		return false;
	}
	for (; *text; text++) {
		uint64_t digit = (uint64_t)(*text - '0');

		if (*text < '0' || *text > '9' || value > (UINT64_MAX - digit) / 10) {
			return false;
		}
		value = value * 10 + digit;
	}
	if (value < least || value > most) {
		return false;
	}
	*number = value;
	return true;
}

static bool wrong(const struct hush_command *self, struct hush_call *call, const char *message)
{
	char hint[TEXT];

	snprintf(hint, sizeof hint, "see hushcount help %s", self->name);
	call->exit_code = hush_finish_usage(call->format, message, hint);
	return false;
}

static bool unknown_option(const struct hush_command *self, const struct hush_usage *usage, const char *word,
                           struct hush_call *call)
{
	char message[TEXT];
	char hint[TEXT];
	const char *nearest = NULL;
	unsigned best = HUSH_SUGGEST_MAX + 1;
	int length = (int)strcspn(word, "=");
	char name[32] = "";

	if (strncmp(word, "--", 2) == 0 && (size_t)length - 2 < sizeof name) {
		memcpy(name, word + 2, (size_t)length - 2);
	}
	for (const struct hush_option *option = usage->options; option && option->name; option++) {
		unsigned distance = hush_suggest_distance(name, option->name);

		if (distance < best) {
			best = distance;
			nearest = option->name;
		}
	}
	if (!nearest && hush_suggest_distance(name, json_option.name) <= HUSH_SUGGEST_MAX) {
		nearest = json_option.name;
	}
	snprintf(message, sizeof message, "%s has no option %.*s", self->name, length > 64 ? 64 : length, word);
	if (!nearest) {
		return wrong(self, call, message);
	}
	snprintf(hint, sizeof hint, "did you mean --%s?", nearest);
	call->exit_code = hush_finish_usage(call->format, message, hint);
	return false;
}

/* Takes the value that getopt found. `seen` has a bit for every option that was already given. */
static bool take(const struct hush_command *self, const struct hush_option *option, const char *value, uint64_t bit,
                 uint64_t *seen, struct hush_call *call)
{
	char message[TEXT];

	if ((*seen & bit) && !option->list) {
		snprintf(message, sizeof message, "--%s is given twice", option->name);
		return wrong(self, call, message);
	}
	*seen |= bit;
	if (option->given) {
		*option->given = true;
	} else if (option->text) {
		*option->text = value;
	} else if (option->number && !parse_number(value, option->least, option->most, option->number)) {
		snprintf(message, sizeof message, "--%s takes a whole number from %llu to %llu", option->name,
		         (unsigned long long)option->least, (unsigned long long)option->most);
		return wrong(self, call, message);
	} else if (option->list && option->list->count == HUSH_LIST_MAX) {
		snprintf(message, sizeof message, "--%s can be given at most %d times", option->name, (int)HUSH_LIST_MAX);
		return wrong(self, call, message);
	} else if (option->list) {
		option->list->items[option->list->count++] = value;
	}
	return true;
}

/* getopt_long's table, made from ours. */
static void fill_long_options(const struct hush_usage *usage, struct option *rows)
{
	int count = 0;

	for (; usage->options && usage->options[count].name && count < HUSH_OPTIONS_MAX; count++) {
		rows[count] = (struct option){usage->options[count].name,
		                              usage->options[count].value ? required_argument : no_argument, NULL, FIRST + count};
	}
	rows[count] = (struct option){"help", no_argument, NULL, FIRST + HELP};
	rows[count + 1] = (struct option){"json", no_argument, NULL, FIRST + JSON};
	rows[count + 2] = (struct option){NULL, 0, NULL, 0};
}

/* Was the option written in full? getopt_long also takes unambiguous beginnings. */
static bool in_full(const char *word, const char *name)
{
	size_t length = strlen(name);

	return strncmp(word, "--", 2) == 0 && strncmp(word + 2, name, length) == 0 &&
	       (word[length + 2] == '\0' || word[length + 2] == '=');
}

static const char *option_name(const struct hush_usage *usage, int code)
{
	return code == FIRST + HELP ? "help" : code == FIRST + JSON ? "json" : usage->options[code - FIRST].name;
}

/* One turn of getopt: false when the call is over. */
static bool step(const struct hush_command *self, const struct hush_usage *usage, char **argv, int code, uint64_t *seen,
                 struct hush_call *call)
{
	/* The word that was read: the last one, or the one before when the last is the value. */
	const char *word = argv[optind - 1];
	char message[TEXT];

	if (code == 'h') {
		code = FIRST + HELP;
		word = "--help";
	}
	if (code == ':') {
		snprintf(message, sizeof message, "--%s needs a value", option_name(usage, optopt));
		return wrong(self, call, message);
	}
	if (code == '?' && optopt >= FIRST) {
		snprintf(message, sizeof message, "--%s takes no value", option_name(usage, optopt));
		return wrong(self, call, message);
	}
	if (code == '?' && optopt) {
		snprintf(message, sizeof message, "%s has no option -%c", self->name, optopt > 32 && optopt < 127 ? optopt : '?');
		return wrong(self, call, message);
	}
	if (code != '?' && optarg == word) {
		word = argv[optind - 2];
	}
	if (code == '?' || !in_full(word, option_name(usage, code))) {
		return unknown_option(self, usage, word, call);
	}
	if (code == FIRST + HELP) {
		print_help(self, usage);
		call->exit_code = hush_finish_output(0);
		return false;
	}
	return code == FIRST + JSON ||
	       take(self, &usage->options[code - FIRST], optarg, UINT64_C(1) << (code - FIRST), seen, call);
}

bool hush_options_parse(const struct hush_command *self, const struct hush_usage *usage, int argc, char **argv,
                        struct hush_call *call)
{
	struct option rows[HUSH_OPTIONS_MAX + 3];
	uint64_t seen = 0;
	char message[TEXT];
	int code;

	*call = (struct hush_call){.format = hush_options_format(argc, argv)};
	fill_long_options(usage, rows);
	opterr = 0;
	optind = 0;
	while ((code = getopt_long(argc, argv, ":h", rows, NULL)) != -1) {
		if (!step(self, usage, argv, code, &seen, call)) {
			return false;
		}
	}
	call->operands = argv + optind;
	call->operand_count = argc - optind;
	if (call->operand_count < usage->at_least) {
		snprintf(message, sizeof message, "%s needs %s", self->name, usage->operands);
		return wrong(self, call, message);
	}
	if (usage->at_most >= 0 && call->operand_count > usage->at_most) {
		snprintf(message, sizeof message, "%s takes %s and nothing more", self->name,
		         usage->operands[0] ? usage->operands : "options");
		return wrong(self, call, message);
	}
	return true;
}
