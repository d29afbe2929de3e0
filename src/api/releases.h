/*
 * releases: the release folders in a place: those directly in it, and the place itself when it is one.
 */
#ifndef HUSH_API_RELEASES_H
#define HUSH_API_RELEASES_H

#include <stdint.h>

#include "base/error.h"

struct hush_releases {
	char **folders; /* in the order of their names */
	uint32_t count;
};

/* Adds those at `path`; hidden folders are not looked at. HUSH_E_NO_INPUT when there is no such folder. */
hush_status hush_releases_add(struct hush_releases *releases, const char *path, hush_error *err);
/* Those at all of `reports`. HUSH_E_NO_INPUT also where there is none. */
hush_status hush_releases_all(const char *const *reports, unsigned count, struct hush_releases *releases, hush_error *err);
void hush_releases_free(struct hush_releases *releases);

#endif
