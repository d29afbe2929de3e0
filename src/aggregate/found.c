/* found: see found.h. */
#include "aggregate/found.h"

#include <string.h>

#include "aggregate/shares.h"
#include "base/memory.h"

enum { PARTITION_BITS = 8 };

hush_status hush_found_open(const struct hush_spec *spec, uint64_t memory, uint32_t threads, const char *folder,
                            struct hush_found **found, hush_error *err)
{
	struct hush_found *made = hush_calloc(1, sizeof *made);
	hush_status status;

	if (!made) {
		return hush_fail_memory(err);
	}
	made->spec = spec;
	made->most = memory / HUSH_SHARE_UNITS;
	made->folder = folder ? hush_strdup(folder) : NULL;
	hush_offer_hash_draw(&made->hash);
	status = folder && !made->folder ? hush_fail_memory(err)
	                                 : hush_partitions_open(PARTITION_BITS, hush_share_block(memory, threads, PARTITION_BITS),
	                                                        memory / HUSH_SHARE_FOUND, made->folder, &made->partitions, err);
	if (status != HUSH_OK) {
		hush_found_close(made);
		return status;
	}
	*found = made;
	return HUSH_OK;
}

void hush_found_close(struct hush_found *found)
{
	if (found) {
		hush_partitions_close(found->partitions);
		hush_free(found->folder);
		hush_free_wiped(found, sizeof *found);
	}
}

static uint64_t hash_of(const struct hush_found *found, const struct hush_found_offer *offer)
{
	return hush_offer_hash_exact(&found->hash, (const unsigned char *)offer->text, offer->text_length);
}

hush_status hush_found_add(const struct hush_found *found, struct hush_partition_writer *writer,
                           const struct hush_found_offer *offer, hush_error *err)
{
	unsigned char *room;

	HUSH_TRY(hush_partition_room(writer, hash_of(found, offer), hush_found_offer_size(offer), &room, err));
	hush_found_offer_put(offer, room);
	return HUSH_OK;
}

/* -- visiting ------------------------------------------------------------------------------------------------------ */

struct visiting {
	struct hush_found *found;
	struct hush_partition_reader reader;
	struct hush_found_entries entries;
	struct hush_found_cell cells[HUSH_DISCOVERED_ROW];
	char name[HUSH_MAX_NAME + 1]; /* of the value that is visited; wiped with all this */
	hush_found_visit visit;
	void *context;
};

/* Those whose hash ends in `part`. */
static hush_status take(struct visiting *visiting, const unsigned char *at, size_t length, uint32_t mask, uint32_t part,
                        hush_error *err)
{
	const unsigned char *end = at + length;
	const uint64_t no_rank[2] = {0, 0};
	struct hush_found_offer offer;

	while (at < end) {
		uint64_t hash;

		at = hush_found_offer_read(at, &offer);
		hash = hash_of(visiting->found, &offer);
		if ((hash >> 32 & mask) == part) {
			HUSH_TRY(hush_found_entries_add(&visiting->entries, &offer, hash, no_rank, err));
		}
	}
	return HUSH_OK;
}

/* The values that were added up, which lie side by side with their cells ascending. */
static hush_status visit_values(struct visiting *visiting, hush_error *err)
{
	const struct hush_found_entry *list = visiting->entries.list;
	char *const name = visiting->name;
	size_t end;

	for (size_t at = 0; at < visiting->entries.count; at = end) {
		struct hush_found_value value = {.table = list[at].table, .name = name, .cells = visiting->cells};

		memcpy(name, hush_found_text(&list[at]), list[at].text_length);
		name[list[at].text_length] = '\0';
		for (end = at; end < visiting->entries.count && hush_found_same_group(&list[at], &list[end]); end++) {
			visiting->cells[value.cell_count++] = (struct hush_found_cell){list[end].place, list[end].count};
		}
		HUSH_TRY(visiting->visit(visiting->context, &value, err));
	}
	return HUSH_OK;
}

/*
 * One partition; when its values take more memory than there is, those that are not added up yet are; when that is not enough, it is
 * done again in two halves.  A single value never takes more than its cells.
 */
static hush_status visit_partition(struct visiting *visiting, uint32_t partition, uint32_t mask, uint32_t part, hush_error *err)
{
	struct hush_found *found = visiting->found;
	uint64_t most = found->most;
	const unsigned char *offers;
	size_t length;

	hush_found_entries_clear(&visiting->entries);
	hush_partition_begin(found->partitions, partition, &visiting->reader);
	for (;;) {
		HUSH_TRY(hush_partition_next(found->partitions, &visiting->reader, &offers, &length, err));
		if (length == 0) {
			break;
		}
		HUSH_TRY(take(visiting, offers, length, mask, part, err));
		if (hush_found_entries_memory(&visiting->entries) <= most) {
			continue;
		}
		HUSH_TRY(hush_found_entries_reduce(&visiting->entries, found->spec, err));
		if (hush_found_entries_memory(&visiting->entries) > found->most / 2 && hush_found_entries_divide(&visiting->entries) &&
		    mask < HUSH_PARTS_MOST) {
			HUSH_TRY(visit_partition(visiting, partition, 2 * mask + 1, part, err));
			return visit_partition(visiting, partition, 2 * mask + 1, part | (mask + 1), err);
		}
		if (most < 2 * hush_found_entries_memory(&visiting->entries)) {
			most = 2 * hush_found_entries_memory(&visiting->entries);
		}
	}
	HUSH_TRY(hush_found_entries_reduce(&visiting->entries, found->spec, err));
	return visit_values(visiting, err);
}

hush_status hush_found_visit_all(struct hush_found *found, hush_found_visit visit, void *context, hush_error *err)
{
	struct visiting *visiting = hush_calloc(1, sizeof *visiting);
	hush_status status = HUSH_OK;

	if (!visiting) {
		return hush_fail_memory(err);
	}
	visiting->found = found;
	visiting->visit = visit;
	visiting->context = context;
	for (uint32_t i = 0; i < hush_partitions_count(found->partitions) && status == HUSH_OK; i++) {
		status = visit_partition(visiting, i, 0, 0, err);
		hush_partition_drop(found->partitions, i);
	}
	hush_found_entries_release(&visiting->entries);
	hush_partition_reader_close(&visiting->reader);
	hush_free_wiped(visiting, sizeof *visiting);
	return status;
}
