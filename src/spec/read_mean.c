/* read_mean: the two tables that a mean is made of. */
#include "spec/parts.h"

enum { SUM_PARTS = 3, COUNT_PARTS = 1 };

/*
 * The budget of a mean goes to its sums and counts as three to one.  Its variance is near (vS + x^2 vN)/N^2, x being how far
 * the mean lies from the middle of the clamp: with a unit's share of the two noises equal at the clamp's ends, three to one
 * is best where x is a third of the way to an end.
 */
hush_status hush_split_mean(const struct hush_reading *r, const struct hush_json *object, uint64_t *total)
{
	struct hush_spec *spec = r->spec;
	struct hush_table *sum = &spec->tables[spec->table_count - 1];

	if (sum->ask != HUSH_ASK_SHARE || sum->typical) {
		return hush_refuse(r, object, "give it a \"share\", with \"split\" budget or variance",
		                   "a mean takes a share of the budget; \"margin\" and \"typical\" are about counts");
	}
	sum->amount.name = sum->name;
	sum->amount.title = sum->title;
	sum->name = hush_with_ending(sum->amount.name, ".sum");
	sum->title = hush_with_ending(sum->amount.title, ": sum of the values, counted from the middle of their range");
	if (!sum->name || !sum->title) {
		return hush_fail_memory(r->err);
	}
	return hush_add_value_count(r, object, &(struct hush_value_count){sum, SUM_PARTS, COUNT_PARTS, ".sum"}, total);
}
