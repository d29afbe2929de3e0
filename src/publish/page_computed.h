/*
 * page_computed: tables of a page whose rows are the cells of some dimensions, and that are not counted from records.
 */
#ifndef HUSH_PUBLISH_PAGE_COMPUTED_H
#define HUSH_PUBLISH_PAGE_COMPUTED_H

#include "publish/page.h"

/* What such a table is: `mark` makes its ids unique; `rows` of its cells are shown. */
struct hush_page_cells {
	const char *mark; /* "q-1" */
	const char *name; /* of its file */
	const uint32_t *by;
	uint32_t by_count;
	uint64_t cells;
	uint64_t rows;
	bool exact; /* whose rows hold several numbers each */
	bool keyed; /* by something beside the dimensions: without these, its rows need no name */
};

/* How many rows a page shows of so many cells: none when it is too long already, as for other tables. */
uint64_t hush_page_rows(const struct hush_page *page, uint64_t cells);

/*
 * Opens a table, folded when it is long, with a head for each dimension; more heads may follow. The caption is escaped; it
 * is heard and not seen, for the heading above says the same.
 */
void hush_page_open_cells(const struct hush_page *page, const struct hush_page_cells *cells, const char *caption);
void hush_page_close_cells(const struct hush_page *page, const struct hush_page_cells *cells);

/* The heads of a row: the values of the cell, as people read them, the last with a note when `faint`. */
void hush_page_cell(const struct hush_page *page, const struct hush_page_cells *cells, uint64_t cell, bool faint);

/* The same as one text: "Hill, 31 Jan"; of a table without dimensions, "the whole period". */
void hush_page_cell_label(const struct hush_page *page, const struct hush_page_cells *cells, uint64_t cell,
                          struct hush_buffer *out);

#endif
