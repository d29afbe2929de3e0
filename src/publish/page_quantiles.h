/*
 * page_quantiles: a table of quantiles: what was asked for, what was chosen, and how sure that is, in shares of the values.
 */
#ifndef HUSH_PUBLISH_PAGE_QUANTILES_H
#define HUSH_PUBLISH_PAGE_QUANTILES_H

#include "publish/page.h"

/* The whole section of spec->tables[index]. Failures as in post/rank.h. */
hush_status hush_page_quantiles(const struct hush_page *page, uint32_t index, hush_error *err);

#endif
