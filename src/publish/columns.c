/* columns: see columns.h. */
#include "publish/columns.h"

static const struct hush_column common[] = {
	{HUSH_COLUMN_ESTIMATE, HUSH_TYPE_INTEGER, "estimate",
	 "the limited count plus noise; may be negative; never adjusted", NULL, false},
	{HUSH_COLUMN_STD_DEV, HUSH_TYPE_DECIMAL, "std_dev", "standard deviation of the noise", NULL, false},
	{HUSH_COLUMN_MOE95, HUSH_TYPE_INTEGER, "moe95",
	 "95 % margin of the noise alone: P[|noise| > moe95] is at most 0.05", NULL, false},
	{HUSH_COLUMN_LOWER, HUSH_TYPE_INTEGER, "ci95_lower",
	 "estimate - moe95; the interval covers noise only, of the limited count", NULL, false},
	{HUSH_COLUMN_UPPER, HUSH_TYPE_INTEGER, "ci95_upper",
	 "estimate + moe95; the interval covers noise only, of the limited count", NULL, false},
	{HUSH_COLUMN_STATUS, HUSH_TYPE_TEXT, "status",
	 "published: every cell of a public domain is published, zeros and negative numbers included", NULL, false},
};

/* In place of that, where values are discovered. */
static const struct hush_column discovered_status = {
	HUSH_COLUMN_STATUS, HUSH_TYPE_TEXT, "status",
	"published: every cell of each value that is shown is published, zeros and negative numbers included; values whose noisy counts do "
	"not pass the threshold are missing", NULL, false};

/* Of quantiles: chosen, not counted, so that their interval is one of shares. */
static const struct hush_column chosen[] = {
	{HUSH_COLUMN_ESTIMATE, HUSH_TYPE_DECIMAL, "estimate",
	 "the point of the grid that was chosen, in the unit of the column; the exponential mechanism on limited values in their clamp; "
	 "never adjusted, so that a higher quantile may be below a lower one",
	 NULL, false},
	{HUSH_COLUMN_LOWER, HUSH_TYPE_DECIMAL, "share_lower",
	 "at least this share of the limited values lies at or below the estimate, and at most share_upper below it, with 95 % for both "
	 "together: the choice and the noise in the number of values are all that is uncertain",
	 NULL, false},
	{HUSH_COLUMN_UPPER, HUSH_TYPE_DECIMAL, "share_upper",
	 "at most this share of the limited values lies below the estimate, with 95 % together with share_lower", NULL, false},
	{HUSH_COLUMN_STATUS, HUSH_TYPE_TEXT, "status",
	 "published; too_noisy where share_lower is 0 or share_upper is 1, so that all values may lie to one side", NULL, false},
};

enum { COMMON = sizeof common / sizeof common[0], CHOSEN = sizeof chosen / sizeof chosen[0] };

static enum hush_column_type type_of(const struct hush_dimension *dimension)
{
	if (dimension->kind != HUSH_DIMENSION_TIME) {
		return HUSH_TYPE_TEXT;
	}
	switch (dimension->part) {
	case HUSH_PART_DAY:
	case HUSH_PART_WEEK: return HUSH_TYPE_DATE;
	case HUSH_PART_MONTH: return HUSH_TYPE_MONTH;
	case HUSH_PART_YEAR: return HUSH_TYPE_YEAR;
	case HUSH_PART_HOUR:
	case HUSH_PART_HOUR_OF_DAY:
	case HUSH_PART_WEEKDAY:
	case HUSH_PART_QUARTER: break;
	}
	return HUSH_TYPE_TEXT;
}

/* What a value of a dimension means. */
static const char *meaning(const struct hush_dimension *dimension)
{
	if (dimension->kind == HUSH_DIMENSION_BINS) {
		return "a range of numbers, its upper end not included; from a public list that the spec fixes";
	}
	if (dimension->kind == HUSH_DIMENSION_QUANTILE) {
		return "which quantile: the share of the values that is wanted at or below the estimate";
	}
	if (dimension->at_most) {
		return "a value that no list names, shown when a noisy count of it passes a threshold; rarer ones may be missing";
	}
	if (dimension->kind != HUSH_DIMENSION_TIME) {
		return "a value of a public list that the spec fixes";
	}
	switch (dimension->part) {
	case HUSH_PART_HOUR: return "the clock hour, local time, as its first minute's date and hour";
	case HUSH_PART_HOUR_OF_DAY: return "the hour of the day, local time, 00 to 23";
	case HUSH_PART_WEEKDAY: return "the day of the week, local time";
	case HUSH_PART_DAY: return "the day, local time";
	case HUSH_PART_WEEK: return "the first day of the week, local time";
	case HUSH_PART_MONTH: return "the month, local time";
	case HUSH_PART_QUARTER: return "the quarter of the year, local time";
	case HUSH_PART_YEAR: return "the year, local time";
	}
	return "";
}

struct hush_column hush_column_of_dimension(const struct hush_dimension *dimension)
{
	return (struct hush_column){.role = HUSH_COLUMN_CELL,
	                            .type = type_of(dimension),
	                            .name = dimension->name,
	                            .says = meaning(dimension),
	                            .dimension = dimension};
}

uint32_t hush_columns_count(const struct hush_table *table)
{
	return table->by_count + (table->quantile_count ? CHOSEN : COMMON);
}

struct hush_column hush_column_at(const struct hush_spec *spec, const struct hush_table *table, uint32_t place)
{
	if (place < table->by_count) {
		return hush_column_of_dimension(&spec->dimensions[table->by[place]]);
	}
	place -= table->by_count;
	if (table->discovers && common[place].role == HUSH_COLUMN_STATUS) {
		return discovered_status;
	}
	return table->quantile_count ? chosen[place] : common[place];
}
